package io.agenticproxy.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.brotli.dec.BrotliInputStream;

/**
 * Brotli (RFC 7932). The decoder at hand pulls, so the compressed bytes are kept, within a bound, and decoded at the
 * end: nothing is known of such an answer before. What is read off an answer (usage, above all) is wanted at its end.
 */
final class BrotliCoding implements Coding {
    static final int MOST_HELD = 16 * 1024 * 1024;

    private static final int BUFFER = 8 * 1024;
    /** An empty last block. After a flush, which ends on a whole byte, it makes a cut stream whole. */
    private static final byte[] LAST_BLOCK = {3};

    private Held held = new Held();

    @Override
    public void decode(byte[] bytes, int offset, int length, Decoded out) throws DecodingEnd {
        if (length > MOST_HELD - held.size()) {
            throw new DecodingEnd(ReadingStop.TOO_LARGE);
        }
        held.write(bytes, offset, length);
    }

    @Override
    public void end(Decoded out) throws DecodingEnd {
        if (held.size() == 0) {
            return;
        }
        Reading reading = new Reading(out);
        try {
            reading.all(held.read(), BUFFER);
        } catch (IOException unfinished) {
            throw new DecodingEnd(rest(reading) ? ReadingStop.CODING_CUT : ReadingStop.CODING_BROKEN);
        }
    }

    /**
     * A decoder that fails keeps back what it has decoded since its buffer was full. So once more, byte by byte, as if
     * the stream ended here.
     *
     * @return whether it could have ended here
     */
    private boolean rest(Reading reading) throws DecodingEnd {
        try {
            reading.all(new SequenceInputStream(held.read(), new ByteArrayInputStream(LAST_BLOCK)), 1);
            return true;
        } catch (IOException broken) {
            return false;
        }
    }

    @Override
    public void release() {
        held = new Held();
    }

    private static final class Reading {
        private final Decoded out;
        private long passedOn;

        Reading(Decoded out) {
            this.out = out;
        }

        /** Passes on what has not been passed on by an earlier try; up to there in large steps, then in {@code step}. */
        void all(InputStream compressed, int step) throws IOException, DecodingEnd {
            byte[] buffer = new byte[BUFFER];
            long at = 0;
            try (InputStream in = new BrotliInputStream(compressed)) {
                while (at < passedOn) {
                    int n = in.read(buffer, 0, (int) Math.min(BUFFER, passedOn - at));
                    if (n < 0) {
                        return;
                    }
                    at += n;
                }
                for (int n; (n = in.read(buffer, 0, step)) >= 0; ) {
                    passedOn += n;
                    out.accept(buffer, 0, n);
                }
            }
        }
    }

    /** Read without being copied. */
    private static final class Held extends ByteArrayOutputStream {
        InputStream read() {
            return new ByteArrayInputStream(buf, 0, count);
        }
    }
}
