package io.agenticproxy.router;

import io.agenticproxy.wire.ContentDecoder;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.SseScanner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;

/**
 * The beginning of an answer, read ahead: a JSON body to its end, an event stream until its first event other than
 * {@code ping} has come. Bounded; what is too large is not waited for.
 */
final class FirstPart {
    private static final int MOST_JSON = 8 * 1024 * 1024;
    private static final int MOST_STREAM = 1024 * 1024;

    private final InputStream rest;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean ended;
    private String firstEvent = "";

    private FirstPart(InputStream rest) {
        this.rest = rest;
    }

    /** Blocks until enough has come. */
    static FirstPart of(Headers head, InputStream body) throws IOException {
        FirstPart part = new FirstPart(body);
        String type = head.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/event-stream")) {
            part.readToFirstEvent(head);
        } else if (type.startsWith("application/json")) {
            byte[] buffer = new byte[head.bufferSize(16 * 1024)];
            while (!part.ended && part.read.size() < MOST_JSON) {
                part.more(buffer);
            }
        }
        return part;
    }

    /** A stream in Brotli is not looked into: it can't be decoded before its end. */
    private void readToFirstEvent(Headers head) throws IOException {
        String coding = head.first("Content-Encoding").orElse("identity").toLowerCase(Locale.ROOT);
        if (!coding.matches("identity|gzip|x-gzip|deflate")) {
            return;
        }
        SseScanner scanner = new SseScanner(MOST_STREAM, new SseScanner.Events() {
            @Override
            public void event(String name, byte[] buffer, int data, int length) {
                if (firstEvent.isEmpty() && !name.equals("ping")) {
                    firstEvent = name.isEmpty() ? "message" : name;
                }
            }

            @Override
            public void oversized(String name) {
                firstEvent = "oversized";
            }
        });
        byte[] buffer = new byte[8 * 1024];
        try (ContentDecoder decoder = ContentDecoder.of(head, scanner::feed)) {
            while (!ended && firstEvent.isEmpty() && read.size() < MOST_STREAM) {
                int n = more(buffer);
                decoder.feed(buffer, 0, Math.max(0, n));
            }
        }
    }

    private int more(byte[] buffer) throws IOException {
        int n = rest.read(buffer);
        if (n < 0) {
            ended = true;
        } else {
            read.write(buffer, 0, n);
        }
        return n;
    }

    /** The whole answer, from its beginning. */
    InputStream all() {
        InputStream beginning = new ByteArrayInputStream(read.toByteArray());
        return ended ? beginning : new SequenceInputStream(beginning, rest);
    }

    /** Whether the answer has ended within what was read. */
    boolean whole() {
        return ended;
    }

    boolean opensWithError() {
        return firstEvent.equals("error");
    }
}
