package io.agenticproxy.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies under a content coding. */
public enum Coded {
    PLAIN("identity"),
    GZIP("gzip"),
    /** Flushed after each event, as servers send a stream. */
    GZIP_FLUSHED("x-gzip"),
    ZLIB("deflate"),
    BARE_DEFLATE("Deflate"),
    BROTLI("br");

    final String name;

    Coded(String name) {
        this.name = name;
    }

    byte[] of(byte[] body) {
        return switch (this) {
            case PLAIN -> body;
            case GZIP -> gzip(body);
            case GZIP_FLUSHED -> gzipFlushed(body);
            case ZLIB -> deflate(body, false);
            case BARE_DEFLATE -> deflate(body, true);
            case BROTLI -> brotli(body);
        };
    }

    public static byte[] gzip(byte[] body) {
        return written(sink -> new GZIPOutputStream(sink), out -> out.write(body));
    }

    private static byte[] gzipFlushed(byte[] body) {
        return written(sink -> new GZIPOutputStream(sink, 512, true), out -> {
            int from = 0;
            for (int at = 1; at < body.length; at++) {
                if (body[at] == '\n' && body[at - 1] == '\n') {
                    out.write(body, from, at + 1 - from);
                    out.flush();
                    from = at + 1;
                }
            }
            out.write(body, from, body.length - from);
        });
    }

    static byte[] deflate(byte[] body, boolean bare) {
        return written(
                sink -> new DeflaterOutputStream(sink, new Deflater(Deflater.BEST_COMPRESSION, bare)),
                out -> out.write(body));
    }

    /** As stored blocks (RFC 7932 §9.2): the format without its art. */
    public static byte[] brotli(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BitWriter bits = new BitWriter(out);
        bits.write(0b1101, 4); // a window of 4 MB
        for (int from = 0; from < body.length; from += 65_536) {
            int length = Math.min(65_536, body.length - from);
            bits.write(0, 1); // not the last block
            bits.write(0, 2); // its length in four half-bytes
            bits.write(length - 1, 16);
            bits.write(1, 1); // stored
            bits.align();
            out.write(body, from, length);
        }
        bits.write(3, 2); // the last block, empty
        bits.align();
        return out.toByteArray();
    }

    private interface Opening {
        OutputStream open(OutputStream sink) throws IOException;
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static byte[] written(Opening opening, Writing writing) {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream out = opening.open(sink)) {
            writing.to(out);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return sink.toByteArray();
    }

    /** Lowest bit first. */
    private static final class BitWriter {
        private final ByteArrayOutputStream out;
        private int octet;
        private int used;

        BitWriter(ByteArrayOutputStream out) {
            this.out = out;
        }

        void write(int value, int bits) {
            for (int bit = 0; bit < bits; bit++) {
                octet |= (value >> bit & 1) << used++;
                if (used == 8) {
                    align();
                }
            }
        }

        void align() {
            if (used > 0) {
                out.write(octet);
                octet = 0;
                used = 0;
            }
        }
    }
}
