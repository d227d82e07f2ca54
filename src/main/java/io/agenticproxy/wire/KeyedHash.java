package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-1-3: 64 bits that say whether two texts are the same, and nothing about either to who has not the key. The key
 * is random and never leaves the process, so what was hashed can't be looked up in a list of likely texts. It takes a
 * fraction of what a SHA-256 does. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012; with so many
 * rounds it is the hash of Rust's and Python's tables. Immutable, so thread-safe.
 */
public final class KeyedHash {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BYTE_MASK = 0xFF;

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
        State state = new State(key0, key1);
        state.word(kind);
        state.bytes(text.getBytes(UTF_8));
        return state.end();
    }

    /** @param kind a letter of the caller's, which says what the two are, and is that of no text */
    public long numbers(char kind, long first, long second) {
        State state = new State(key0, key1);
        state.word(kind);
        state.word(first);
        state.word(second);
        return state.end();
    }

    /** As published. */
    long bytes(byte[] bytes) {
        State state = new State(key0, key1);
        state.bytes(bytes);
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

        /** In words; the last one has their number, modulo 256, in its highest byte. */
        void bytes(byte[] bytes) {
            int i = 0;
            for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
                word((long) WORDS.get(bytes, i));
            }
            long last = (long) bytes.length << (Long.SIZE - Byte.SIZE);
            for (int shift = 0; i < bytes.length; i++, shift += Byte.SIZE) {
                last |= (long) (bytes[i] & BYTE_MASK) << shift;
            }
            word(last);
        }

        void word(long word) {
            v3 ^= word;
            round();
            v0 ^= word;
        }

        long end() {
            v2 ^= BYTE_MASK;
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
