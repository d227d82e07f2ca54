import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Requests of a chosen size: conversations of many messages. */
final class Bodies {
    private static final int MESSAGE = 2_000;
    private static final AtomicLong TURNS = new AtomicLong();

    private Bodies() {}

    /** A conversation of so many bytes that nobody has seen. */
    static StringBuilder conversation(int bytes) {
        StringBuilder body = new StringBuilder(new String(Calls.REQUEST_BODY, StandardCharsets.ISO_8859_1));
        body.setLength(body.length() - 2);
        byte[] numbered = body.toString().getBytes(StandardCharsets.ISO_8859_1);
        Calls.number(numbered);
        StringBuilder whole = new StringBuilder(new String(numbered, StandardCharsets.ISO_8859_1));
        String text = "The quick brown fox \\\"jumps\\\" over the lazy dog.\\n".repeat(MESSAGE / 50);
        while (whole.length() < bytes) {
            more(whole, text);
        }
        return whole;
    }

    /** One more turn, of two messages that nobody has seen. */
    static void more(StringBuilder conversation, String text) {
        long turn = TURNS.incrementAndGet();
        conversation
                .append(",{\"role\":\"assistant\",\"content\":\"")
                .append(turn)
                .append(text)
                .append("\"},{\"role\":\"user\",\"content\":\"")
                .append(turn)
                .append(text)
                .append("\"}");
    }

    static byte[] finished(StringBuilder conversation) {
        return (conversation + "]}").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Nanoseconds of each of so many calls of new conversations. */
    static long[] fresh(int port, int bytes, int calls) throws IOException {
        long[] nanos = new long[calls];
        try (Connection connection = new Connection(port)) {
            for (int i = 0; i < calls; i++) {
                nanos[i] = timed(connection, Calls.request(port, finished(conversation(bytes))));
            }
        }
        return nanos;
    }

    /** The same of one conversation, each call a turn further on; its first is not counted. */
    static long[] goingOn(int port, int bytes, int calls) throws IOException {
        long[] nanos = new long[calls];
        StringBuilder conversation = conversation(bytes);
        try (Connection connection = new Connection(port)) {
            timed(connection, Calls.request(port, finished(conversation)));
            for (int i = 0; i < calls; i++) {
                more(conversation, "And then?");
                nanos[i] = timed(connection, Calls.request(port, finished(conversation)));
            }
        }
        return nanos;
    }

    private static long timed(Connection connection, byte[] request) throws IOException {
        long began = System.nanoTime();
        connection.out.write(request);
        connection.readCounted();
        return System.nanoTime() - began;
    }
}
