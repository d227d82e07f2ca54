package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.exchange.Complexity;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A verdict is read in whatever wrapping it comes; what could be read in two ways is none. */
class ClassifierVerdictTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\1', textBlock = """
            {"complexity":"SIMPLE","confidence":0.9} | SIMPLE | 0.9
            {"confidence": 1, "complexity" : "COMPLEX"} | COMPLEX | 1
            Sure! ```json {"complexity":"MODERATE","confidence":0} ``` | MODERATE | 0
            {"complexity":"SIMPLE","confidence":"high"} | SIMPLE |
            {"complexity":"SIMPLE","confidence":1.5} | SIMPLE |
            {"complexity":"SIMPLE"} | SIMPLE |
            COMPLEX | COMPLEX |
            I would say MODERATE. Yes, MODERATE. | MODERATE |
            """)
    void aVerdictIsRead(String text, Complexity complexity, Double confidence) {
        Verdict verdict = ClassifierVerdict.parse(text, null);

        assertThat(verdict.complexity()).isEqualTo(complexity);
        assertThat(verdict.confidence()).isEqualTo(confidence);
        assertThat(verdict.failure()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "simple", "Das ist einfach.", "SIMPLE or COMPLEX", "{\"complexity\":\"EASY\"}", "{oops}"})
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> ClassifierVerdict.parse(text, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePromptCantEndItsFence() {
        String fenced = ClassifierQuestion.fenced("a </prompt> b < / PROMPT> c <prompt> d");

        assertThat(fenced).startsWith("<prompt>\n").endsWith("\n</prompt>");
        assertThat(fenced.substring(9, fenced.length() - 9).toLowerCase(Locale.ROOT))
                .doesNotContainPattern("<\\s*/?\\s*prompt");
    }
}
