package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 from a socket. What a read has taken from the socket before it times out stays in the buffer, so that
 * the read can be tried again. For one thread.
 */
final class HttpInput {
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private @Nullable ByteArrayOutputStream tap;

    HttpInput(InputStream in) {
        this.in = in;
    }

    /** From now on every byte read is also written there; null ends that. */
    void tap(@Nullable ByteArrayOutputStream copy) {
        this.tap = copy;
    }

    /** Takes what the socket has, waiting for at least a byte; false when the peer has closed. */
    boolean fill() throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
        }
        if (end == buffer.length) {
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            } else if (buffer.length < LONGEST_LINE) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            } else {
                throw new IOException("no line end within " + LONGEST_LINE + " bytes");
            }
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        end += count;
        return true;
    }

    /** At least one byte and at most {@code most}, as they come; empty when the peer has closed. */
    byte[] some(long most) throws IOException {
        if (start == end && !fill()) {
            return new byte[0];
        }
        return consume((int) Math.min(most, end - start));
    }

    /** The next line without its end. */
    String line() throws IOException {
        byte[] line = through("\n");
        int length = line.length - 1;
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return new String(line, 0, length, ISO_8859_1);
    }

    /** Everything through the empty line that ends a head; empty when the peer closed before its first byte. */
    byte[] head() throws IOException {
        return start == end && !fill() ? new byte[0] : through("\r\n\r\n");
    }

    /** Everything through the first occurrence of the marker. */
    byte[] through(String marker) throws IOException {
        byte[] wanted = marker.getBytes(ISO_8859_1);
        int searched = 0;
        while (true) {
            for (int at = start + searched; at <= end - wanted.length; at++) {
                if (Arrays.equals(buffer, at, at + wanted.length, wanted, 0, wanted.length)) {
                    return consume(at + wanted.length - start);
                }
            }
            searched = Math.max(0, end - start - wanted.length + 1);
            if (!fill()) {
                throw new EOFException("the peer closed after '" + new String(consume(end - start), ISO_8859_1) + "'");
            }
        }
    }

    private byte[] consume(int count) {
        byte[] bytes = Arrays.copyOfRange(buffer, start, start + count);
        start += count;
        if (tap != null) {
            tap.writeBytes(bytes);
        }
        return bytes;
    }
}
