package io.agenticproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    /** The example in appendix A of the paper: fifteen bytes from 0 to 14, their number in the last one's place. */
    @Test
    void itIsSipHash() {
        KeyedHash hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

        assertThat(hash.words(0x0706050403020100L, 0x0f0e0d0c0b0a0908L)).isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void textsThatDifferAnywhereHaveDifferentHashes() {
        KeyedHash hash = KeyedHash.random();
        Set<Long> made = new HashSet<>();

        for (int length = 0; length < 20; length++) {
            String text = "\u0000".repeat(length);
            made.add(hash.text('s', text));
            made.add(hash.text('k', text));
            for (int i = 0; i < length; i++) {
                made.add(hash.text('s', text.substring(0, i) + "\ud83d" + text.substring(i + 1)));
            }
        }

        assertThat(made).hasSize(20 + 20 + 190);
    }

    @Test
    void anotherKeyMakesAnotherHash() {
        assertThat(KeyedHash.random().text('s', "secret"))
                .isNotEqualTo(KeyedHash.random().text('s', "secret"));
    }
}
