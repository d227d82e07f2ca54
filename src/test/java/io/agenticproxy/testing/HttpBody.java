package io.agenticproxy.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one message body by its framing. A read that times out can be tried again. For one thread. */
final class HttpBody {
    private enum State {
        DATA,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        END
    }

    private final HttpInput in;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    private State state;
    private long left;

    private HttpBody(HttpInput in, State state, long left) {
        this.in = in;
        this.state = state;
        this.left = left;
    }

    static HttpBody none(HttpInput in) {
        return new HttpBody(in, State.END, 0);
    }

    static HttpBody ofRequest(HttpInput in, HttpHead head) {
        return framed(in, head, State.END);
    }

    /** The body of an answer to anything but HEAD. */
    static HttpBody ofResponse(HttpInput in, HttpHead head) {
        int status = head.status();
        return status < 200 || status == 204 || status == 304 ? none(in) : framed(in, head, State.UNTIL_CLOSE);
    }

    private static HttpBody framed(HttpInput in, HttpHead head, State unframed) {
        if (head.chunked()) {
            return new HttpBody(in, State.CHUNK_SIZE, 0);
        }
        return head.contentLength()
                .map(length -> new HttpBody(in, length == 0 ? State.END : State.DATA, length))
                .orElseGet(() -> new HttpBody(in, unframed, 0));
    }

    /** Whether all of it has been read. */
    boolean ended() {
        return state == State.END;
    }

    boolean chunked() {
        return state == State.CHUNK_SIZE || state == State.CHUNK_DATA || state == State.CHUNK_END;
    }

    /**
     * The next bytes as they come, without framing; null after the last.
     *
     * @throws EOFException if the peer closes before the body's end
     */
    byte @Nullable [] next() throws IOException {
        while (true) {
            switch (state) {
                case DATA, CHUNK_DATA -> {
                    byte[] piece = in.some(left);
                    if (piece.length == 0) {
                        throw new EOFException("the peer closed with " + left + " bytes still announced");
                    }
                    left -= piece.length;
                    if (left == 0) {
                        state = state == State.DATA ? State.END : State.CHUNK_END;
                    }
                    return piece;
                }
                case UNTIL_CLOSE -> {
                    byte[] piece = in.some(Long.MAX_VALUE);
                    if (piece.length > 0) {
                        return piece;
                    }
                    state = State.END;
                }
                case CHUNK_SIZE -> {
                    left = size(in.line());
                    state = left == 0 ? State.TRAILERS : State.CHUNK_DATA;
                }
                case CHUNK_END -> {
                    String line = in.line();
                    if (!line.isEmpty()) {
                        throw new IOException("a chunk is longer than it said, by '" + line + "'");
                    }
                    state = State.CHUNK_SIZE;
                }
                case TRAILERS -> {
                    if (in.line().isEmpty()) {
                        state = State.END;
                    }
                }
                case END -> {
                    return null;
                }
            }
        }
    }

    private static long size(String line) throws IOException {
        try {
            return Long.parseUnsignedLong(line.split(";", 2)[0].strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not the size of a chunk: '" + line + "'", e);
        }
    }

    /** The whole of the next chunk; empty after the last. */
    byte[] nextChunk() throws IOException {
        byte[] piece = next();
        while (piece != null) {
            chunk.writeBytes(piece);
            if (state != State.CHUNK_DATA) {
                break;
            }
            piece = next();
        }
        byte[] whole = chunk.toByteArray();
        chunk.reset();
        return whole;
    }
}
