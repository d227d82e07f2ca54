package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.agenticproxy.testing.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * An answer as bytes on the wire, and how they come.
 *
 * @param cutAt how many bytes are sent; all of them when the answer is whole
 * @param reset whether the connection is reset there, instead of closed
 * @param step  bytes sent at once
 */
record MadeUpReply(byte[] wire, int cutAt, boolean reset, boolean closes, int step) {

    private enum Framing {
        CHUNKED,
        COUNTED,
        UNTIL_CLOSE
    }

    /** Just as the API would send it. */
    static MadeUpReply plain(byte[] body, boolean events) {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: "
                + (events ? "text/event-stream; charset=utf-8" : "application/json") + "\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        byte[] wire = joined(head.getBytes(ISO_8859_1), body);
        return new MadeUpReply(wire, wire.length, false, false, wire.length);
    }

    /** With everything about it at random: status, headers, coding, framing, pieces, and whether it comes to its end. */
    static MadeUpReply random(byte[] plain, boolean events, Random random) {
        int status = random.nextInt(4) > 0
                ? 200
                : List.of(201, 202, 203, 204, 206, 226, 302, 304, 400, 401, 404, 409, 413, 429, 500, 503, 529, 599, 799)
                        .get(random.nextInt(19));
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + (random.nextInt(9) == 0 ? "" : " Said") + "\r\n");
        byte[] body = status == 204 || status == 304 ? new byte[0] : plain;
        if (random.nextInt(12) > 0) {
            head.append("Content-Type: ").append(type(events, random)).append("\r\n");
        }
        int coding = random.nextInt(12);
        if (coding < 2 && body.length > 0) {
            head.append("Content-Encoding: gzip\r\n");
            body = gzip(body);
            body = coding == 0 ? Mutator.bytes(body, random) : body;
        } else if (coding == 2) {
            head.append("Content-Encoding: ")
                    .append(List.of("gzip", "br", "identity", "deflate", "x", "gzip, gzip")
                            .get(random.nextInt(6)))
                    .append("\r\n");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            head.append(oddHeader(random)).append("\r\n");
        }
        Framing framing = Framing.values()[random.nextInt(3)];
        boolean bodyless = status == 204 || status == 304;
        if (bodyless) {
            head.append("\r\n");
        } else if (framing == Framing.COUNTED) {
            head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        } else {
            head.append(framing == Framing.CHUNKED ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
            body = framing == Framing.CHUNKED ? chunks(body, random) : body;
        }
        byte[] wire = joined(head.toString().getBytes(ISO_8859_1), body);
        int end = random.nextInt(10);
        int cutAt = end < 2 ? random.nextInt(wire.length) : wire.length;
        int step = List.of(1, 7, 100, 100_000, 100_000).get(random.nextInt(5));
        return new MadeUpReply(
                wire,
                cutAt,
                end == 0,
                cutAt < wire.length || framing == Framing.UNTIL_CLOSE && !bodyless,
                wire.length > 1_500 ? 100_000 : step);
    }

    private static String type(boolean events, Random random) {
        String right = events ? "text/event-stream; charset=utf-8" : "application/json";
        return random.nextInt(6) > 0
                ? right
                : List.of("text/html", "text/event-stream", "application/json;charset=ISO-8859-1", "x", ";;", "")
                        .get(random.nextInt(6));
    }

    static String oddHeader(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "X-Empty:";
            case 1 -> "X-Twice: 1\r\nX-Twice: 2";
            case 2 -> "X-Long: " + "y".repeat(random.nextInt(random.nextInt(4) == 0 ? 4_000 : 1_000));
            case 3 -> "Cache-Control: no-store, max-age=\"x\", ,";
            case 4 -> "request-id: " + "r".repeat(random.nextInt(300));
            case 5 -> "retry-after: soon";
            case 6 -> "X-Latin: caf\u00e9 \u00ff\t\u00a0";
            case 7 -> "anthropic-ratelimit-tokens-remaining: -1";
            case 8 -> "Set-Cookie: a=b; c=\"d;e\"; Path=/";
            case 9 -> "x-should-retry: perhaps";
            case 10 -> "Warning: 199 - \"odd, \\\"quoted\\\"\"";
            default -> "CamelHttpResponseCode: 418";
        };
    }

    void send(Wire to) throws IOException {
        for (int at = 0; at < cutAt; at += step) {
            to.send(Arrays.copyOfRange(wire, at, Math.min(cutAt, at + step)));
        }
        if (reset) {
            to.cut();
        } else if (closes) {
            to.fin();
        }
    }

    /** Whether all of the body has come, and the chunk that ends it has begun: the proxy ends such an answer well. */
    boolean lastChunkBegun() {
        int last = new String(wire, ISO_8859_1).lastIndexOf("\r\n0\r\n");
        return last >= 0 && cutAt >= last + "\r\n0".length();
    }

    boolean whole() {
        return cutAt == wire.length;
    }

    private static byte[] chunks(byte[] body, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int most = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(2_000);
        most = body.length > 20_000 ? 20_000 : most;
        for (int at = 0; at < body.length; ) {
            int n = Math.min(body.length - at, 1 + random.nextInt(most));
            String extension = random.nextInt(50) == 0 ? ";x=y" : "";
            out.writeBytes((Integer.toHexString(n) + extension + "\r\n").getBytes(ISO_8859_1));
            out.write(body, at, n);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
            at += n;
        }
        out.writeBytes((random.nextInt(20) == 0 ? "0\r\nX-Trailer: t\r\n\r\n" : "0\r\n\r\n").getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    @Override
    public String toString() {
        return (whole() ? "whole" : (reset ? "reset at " : "closed at ") + cutAt) + ", in steps of " + step;
    }
}
