package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.Scripts;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One request and the answer that upstream has for it; the same numbers make the same bytes.
 *
 * @param spoils    which of the two is made up; the other is as it should be
 * @param mutations a seed for each thing that is wrong with the body
 * @param odd       whether headers, framing and delivery are at random too
 */
record FuzzCase(long seed, int number, Spoils spoils, List<Long> mutations, boolean odd) {
    enum Spoils {
        REQUEST,
        REPLY
    }

    /** In the key of the cache, so that no case is answered with what was stored for another. */
    static final String HEADER = "anthropic-fuzz-case";

    private static final List<String> REQUESTS = List.of(
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\"Translate this, it is easy.\"}]}",
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"stream\":true,\"system\":\""
                    + "Be brief. ".repeat(1_500) + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
            "{\"model\":\"claude-sonnet-5-5\",\"max_tokens\":1000,\"stream\":true,\"tools\":[{\"name\":\"look\",\"description\":\""
                    + "It looks things up. ".repeat(900)
                    + "\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}}],\"messages\":["
                    + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Where?\"}]},"
                    + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{\"q\":\"x\"}}]},"
                    + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"There.\"}]}]}",
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":2000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},"
                    + "\"metadata\":{\"user_id\":\"{\\\"session_id\\\":\\\"s-1\\\"}\"},\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":"
                    + "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}},{\"type\":\"text\",\"text\":\"What is it?\"}]}]}",
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":5,\"temperature\":0.30,\"stop_sequences\":[\"\\u00e9\"],\"system\":[{\"type\":\"text\",\"text\":\"é\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"a\\ud83d\\ude00b\"},{\"role\":\"assistant\",\"content\":\"Well\"}]}");

    private static final List<String> MESSAGES = List.of("json-text", "json-tool-use", "json-refusal", "json-error");
    private static final List<String> STREAMS =
            List.of("text", "tool-use", "thinking-and-tool-use", "several-blocks", "unicode", "pings-and-unknown");

    static FuzzCase of(long seed, int number, Spoils spoils) {
        Random random = new Random(seed * 31 + number * 2L + spoils.ordinal());
        List<Long> mutations = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            mutations.add(random.nextLong());
        }
        return new FuzzCase(seed, number, spoils, mutations, true);
    }

    /** What may be left out of this case, one thing less each. */
    List<FuzzCase> smaller() {
        List<FuzzCase> smaller = new ArrayList<>();
        if (odd) {
            smaller.add(new FuzzCase(seed, number, spoils, mutations, false));
        }
        for (int i = 0; i < mutations.size(); i++) {
            List<Long> fewer = new ArrayList<>(mutations);
            fewer.remove(i);
            smaller.add(new FuzzCase(seed, number, spoils, fewer, odd));
        }
        return smaller;
    }

    private Random random(int what) {
        return new Random((seed * 1_000_003 + number) * 7 + what);
    }

    byte[] requestBody() {
        byte[] body = REQUESTS.get(random(1).nextInt(REQUESTS.size())).getBytes(UTF_8);
        if (spoils == Spoils.REQUEST) {
            for (long mutation : mutations) {
                body = Mutator.json(body, mutation);
            }
        }
        return body;
    }

    /** On the wire, to whoever is called {@code host}. */
    byte[] request(String host, String attempt) {
        byte[] body = requestBody();
        Random random = random(2);
        boolean plain = !odd || spoils == Spoils.REPLY;
        StringBuilder head = new StringBuilder("POST ");
        head.append(plain ? "/v1/messages" : target(random))
                .append(" HTTP/1.1\r\nHost: ")
                .append(host);
        head.append("\r\nConnection: close\r\nx-api-key: sk-ant-api03-fuzz\r\nanthropic-version: 2023-06-01\r\n");
        head.append(HEADER).append(": ").append(number).append(attempt).append("\r\n");
        if (plain) {
            head.append("Content-Type: application/json\r\n");
        } else {
            for (int i = random.nextInt(4); i > 0; i--) {
                head.append(oddHeader(random)).append("\r\n");
            }
        }
        if (plain || random.nextInt(3) > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
            return joined(head, body);
        }
        head.append("Transfer-Encoding: chunked\r\n\r\n");
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        int most = body.length < 2_000 && random.nextBoolean() ? 3 : 1 + random.nextInt(20_000);
        for (int at = 0; at < body.length; ) {
            int n = Math.min(body.length - at, 1 + random.nextInt(most));
            chunks.writeBytes((Integer.toHexString(n) + "\r\n").getBytes(ISO_8859_1));
            chunks.write(body, at, n);
            chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
            at += n;
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return joined(head, chunks.toByteArray());
    }

    private static String target(Random random) {
        return random.nextInt(3) > 0
                ? "/v1/messages"
                : List.of(
                                "/v1/messages?beta=true",
                                "/v1/messages/count_tokens",
                                "/v1/messages?x=%00&y=[]",
                                "/v1/messages/batches",
                                "/v1/complete")
                        .get(random.nextInt(5));
    }

    private static String oddHeader(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> "Content-Type: application/x-www-form-urlencoded";
            case 1 -> "Content-Type: multipart/form-data; boundary=";
            case 2 ->
                "Content-Encoding: " + List.of("gzip", "br", "identity", "x").get(random.nextInt(4));
            case 3 -> "Accept-Encoding: gzip;q=0, *;q=x,,";
            case 4 -> "anthropic-beta: a-2026-01-01,, b ,\"c\"";
            case 5 -> "anthropic-beta: " + "z".repeat(random.nextInt(2_000));
            case 6 -> "x-stainless-retry-count: many";
            case 7 -> "X-Session-Id: " + "s".repeat(random.nextInt(300));
            case 8 -> "User-Agent: \u00e9\u00ff" + "u".repeat(random.nextInt(200));
            case 9 ->
                "Cache-Control: "
                        + List.of("no-cache", "no-store", "max-age=0", "max-age=x", ",,\"", "no-store=\"a,b\"")
                                .get(random.nextInt(6));
            case 10 -> "CamelHttpUri: http://127.0.0.1:1/";
            case 11 -> "X-Twice: 1\r\nX-Twice: 2";
            case 12 -> "Accept: text/event-stream;q=2";
            case 13 -> "Cookie: a=\"b; c";
            case 14 -> "X-Empty:";
            default -> "X-Claude-Code-Session-Id: \u00a0";
        };
    }

    /** Of upstream; whoever asks, and however often. */
    MadeUpReply reply() {
        Random random = random(3);
        boolean events = random.nextBoolean();
        String name = events
                ? STREAMS.get(random.nextInt(STREAMS.size())) + "/response.sse"
                : MESSAGES.get(random.nextInt(MESSAGES.size())) + "/response.json";
        byte[] body = random.nextInt(4) > 0
                ? Bytes.resource("golden/" + name)
                : events
                        ? String.join("", Scripts.events("claude-opus-5-5", "one", "two"))
                                .getBytes(UTF_8)
                        : Scripts.messageBody("claude-opus-5-5", "whole").getBytes(UTF_8);
        if (spoils == Spoils.REQUEST) {
            return MadeUpReply.plain(body, events);
        }
        for (long mutation : mutations) {
            body = events ? Mutator.events(body, mutation) : Mutator.json(body, mutation);
        }
        return odd ? MadeUpReply.random(body, events, random) : MadeUpReply.plain(body, events);
    }

    private static byte[] joined(StringBuilder head, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }
}
