package io.agenticproxy.wire;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The deflate format (RFC 1951), with or without the zlib wrapper (RFC 1950). */
final class Inflation {
    private static final int BUFFER = 8 * 1024;

    private final Inflater inflater;
    private final byte[] buffer = new byte[BUFFER];

    /** @param bare without the zlib wrapper */
    Inflation(boolean bare) {
        inflater = new Inflater(bare);
    }

    /** @return how many of the bytes lie behind the format's end, or -1 while that has not come */
    int inflate(byte[] bytes, int offset, int length, Coding.Decoded out) throws DecodingEnd {
        inflater.setInput(bytes, offset, length);
        try {
            while (true) {
                int n = inflater.inflate(buffer);
                if (n > 0) {
                    out.accept(buffer, 0, n);
                } else if (inflater.finished()) {
                    return inflater.getRemaining();
                } else if (inflater.needsDictionary()) {
                    throw new DecodingEnd(ReadingStop.CODING_BROKEN);
                } else {
                    return -1;
                }
            }
        } catch (DataFormatException broken) {
            throw new DecodingEnd(ReadingStop.CODING_BROKEN);
        }
    }

    void again() {
        inflater.reset();
    }

    void release() {
        inflater.end();
    }
}
