package io.agenticproxy.wire;

import java.security.SecureRandom;

/**
 * SipHash-2-4: 64 bits that say whether two texts are the same, and nothing about either to who has not the key. The key
 * is random and never leaves the process, so what was hashed can't be looked up in a list of likely texts. It reads a
 * text without copying it and takes less than the SHA-256 of a cache key. Source: Aumasson and Bernstein, "SipHash: a
 * fast short-input PRF", 2012. Immutable, so thread-safe.
 */
public final class KeyedHash {
    private static final int LENGTH_SHIFT = 16;
    private static final int LETTER_MASK = 0xFFFF;

    private final long key0;
    private final long key1;

    KeyedHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    public static KeyedHash random() {
        SecureRandom random = new SecureRandom();
        return new KeyedHash(random.nextLong(), random.nextLong());
    }

    /** @param kind a letter of the caller's: the same text of two kinds has two hashes */
    public long text(char kind, String text) {
        int length = text.length();
        State state = new State(key0, key1);
        state.word((long) length << LENGTH_SHIFT | kind);
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            state.word(text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48);
        }
        long rest = 0;
        for (int shift = 0; i < length; i++, shift += Character.SIZE) {
            rest |= (long) text.charAt(i) << shift;
        }
        state.word(rest);
        return state.end();
    }

    /** @param kind a letter of the caller's, which says what the two are */
    public long numbers(char kind, long first, long second) {
        State state = new State(key0, key1);
        state.word(kind & LETTER_MASK);
        state.word(first);
        state.word(second);
        return state.end();
    }

    /** Of nothing but words; their number is the caller's to say. */
    long words(long... words) {
        State state = new State(key0, key1);
        for (long word : words) {
            state.word(word);
        }
        return state.end();
    }

    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void word(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long end() {
            v2 ^= 0xff;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
