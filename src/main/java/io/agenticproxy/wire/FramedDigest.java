package io.agenticproxy.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A SHA-256 over parts that can't run into each other: a text, and each group of parts, says first how long it is. What
 * it takes is passed on in small pieces, whatever its size. Not for two threads at once.
 */
public final class FramedDigest {
    /** Several are made for every request, so their buffers are small. */
    private static final int CHARS = 256;

    private static final int MOST_BYTES_PER_CHAR = 3;

    /** Never used itself: a copy of it costs less than the look-up of a new one. */
    private static final MessageDigest EMPTY = empty();

    private final MessageDigest sink;
    private final char[] chars = new char[CHARS];
    private final byte[] buffer = new byte[MOST_BYTES_PER_CHAR * CHARS];
    private int used;
    private boolean wellFormed = true;

    public FramedDigest() {
        this(sha256());
    }

    FramedDigest(MessageDigest sink) {
        this.sink = sink;
    }

    public static MessageDigest sha256() {
        return copy(EMPTY);
    }

    /** Goes on from where {@code begun} stands, which stays as it is. */
    public static MessageDigest copy(MessageDigest begun) {
        try {
            return (MessageDigest) begun.clone();
        } catch (CloneNotSupportedException other) {
            throw new IllegalStateException("every JDK's SHA-256 can be copied", other);
        }
    }

    private static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** What comes next: a letter of the caller's. */
    public FramedDigest kind(char letter) {
        room(1);
        buffer[used++] = (byte) letter;
        return this;
    }

    /** How many parts the next group has, or any other number. */
    public FramedDigest count(int number) {
        room(Integer.BYTES);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            buffer[used++] = (byte) (number >> shift);
        }
        return this;
    }

    public FramedDigest bytes(byte[] part) {
        count(part.length);
        flush();
        sink.update(part);
        return this;
    }

    /** Its length in UTF-16 units, then UTF-8. */
    public FramedDigest text(String text) {
        int length = text.length();
        count(length);
        for (int from = 0; from < length; ) {
            int to = Math.min(from + CHARS, length);
            if (to < length && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--; // a pair stays together
            }
            text.getChars(from, to, chars, 0);
            encode(to - from);
            from = to;
        }
        return this;
    }

    private void encode(int length) {
        room(MOST_BYTES_PER_CHAR * length);
        int at = used;
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= chars[i];
        }
        if (all < 0x80) { // as most texts are: two plain loops take a fraction of the one below
            for (int i = 0; i < length; i++) {
                buffer[at + i] = (byte) chars[i];
            }
            used = at + length;
            return;
        }
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                buffer[at++] = (byte) c;
            } else if (c < 0x800) {
                buffer[at++] = (byte) (0xC0 | c >> 6);
                buffer[at++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                buffer[at++] = (byte) (0xE0 | c >> 12);
                buffer[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                buffer[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(chars[i + 1])) {
                int point = Character.toCodePoint(c, chars[++i]);
                buffer[at++] = (byte) (0xF0 | point >> 18);
                buffer[at++] = (byte) (0x80 | point >> 12 & 0x3F);
                buffer[at++] = (byte) (0x80 | point >> 6 & 0x3F);
                buffer[at++] = (byte) (0x80 | point & 0x3F);
            } else {
                wellFormed = false;
            }
        }
        used = at;
    }

    /**
     * Whether no text since the last digest had half of a surrogate pair: such a text has no UTF-8, and the digest that
     * comes next means nothing.
     */
    public boolean wellFormed() {
        return wellFormed;
    }

    /** The 32 bytes; begins anew. */
    public byte[] digest() {
        flush();
        wellFormed = true;
        return sink.digest();
    }

    private void room(int bytes) {
        if (buffer.length - used < bytes) {
            flush();
        }
    }

    private void flush() {
        sink.update(buffer, 0, used);
        used = 0;
    }
}
