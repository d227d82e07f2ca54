package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.exchange.Complexity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example in {@code docs/classifier.md} is one of the set as it is. */
class ClassifierDocTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^(SIMPLE|MODERATE|COMPLEX) +(\\d+) +(\\d+) +(\\d+) +(\\d+) +(\\d+) +(\\d+)$");
    private static final int SURFACE = 5;

    private final String page;
    private final List<LabelledPrompt> set;

    ClassifierDocTest() throws IOException {
        page = Files.readString(Path.of("docs", "classifier.md"));
        set = LabelledPrompt.all();
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfTheMatrixIsWhatTheSetHolds(Complexity label) {
        MatchResult row = ROW.matcher(page)
                .results()
                .filter(one -> one.group(1).equals(label.name()))
                .findFirst()
                .orElseThrow();
        List<LabelledPrompt> labelled =
                set.stream().filter(one -> one.complexity() == label).toList();

        assertThat(IntStream.rangeClosed(2, 7)
                        .map(column -> Integer.parseInt(row.group(column)))
                        .sum())
                .isEqualTo(labelled.size());
        assertThat(row.group(SURFACE))
                .isEqualTo(String.valueOf(labelled.stream()
                        .filter(one -> Surface.showsHardTask(one.turn()))
                        .count()));
    }

    @Test
    void theSizeOfTheSetAndTheWeightsAreTold() {
        assertThat(page)
                .contains("holds " + set.size() + " prompts", ", " + set.size() + " prompts, confidence 0.8")
                .contains(String.format(
                        "COMPLEX called SIMPLE counts %d, COMPLEX called MODERATE %d, MODERATE called SIMPLE %d;",
                        ClassifierScore.COMPLEX_CALLED_SIMPLE,
                        ClassifierScore.COMPLEX_CALLED_MODERATE,
                        ClassifierScore.MODERATE_CALLED_SIMPLE));
    }
}
