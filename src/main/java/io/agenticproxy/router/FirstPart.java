package io.agenticproxy.router;

import io.agenticproxy.wire.ContentDecoder;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.SseScanner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an answer, read ahead: a JSON body to its end, an event stream until its first event other than
 * {@code ping} has come. Bounded; what is too large is not waited for. An answer that breaks off meanwhile is passed on as
 * far as it came, and breaks off for the client too.
 */
final class FirstPart {
    private static final int MOST_JSON = 8 * 1024 * 1024;
    private static final int MOST_STREAM = 1024 * 1024;

    private final InputStream rest;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean ended;
    private @Nullable IOException broken;
    private String firstEvent = "";

    private FirstPart(InputStream rest) {
        this.rest = rest;
    }

    /** Blocks until enough has come. */
    static FirstPart of(Headers head, InputStream body) {
        FirstPart part = new FirstPart(body);
        String type = head.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/event-stream")) {
            part.readToFirstEvent(head);
        } else if (type.startsWith("application/json")) {
            byte[] buffer = new byte[head.bufferSize(16 * 1024)];
            while (part.goesOn() && part.read.size() < MOST_JSON) {
                part.more(buffer);
            }
        }
        return part;
    }

    /** A stream in Brotli is not looked into: it can't be decoded before its end. */
    private void readToFirstEvent(Headers head) {
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
            while (goesOn() && firstEvent.isEmpty() && read.size() < MOST_STREAM) {
                decoder.feed(buffer, 0, more(buffer));
            }
        }
    }

    private boolean goesOn() {
        return !ended && broken == null;
    }

    /** How many bytes have come. */
    private int more(byte[] buffer) {
        try {
            int n = rest.read(buffer);
            if (n < 0) {
                ended = true;
                return 0;
            }
            read.write(buffer, 0, n);
            return n;
        } catch (IOException breaksOff) {
            broken = breaksOff;
            return 0;
        }
    }

    /** The whole answer, from its beginning to its end, or to where it broke off. */
    InputStream all() {
        InputStream beginning = new ByteArrayInputStream(read.toByteArray());
        if (ended) {
            return beginning;
        }
        return new SequenceInputStream(beginning, broken == null ? rest : new BrokenOff(rest, broken));
    }

    private static final class BrokenOff extends FilterInputStream {
        private final IOException why;

        BrokenOff(InputStream rest, IOException why) {
            super(rest);
            this.why = why;
        }

        @Override
        public int read() throws IOException {
            throw why;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            throw why;
        }
    }

    /** Whether the answer has ended within what was read. */
    boolean whole() {
        return ended;
    }

    boolean opensWithError() {
        return firstEvent.equals("error");
    }
}
