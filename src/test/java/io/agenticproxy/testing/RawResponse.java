package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer as it came: its head, its body without chunk framing, and how it ended. Immutable. */
public final class RawResponse {
    private final HttpHead head;
    private final byte[] body;
    private final Ending ending;

    RawResponse(HttpHead head, byte[] body, Ending ending) {
        this.head = head;
        this.body = body;
        this.ending = ending;
    }

    public String statusLine() {
        return head.line();
    }

    public int status() {
        return head.status();
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

    /** What came of the body; a coding such as gzip is left as it is. */
    public byte[] body() {
        return body.clone();
    }

    /** As {@link #body()}, read as UTF-8. */
    public String text() {
        return new String(body, UTF_8);
    }

    public Ending ending() {
        return ending;
    }

    /** Whether it ended as its framing said. */
    public boolean cleanEnd() {
        return ending == Ending.COMPLETE;
    }

    @Override
    public String toString() {
        return head + text() + "(" + ending + ")";
    }
}
