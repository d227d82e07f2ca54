package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usage;
import io.agenticproxy.router.JudgedPrompt.Column;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The score's arithmetic, on verdicts that are given. */
class ClassifierScoreTest {
    private static final double CONFIDENCE = 0.8;

    private static final List<JudgedPrompt> JUDGED = List.of(
            judged("a", Complexity.SIMPLE, Complexity.SIMPLE, 0.8),
            judged("a", Complexity.SIMPLE, Complexity.MODERATE, 0.9),
            judged("a", Complexity.SIMPLE, Complexity.SIMPLE, 0.79),
            judged("a", Complexity.MODERATE, Complexity.SIMPLE, 1.0),
            judged("b", Complexity.MODERATE, Complexity.MODERATE, null),
            judged("b", Complexity.COMPLEX, Complexity.SIMPLE, 0.95),
            judged("b", Complexity.COMPLEX, Complexity.MODERATE, 0.85),
            judged("b", Complexity.COMPLEX, Complexity.MODERATE, 0.5),
            judged("b", Complexity.COMPLEX, Complexity.COMPLEX, 0.9),
            JudgedPrompt.bySurface(new LabelledPrompt("b", Complexity.COMPLEX, "by its surface")),
            new JudgedPrompt(
                    new LabelledPrompt("b", Complexity.MODERATE, "no verdict"),
                    Verdict.none(RouterReason.KEPT_CLASSIFIER_FAILED, null),
                    null,
                    "status 500"));

    private final ClassifierScore score = new ClassifierScore(JUDGED, CONFIDENCE);

    private static JudgedPrompt judged(String kind, Complexity label, Complexity called, @Nullable Double confidence) {
        Usage asked = Usage.of("claude-haiku-5-5", Tokens.of(700, 20));
        return new JudgedPrompt(
                new LabelledPrompt(kind, label, label + " called " + called),
                Verdict.of(called, confidence, asked),
                Duration.ofMillis(300),
                null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIMPLE   | 1 | 1 | 0 | 0 | 1 | 0
            MODERATE | 1 | 0 | 0 | 0 | 1 | 1
            COMPLEX  | 1 | 1 | 1 | 1 | 1 | 0
            """)
    void everyPromptStandsInOneCell(
            Complexity label, long simple, long moderate, long complex, long surface, long unsure, long none) {
        assertThat(Stream.of(Column.values()).map(column -> score.count(label, column)))
                .containsExactly(simple, moderate, complex, surface, unsure, none);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIMPLE   | 0  | 1 | 1 | 1 | 1 | 1
            MODERATE | 3  | 0 | 1 | 1 | 1 | 1
            COMPLEX  | 10 | 4 | 0 | 0 | 0 | 0
            """)
    void anErrorCostsWhatItMayDestroy(
            Complexity label, int simple, int moderate, int complex, int surface, int unsure, int none) {
        assertThat(Stream.of(Column.values()).map(column -> ClassifierScore.weight(label, column)))
                .containsExactly(simple, moderate, complex, surface, unsure, none);
    }

    @Test
    void theFiguresAreTheSumsOfTheCells() {
        assertThat(score.prompts()).isEqualTo(11);
        assertThat(score.called()).isEqualTo(6);
        assertThat(score.right()).isEqualTo(2);
        assertThat(score.wellPlaced()).isEqualTo(4);
        assertThat(score.cost()).isEqualTo(1 + 1 + 3 + 1 + 10 + 4 + 1);
    }

    @Test
    void onlyWhatIsSureAndTooLowIsDangerous() {
        assertThat(score.dangerous().stream().map(one -> one.prompt().prompt()))
                .containsExactly("MODERATE called SIMPLE", "COMPLEX called SIMPLE", "COMPLEX called MODERATE");
    }

    @Test
    void theKindsAddUp() {
        assertThat(score.kinds()).containsExactly("a", "b");
        assertThat(score.ofKind("a").cost() + score.ofKind("b").cost()).isEqualTo(score.cost());
        assertThat(score.ofKind("a").right()).isEqualTo(1);
    }

    @Test
    void aHigherConfidenceMakesVerdictsUnsure() {
        assertThat(new ClassifierScore(JUDGED, 0.96).called()).isEqualTo(1);
    }

    @Test
    void aPercentileIsOneOfTheValues() {
        List<Duration> sorted =
                Stream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).map(Duration::ofMillis).toList();

        assertThat(ScorePage.percentile(sorted, 50)).isEqualTo(Duration.ofMillis(5));
        assertThat(ScorePage.percentile(sorted, 95)).isEqualTo(Duration.ofMillis(10));
        assertThat(ScorePage.percentile(sorted.subList(0, 1), 50)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void thePageSaysWhatWasSpentAndWhatWentWrong() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        new ScorePage(out, JUDGED, CONFIDENCE)
                .print(PriceCatalog.builtIn(), Instant.parse("2026-11-23T12:00:00Z"), Duration.ofMillis(200));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("33 % of 6 verdicts", "36 % of 11 prompts", "cost of errors  21")
                .contains("for 9 questions: 6300 tokens in, 180 out")
                .contains("p50 300 ms, p95 300 ms; 9 of 9 came after the 200 ms")
                .contains("1 times: status 500")
                .contains("sure enough: 3")
                .containsPattern("COMPLEX +-> SIMPLE +0\\.95");
    }
}
