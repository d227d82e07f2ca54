import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Answers every request: a constant message, or a stream of stamped chunks. A thread per connection. */
final class Upstream implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress());
    private volatile int chunks = 100;
    private volatile int gapMillis = 2;

    Upstream() throws IOException {
        Threads.daemon(() -> {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Threads.daemon(() -> serve(socket));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    void shape(int chunks, int gapMillis) {
        this.chunks = chunks;
        this.gapMillis = gapMillis;
    }

    private void serve(Socket socket) throws Exception {
        byte[] answer = json(Calls.ANSWER_BODY);
        byte[] verdict = json(Calls.VERDICT_BODY);
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
                OutputStream out = socket.getOutputStream()) {
            while (true) {
                int length = 0;
                int read = 0;
                StringBuilder line = new StringBuilder();
                for (int c; (c = in.read()) >= 0; ) {
                    if (c == '\n') {
                        if (line.isEmpty()) {
                            break;
                        }
                        if (line.toString().toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                            length = Integer.parseInt(line.substring(15).strip());
                        }
                        line.setLength(0);
                        read++;
                    } else if (c != '\r') {
                        line.append((char) c);
                    }
                }
                if (read == 0) {
                    return;
                }
                byte[] body = in.readNBytes(length);
                String text = new String(body, StandardCharsets.ISO_8859_1);
                if (text.contains("\"stream\":true")) {
                    stream(out);
                } else {
                    out.write(text.contains("\"confidence\":{") ? verdict : answer);
                }
            }
        }
    }

    private static byte[] json(byte[] body) throws IOException {
        return Calls.concat(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nrequest-id: req_1\r\nContent-Length: "
                        + body.length + "\r\n\r\n",
                body);
    }

    private void stream(OutputStream out) throws Exception {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < chunks; i++) {
            TimeUnit.MILLISECONDS.sleep(gapMillis);
            String event = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"t\":"
                    + System.nanoTime() + "}\n\n";
            out.write((Integer.toHexString(event.length()) + "\r\n" + event + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
