package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.Complexity;
import java.io.IOException;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The labelled set is large and varied enough to measure by, and the signs that need no classifier hold on it. */
class LabelledPromptsTest {
    private static final int LONGEST = 1_200;
    private static final double MOST_SIMPLE_ONES_KEPT = 0.15;
    private static final Pattern VERDICT = Pattern.compile("(?i)\\b(?:s-i-m-p-l-e|simple|moderate|complex)\\b");

    private final List<LabelledPrompt> set;

    LabelledPromptsTest() throws IOException {
        set = LabelledPrompt.all();
    }

    @Test
    void itHasManyPromptsAndNoneTwice() {
        assertThat(set).hasSizeGreaterThanOrEqualTo(180);
        assertThat(set.stream().map(LabelledPrompt::prompt)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void everyComplexityHasManyOfThem(Complexity complexity) {
        assertThat(set.stream().filter(one -> one.complexity() == complexity)).hasSizeGreaterThanOrEqualTo(45);
    }

    @ParameterizedTest
    @ValueSource(strings = {"everyday", "agent", "trap", "injection", "language", "code"})
    void everyKindIsThere(String kind) {
        assertThat(set.stream().filter(one -> one.kind().equals(kind))).hasSizeGreaterThanOrEqualTo(25);
    }

    @Test
    void thereAreNoOtherKinds() {
        assertThat(set.stream().map(LabelledPrompt::kind).distinct()).hasSize(6);
    }

    @Test
    void fewAreLongerThanWhatIsJudged() {
        assertThat(set).allMatch(one -> one.prompt().length() <= LONGEST);
        assertThat(set.stream().filter(one -> one.prompt().length() > Admission.LONGEST_TURN))
                .hasSizeBetween(1, 5);
    }

    @Test
    void thereIsAWordForTheRouterInEachOfThem() {
        assertThat(set).allMatch(one -> one.prompt().startsWith(one.turn()));
    }

    @Test
    void aPromptOfSeveralLinesIsReadWhole() {
        assertThat(LabelledPrompt.parse("# note\ncode\tSIMPLE\ta\n\t\tb\n\n\t\t  c\n\nagent\tCOMPLEX\td\n"))
                .containsExactly(
                        new LabelledPrompt("code", Complexity.SIMPLE, "a\nb\n\n  c"),
                        new LabelledPrompt("agent", Complexity.COMPLEX, "d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"code\tSIMPLE", "code\tEASY\ta", "code SIMPLE a", "\tSIMPLE\ta", "code\tSIMPLE\ta\tb"})
    void aLineThatIsNoneIsNamed(String line) {
        assertThatThrownBy(() -> LabelledPrompt.parse("# note\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2");
    }

    @Test
    void anInjectionThatNamesTheVerdictIsKeptWithoutAQuestion() {
        List<LabelledPrompt> naming = set.stream()
                .filter(one -> one.kind().equals("injection"))
                .filter(one -> VERDICT.matcher(Normalizer.normalize(one.prompt(), Normalizer.Form.NFKC))
                        .find())
                .toList();

        assertThat(naming).hasSizeGreaterThanOrEqualTo(20).allMatch(one -> Surface.showsHardTask(one.turn()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A simple recipe for pancakes, please.",
                "List complex numbers with modulus one.",
                "Rate my essay from 1 to 10.",
                "Translate the label of this bottle: moderately sweet.",
                "Write a prompt for a picture of a lighthouse."
            })
    void theWordsAloneAreNoSign(String turn) {
        assertThat(Surface.showsHardTask(turn)).isFalse();
    }

    @Test
    void fewSimplePromptsAreKeptByTheirSurface() {
        List<LabelledPrompt> simple = set.stream()
                .filter(one -> one.complexity() == Complexity.SIMPLE)
                .toList();
        List<LabelledPrompt> kept =
                simple.stream().filter(one -> Surface.showsHardTask(one.turn())).toList();
        double rate = (double) kept.size() / simple.size();
        System.out.printf("kept by their surface: %d of %d simple prompts%n", kept.size(), simple.size());
        kept.forEach(one -> System.out.println("  " + one.shown(90)));

        assertThat(rate).isLessThanOrEqualTo(MOST_SIMPLE_ONES_KEPT);
    }
}
