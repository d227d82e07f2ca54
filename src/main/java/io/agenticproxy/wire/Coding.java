package io.agenticproxy.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Undoes one content coding, piece by piece. */
interface Coding {
    /** Takes what has been decoded; the bytes are valid during the call only. */
    interface Decoded {
        void accept(byte[] bytes, int offset, int length) throws DecodingEnd;
    }

    /** Decodes all that {@code bytes} allow, at once. */
    void decode(byte[] bytes, int offset, int length, Decoded out) throws DecodingEnd;

    /** No more bytes will come. A coding without a single byte is whole. */
    void end(Decoded out) throws DecodingEnd;

    /** Frees what the collector would free late. Can be called again. */
    void release();

    /** The coding of this name (RFC 9110 §8.4.1), or null if it is none that we know. */
    static @Nullable Coding named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GzipCoding();
            case "deflate" -> new DeflateCoding();
            case "br" -> new BrotliCoding();
            default -> null;
        };
    }
}
