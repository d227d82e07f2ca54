package io.agenticproxy.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content coding of a body while its bytes pass: gzip and deflate as they come, Brotli at the end, a body
 * without coding as it is. More than one coding, or an unknown one, is not undone.
 *
 * <p>Trouble with the body never leaves as an exception: it is noted in {@link #stopped()}, and from then on bytes are
 * ignored. Bounds: 64 MB decoded, and, after the first megabyte, a hundred times of what came in. Not for two threads
 * at once. Always {@link #close()} it: the memory of zlib is not the heap's.
 */
public final class ContentDecoder implements AutoCloseable {
    /** Takes what has been decoded; the bytes are valid during the call only. */
    public interface Output {
        void decoded(byte[] bytes, int offset, int length);
    }

    static final long MOST_DECODED = 64L * 1024 * 1024;
    static final int MOST_DENSE = 100;
    static final int ALWAYS_FINE = 1024 * 1024;

    private final Output output;
    /** Null when the body is to be taken as it is. */
    private final @Nullable Coding coding;

    private @Nullable ReadingStop stopped;
    private boolean closed;
    private long received;
    private long decoded;

    private ContentDecoder(@Nullable Coding coding, Output output) {
        this.coding = coding;
        this.output = output;
    }

    /** A decoder for the {@code Content-Encoding} of these headers. */
    public static ContentDecoder of(Headers headers, Output output) {
        List<String> codings = new ArrayList<>(1);
        for (String line : headers.all("Content-Encoding")) {
            for (String name : line.split(",")) {
                if (!name.isBlank() && !name.strip().equalsIgnoreCase("identity")) {
                    codings.add(name.strip());
                }
            }
        }
        Coding coding = codings.size() == 1 ? Coding.named(codings.get(0)) : null;
        ContentDecoder decoder = new ContentDecoder(coding, output);
        if (coding == null && !codings.isEmpty()) {
            decoder.stop(ReadingStop.CODING_UNKNOWN);
        }
        return decoder;
    }

    public void feed(byte[] bytes, int offset, int length) {
        if (closed) {
            return;
        }
        received += length;
        try {
            if (coding == null) {
                pass(bytes, offset, length);
            } else {
                coding.decode(bytes, offset, length, this::pass);
            }
        } catch (DecodingEnd end) {
            stop(end.reason());
        }
    }

    /** The body has ended: decodes what could not be decoded before, and notes a coding that has not come to its end. */
    public void finish() {
        if (closed) {
            return;
        }
        try {
            if (coding != null) {
                coding.end(this::pass);
            }
        } catch (DecodingEnd end) {
            stop(end.reason());
        }
        close();
    }

    /** Why not all has been decoded; after {@link #finish()}, absent means that all has. */
    public Optional<ReadingStop> stopped() {
        return Optional.ofNullable(stopped);
    }

    private void pass(byte[] bytes, int offset, int length) throws DecodingEnd {
        decoded += length;
        if (decoded > MOST_DECODED) {
            throw new DecodingEnd(ReadingStop.TOO_LARGE);
        }
        if (decoded > ALWAYS_FINE && decoded > received * MOST_DENSE) {
            throw new DecodingEnd(ReadingStop.TOO_DENSE);
        }
        output.decoded(bytes, offset, length);
    }

    private void stop(ReadingStop reason) {
        stopped = reason;
        close();
    }

    @Override
    public void close() {
        closed = true;
        if (coding != null) {
            coding.release();
        }
    }
}
