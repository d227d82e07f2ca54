import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Small messages, one after the other on a kept connection. */
final class Calls {
    /** Stands in every body, to be overwritten: a call with a number of its own is a miss of the cache. */
    private static final String NUMBER = "#0000000000000000";

    private static final AtomicLong COUNT = new AtomicLong();

    /** The number stands where it makes another request, of the same prompt: a verdict on that is remembered. */
    static final byte[] REQUEST_BODY = body("claude-opus-5-5");

    static final byte[] ANSWER_BODY = answer("A short answer. ".repeat(80));
    /** To whoever asks how hard a prompt is. */
    static final byte[] VERDICT_BODY = answer("{\\\"complexity\\\":\\\"SIMPLE\\\",\\\"confidence\\\":0.95}");

    static byte[] body(String model) {
        return ("{\"model\":\"" + model + "\",\"max_tokens\":900,\"system\":\"" + NUMBER
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "Summarise this sentence. ".repeat(16)
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] answer(String text) {
        return ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                        + "\"claude-opus-5-5\",\"content\":[{\"type\":\"text\",\"text\":\"" + text
                        + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":90,\"output_tokens\":300}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Calls() {}

    /** Nanoseconds of each call on one kept connection; each is another request. */
    static long[] call(int port, int calls) throws IOException {
        return send(port, request(port, REQUEST_BODY), calls, true);
    }

    /** The same with another body. */
    static long[] call(int port, byte[] body, int calls) throws IOException {
        return send(port, request(port, body), calls, true);
    }

    /** The same request again and again. */
    static long[] repeat(int port, byte[] request, int calls) throws IOException {
        return send(port, request, calls, false);
    }

    private static long[] send(int port, byte[] request, int calls, boolean others) throws IOException {
        long[] nanos = new long[calls];
        byte[] bytes = request.clone();
        try (Connection connection = new Connection(port)) {
            for (int i = 0; i < calls; i++) {
                if (others) {
                    number(bytes);
                }
                long began = System.nanoTime();
                connection.out.write(bytes);
                connection.readCounted();
                nanos[i] = System.nanoTime() - began;
            }
        }
        return nanos;
    }

    /** Makes a request another one than all before. */
    static void number(byte[] request) {
        int at = new String(request, StandardCharsets.ISO_8859_1).indexOf('#');
        byte[] digits = String.format("%016d", COUNT.incrementAndGet()).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(digits, 0, request, at + 1, digits.length);
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
