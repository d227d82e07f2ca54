package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request as it came over the wire. Its head never changes; its body grows until it is complete, or the client has
 * gone. Thread-safe.
 */
public final class RecordedRequest {
    private final HttpHead head;
    private final int connection;
    private final int sequence;
    private final boolean bodyKept;
    private final Signal signal = new Signal();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream rawBody = new ByteArrayOutputStream();
    private final MessageDigest digest = Bytes.sha256();
    private long bodyLength;
    private boolean complete;

    /** @throws IllegalArgumentException if the head is not that of an HTTP/1.1 request */
    RecordedRequest(byte[] head, int connection, int sequence, boolean bodyKept) {
        this.head = HttpHead.parse(head);
        this.connection = connection;
        this.sequence = sequence;
        this.bodyKept = bodyKept;
        if (!this.head.word(2).equals("HTTP/1.1")) {
            throw new IllegalArgumentException("not a request line: '" + this.head.line() + "'");
        }
    }

    /** The request line, without its line end. */
    public String line() {
        return head.line();
    }

    public String method() {
        return head.word(0);
    }

    /** The request target as sent: not decoded, with its query. */
    public String target() {
        return head.word(1);
    }

    /** Every header in wire order, its name in the case it came in. */
    public List<Map.Entry<String, String>> headers() {
        return head.headers();
    }

    /** The first header of that name, in any case. */
    public Optional<String> header(String name) {
        return head.header(name);
    }

    /** The values of all headers of that name, in any case, in wire order. */
    public List<String> headers(String name) {
        return head.headers(name);
    }

    /** The bytes of request line, headers and the empty line. */
    public byte[] head() {
        return head.bytes();
    }

    /** Whether the body came in the chunked coding. */
    public boolean chunked() {
        return head.chunked();
    }

    /** Which connection it came on, counted from 1. */
    public int connection() {
        return connection;
    }

    /** Which request of its connection it is, counted from 1: above 1 the connection was reused. */
    public int sequence() {
        return sequence;
    }

    /**
     * What has come of the body, without chunk framing.
     *
     * @throws IllegalStateException if bodies are only counted
     */
    public byte[] body() {
        return kept(body);
    }

    /** As {@link #body()}, read as UTF-8. */
    public String bodyText() {
        return new String(body(), UTF_8);
    }

    /**
     * What has come of the body, with chunk framing and trailers.
     *
     * @throws IllegalStateException if bodies are only counted
     */
    public byte[] rawBody() {
        return kept(rawBody);
    }

    /** Bytes of the body that have come, without chunk framing. */
    public long bodyLength() {
        return signal.locked(() -> bodyLength);
    }

    /** SHA-256 in hex of what has come of the body, without chunk framing. */
    public String bodySha256() {
        return signal.locked(() -> Bytes.hex(Bytes.copy(digest).digest()));
    }

    /** Whether all of the body has come: false while it comes, and for ever when the client left before its end. */
    public boolean complete() {
        return signal.locked(() -> complete);
    }

    /** Waits until at least that many bytes of the body have come; false when the bound has passed. */
    public boolean awaitBody(long atLeast, Duration bound) {
        return signal.await(() -> bodyLength >= atLeast, bound);
    }

    /** Waits until all of the body has come; false when the bound has passed. */
    public boolean awaitComplete(Duration bound) {
        return signal.await(() -> complete, bound);
    }

    HttpHead parsedHead() {
        return head;
    }

    /** Adds a piece of the body, and the bytes on the wire that carried it. */
    void append(byte[] piece, byte[] raw) {
        signal.update(() -> {
            bodyLength += piece.length;
            digest.update(piece);
            if (bodyKept) {
                body.writeBytes(piece);
                rawBody.writeBytes(raw);
            }
        });
    }

    void completed() {
        signal.update(() -> complete = true);
    }

    private byte[] kept(ByteArrayOutputStream bytes) {
        if (!bodyKept) {
            throw new IllegalStateException("bodies are only counted: ask for bodyLength() and bodySha256()");
        }
        return signal.locked(bytes::toByteArray);
    }

    @Override
    public String toString() {
        return line() + " (connection " + connection + ", request " + sequence + ", " + bodyLength() + " bytes"
                + (complete() ? ")" : ", incomplete)");
    }
}
