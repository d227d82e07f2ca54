import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Small messages, one after the other on a kept connection. */
final class Calls {
    static final byte[] REQUEST_BODY = ("{\"model\":\"claude-opus-5-5\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"" + "Summarise this sentence. ".repeat(16) + "\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    static final byte[] ANSWER_BODY = ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                    + "\"claude-opus-5-5\",\"content\":[{\"type\":\"text\",\"text\":\"" + "A short answer. ".repeat(8)
                    + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":90,\"output_tokens\":30}}")
            .getBytes(StandardCharsets.UTF_8);

    private Calls() {}

    /** Nanoseconds of each call on one kept connection. */
    static long[] call(int port, int calls) throws IOException {
        long[] nanos = new long[calls];
        try (Connection connection = new Connection(port)) {
            byte[] request = request(port, REQUEST_BODY);
            for (int i = 0; i < calls; i++) {
                long began = System.nanoTime();
                connection.out.write(request);
                connection.readCounted();
                nanos[i] = System.nanoTime() - began;
            }
        }
        return nanos;
    }

    static byte[] request(int port, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(("POST /v1/messages HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nContent-Type: application/json\r\nx-api-key: sk-ant-api03-bench-bench\r\n"
                        + "anthropic-version: 2023-06-01\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        return out.toByteArray();
    }

    static byte[] concat(String head, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        return out.toByteArray();
    }
}
