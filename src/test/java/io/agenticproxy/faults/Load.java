package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.HttpHead;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Agents of every kind at a steady pace: misses, hits, streams, errors, and clients that leave in the middle. What the
 * answer to a prompt must be follows from the prompt, so each can be checked, from the store or not. Thread-safe.
 */
final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PROMPT = Pattern.compile("\"content\":\"(prompt [a-z]+ \\d+)\"");
    private static final int KNOWN = 50;
    /** What is remembered of each is bounded, but not filled in half an hour: after so many, they come again. */
    private static final int CONVERSATIONS = 2_000;

    private static final String TEXT = "word ".repeat(200);

    final AtomicLong calls = new AtomicLong();
    final AtomicLong hits = new AtomicLong();
    final AtomicLong left = new AtomicLong();
    /** Calls that ended without an answer; expected only of a proxy that is killed. */
    final AtomicLong broken = new AtomicLong();

    final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicLong fresh = new AtomicLong();

    /** Makes upstream answer; to be called again after each {@link FakeUpstream#reset}. */
    static void answer(FakeUpstream upstream) {
        upstream.on(request -> prompt(request).contains("error"), Scripts.error(529, "overloaded_error", "Overloaded"));
        upstream.on(
                request -> request.bodyText().contains("\"stream\":true"),
                (request, wire) -> Scripts.stream(pieces(prompt(request))).run(request, wire));
        upstream.answer((request, wire) ->
                Scripts.message(String.join("", pieces(prompt(request)))).run(request, wire));
    }

    private static String prompt(RecordedRequest request) {
        Matcher prompt = PROMPT.matcher(request.bodyText());
        return prompt.find() ? prompt.group(1) : "none";
    }

    private static String[] pieces(String prompt) {
        return new String[] {"Of " + prompt + ": ", TEXT, TEXT, "done with " + prompt};
    }

    /** One call of a kind that the numbers choose. */
    void call(int port, Random random) {
        int kind = random.nextInt(100);
        boolean stream = kind % 2 == 0;
        long next = fresh.incrementAndGet() % CONVERSATIONS;
        String prompt = kind < 50
                ? "prompt known " + random.nextInt(KNOWN)
                : kind < 90 ? "prompt fresh " + next : "prompt error " + next;
        byte[] request = request(port, prompt, stream);
        calls.incrementAndGet();
        try (RawClient client = RawClient.connect(port, PATIENCE)) {
            client.send(request);
            if (kind >= 80 && kind < 90) {
                leave(client, stream);
                return;
            }
            HttpHead head = client.readHead();
            String body = new String(client.readBody(), UTF_8);
            check(prompt, head, body, client.cleanEnd());
        } catch (SocketTimeoutException hangs) {
            wrong.add(prompt + ": nothing came for " + PATIENCE);
        } catch (IOException gone) {
            broken.incrementAndGet();
        }
    }

    private void leave(RawClient client, boolean stream) throws IOException {
        left.incrementAndGet();
        if (stream) {
            client.readHead();
            client.reset();
        }
    }

    private void check(String prompt, HttpHead head, String body, boolean whole) {
        boolean error = prompt.contains("error");
        if (!whole) {
            broken.incrementAndGet();
        } else if (head.status() == 503 && body.contains("shutting down") || body.contains("is starting")) {
            broken.incrementAndGet();
        } else if (head.status() != (error ? 529 : 200)
                || !error && !(body.contains("Of " + prompt + ": ") && body.contains("done with " + prompt))) {
            wrong.add(prompt + ": " + head.line() + " " + (body.length() > 300 ? body.substring(0, 300) : body));
        } else if (head.header("cache-status").orElse("").startsWith("agentic-proxy; hit")) {
            hits.incrementAndGet();
        }
    }

    private static byte[] request(int port, String prompt, boolean stream) {
        String body = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900," + (stream ? "\"stream\":true," : "")
                + "\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}],\"messages\":[{\"role\":\"user\","
                + "\"content\":\"" + prompt + "\"}]}";
        return RawClient.post(
                "/v1/messages",
                "localhost:" + port,
                body.getBytes(UTF_8),
                "x-api-key: sk-ant-api03-load",
                "Content-Type: application/json",
                "Connection: close");
    }
}
