package io.agenticproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    /** What Python 3.11 says: {@code PYTHONHASHSEED=0 python3 -c 'print(hash(bytes(range(15))) % 2**64)'}. */
    @Test
    void itIsTheHashOfPythonsTables() {
        KeyedHash hash = new KeyedHash(0, 0);

        assertThat(hash.bytes(upTo(15))).isEqualTo(0xf30eb725bb91c9eaL);
        assertThat(hash.bytes(upTo(16))).isEqualTo(0x8972188433a5c5b7L);
    }

    /** The key of the paper's examples. */
    @Test
    void theKeyCounts() {
        KeyedHash hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

        assertThat(hash.bytes(upTo(0))).isEqualTo(0xabac0158050fc4dcL);
        assertThat(hash.bytes(upTo(15))).isEqualTo(0xd320d86d2a519956L);
    }

    private static byte[] upTo(int end) {
        byte[] bytes = new byte[end];
        for (int i = 0; i < end; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
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
                made.add(hash.text('s', text.substring(0, i) + "\u00fc" + text.substring(i + 1)));
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
