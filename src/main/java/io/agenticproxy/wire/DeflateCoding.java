package io.agenticproxy.wire;

import org.jspecify.annotations.Nullable;

/**
 * The coding called deflate: the zlib format by the standard (RFC 9110 §8.4.1.2), the bare deflate format by some
 * servers. The first two bytes tell: a zlib header is a multiple of 31 whose low half-byte is 8.
 */
final class DeflateCoding implements Coding {
    private @Nullable Inflation inflation;
    private final byte[] first = new byte[1];
    private boolean begun;
    private boolean done;

    @Override
    public void decode(byte[] bytes, int offset, int length, Decoded out) throws DecodingEnd {
        if (length == 0) {
            return;
        }
        if (done) {
            throw new DecodingEnd(ReadingStop.CODING_TRAILED);
        }
        if (inflation == null) {
            int from = begun ? offset : offset + 1;
            if (!begun) {
                first[0] = bytes[offset];
                begun = true;
            }
            if (from == offset + length) {
                return;
            }
            inflation = new Inflation(!zlib(first[0], bytes[from]));
            inflate(inflation, first, 0, 1, out);
            inflate(inflation, bytes, from, offset + length - from, out);
        } else {
            inflate(inflation, bytes, offset, length, out);
        }
    }

    private static boolean zlib(byte first, byte second) {
        return (first & 0x0F) == 8 && ((first & 0xFF) << 8 | second & 0xFF) % 31 == 0;
    }

    private void inflate(Inflation inflation, byte[] bytes, int offset, int length, Decoded out) throws DecodingEnd {
        int left = inflation.inflate(bytes, offset, length, out);
        done = left >= 0;
        if (left > 0) {
            throw new DecodingEnd(ReadingStop.CODING_TRAILED);
        }
    }

    @Override
    public void end(Decoded out) throws DecodingEnd {
        if (begun && !done) {
            throw new DecodingEnd(ReadingStop.CODING_CUT);
        }
    }

    @Override
    public void release() {
        if (inflation != null) {
            inflation.release();
        }
    }
}
