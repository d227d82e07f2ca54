package io.agenticproxy.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of a text from outside is on one line, short, and no key. */
class TextTest {
    @ParameterizedTest
    @CsvSource({
        "'plain', 5, plain",
        "'longer', 4, long",
        "'a\r\n\tb', 9, 'a b'",
        "'a\u202e\u2028b', 9, 'a b'",
        "'a\ud800b', 9, 'a b'",
        "'ab\ud83d\ude00', 3, ab",
        "'ab\ud83d\ude00', 4, 'ab\ud83d\ude00'",
        "'\n\n', 9, ' '"
    })
    void aTextIsPrintable(String text, int longest, String kept) {
        assertThat(Text.printable(text, longest)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "'say hello', 3, say",
        "'\ud83d\ude00\ud83d\ude00\ud83d\ude00', 2, '\ud83d\ude00\ud83d\ude00'",
        "'my key sk-ant-api03-abc is', 20, 'my key sk-ant-\u2026 is'",
        "'my key sk-ant-api03-abc is', 12, 'my key sk-an'"
    })
    void aPromptIsShownByItsBeginning(String prompt, int characters, String shown) {
        assertThat(Text.preview(prompt, characters)).isEqualTo(shown);
    }

    /** Against a plain reading of all of the text. */
    @Test
    void theBeginningIsThatOfTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] characters = {'a', ' ', '\n', 0x202e, 0x2028, 0xd800, 0x1f600, 0xe9};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            int longest = 1 + random.nextInt(20);
            String line = text.toString().replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+", " ");
            int end = line.offsetByCodePoints(0, Math.min(longest, line.codePointCount(0, line.length())));
            assertThat(Text.preview(text.toString(), longest))
                    .as("seed %s", seed)
                    .isEqualTo(line.substring(0, end));
        }
    }
}
