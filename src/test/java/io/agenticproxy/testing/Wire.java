package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A script's end of the connection. What it sends is written at once, in one piece, and nothing is added to it. Sending
 * and cutting may be done by any thread; reading only by the script's own.
 */
public final class Wire {
    /** The client closed or reset the connection while the script was sending. */
    public static final class ClientGone extends IOException {
        private static final long serialVersionUID = 1;

        ClientGone(IOException cause) {
            super("the client has gone", cause);
        }
    }

    static final Duration LONGEST_WAIT = Duration.ofSeconds(100);

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(100, "Continue"),
            Map.entry(103, "Early Hints"),
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(204, "No Content"),
            Map.entry(304, "Not Modified"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(413, "Content Too Large"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(529, "Overloaded"));

    private final Socket socket;
    private final HttpInput in;
    private final HttpBody body;
    private final RecordedRequest request;
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final Object sending = new Object();
    private volatile long bytesSent;
    private volatile boolean over;

    Wire(Socket socket, HttpInput in, HttpBody body, RecordedRequest request) {
        this.socket = socket;
        this.in = in;
        this.body = body;
        this.request = request;
    }

    /** One server-sent event as the API frames it. */
    public static String frame(String event, String data) {
        return "event: " + event + "\ndata: " + data + "\n\n";
    }

    /** One chunk of the chunked coding. */
    static byte[] chunkOf(byte[] bytes) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
        chunk.writeBytes(bytes);
        chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
        return chunk.toByteArray();
    }

    /** Sends exactly these bytes. */
    public void send(byte[] bytes) throws ClientGone {
        synchronized (sending) {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                over = true;
                throw new ClientGone(e);
            }
            bytesSent += bytes.length;
        }
    }

    /** Sends exactly this text, as UTF-8. */
    public void send(String text) throws ClientGone {
        send(text.getBytes(UTF_8));
    }

    /** Sends a status line, these header lines ({@code "Name: value"}) and no others, and the empty line. */
    public void head(int status, String... headerLines) throws ClientGone {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
        head.append(REASONS.getOrDefault(status, "Status")).append("\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        send(head.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    /** Sends the head of a 200 event stream in the chunked coding, with these header lines after its own two. */
    public void eventStream(String... headerLines) throws ClientGone {
        String[] lines = new String[headerLines.length + 2];
        lines[0] = "Content-Type: text/event-stream; charset=utf-8";
        lines[1] = "Transfer-Encoding: chunked";
        System.arraycopy(headerLines, 0, lines, 2, headerLines.length);
        head(200, lines);
    }

    /** Sends one chunk of the chunked coding. */
    public void chunk(byte[] bytes) throws ClientGone {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("an empty chunk would end the answer: use endChunks()");
        }
        send(chunkOf(bytes));
    }

    /** Sends one chunk of the chunked coding, as UTF-8. */
    public void chunk(String text) throws ClientGone {
        chunk(text.getBytes(UTF_8));
    }

    /** Sends the last, empty chunk. */
    public void endChunks() throws ClientGone {
        send("0\r\n\r\n");
    }

    /** Sends one server-sent event as one chunk. */
    public void event(String event, String data) throws ClientGone {
        chunk(frame(event, data));
    }

    /** Sends a complete JSON answer, with Content-Type, Content-Length and then these header lines; to HEAD no body. */
    public void json(int status, String json, String... headerLines) throws ClientGone {
        byte[] bytes = json.getBytes(UTF_8);
        String[] lines = new String[headerLines.length + 2];
        lines[0] = "Content-Type: application/json";
        lines[1] = "Content-Length: " + bytes.length;
        System.arraycopy(headerLines, 0, lines, 2, headerLines.length);
        head(status, lines);
        if (!request.method().equals("HEAD")) {
            send(bytes);
        }
    }

    /** Waits for the test; when it does not come within 100 seconds, the test fails. */
    public void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the test did not let the script go on within " + LONGEST_WAIT.toSeconds() + " s");
        }
    }

    /**
     * Reads the body to its end: for a script that runs before the body. False when the client left before, or broke
     * the framing.
     */
    public boolean readBody() {
        try {
            boolean more = true;
            while (more) {
                more = readSomeBody();
            }
            return true;
        } catch (IOException e) {
            over = true;
            return false;
        }
    }

    /**
     * Waits until the client has closed or reset the connection; false when it is still there after the bound. What it
     * sends in the meantime is kept, as the rest of this request's body or as the next request.
     */
    public boolean awaitClientGone(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        try {
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
                boolean there = body.ended() ? in.fill() : readSomeBody() || body.ended();
                if (!there) {
                    over = true;
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            over = true;
            return true;
        } finally {
            waitForEver();
        }
    }

    /** Resets the connection: the client gets an error, and maybe not what it has not yet read. */
    public void cut() throws IOException {
        over = true;
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Ends the connection cleanly at this point, whatever the answer's framing has announced. */
    public void fin() throws ClientGone {
        over = true;
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    /** Closes the connection once the script is through, without having said so in a header. */
    public void closeAfter() {
        over = true;
    }

    /** Bytes that have been handed to the socket for this request. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Whether no further request is to be read from this connection. */
    boolean over() {
        return over;
    }

    private void waitForEver() {
        try {
            socket.setSoTimeout(0);
        } catch (IOException e) {
            over = true; // cut or closed meanwhile
        }
    }

    /** Reads what has come of the body into the record; false after its end. */
    private boolean readSomeBody() throws IOException {
        in.tap(raw);
        try {
            byte[] piece = body.next();
            request.append(piece == null ? new byte[0] : piece, raw.toByteArray());
            if (body.ended()) {
                request.completed();
            }
            return piece != null;
        } finally {
            raw.reset();
            in.tap(null);
        }
    }
}
