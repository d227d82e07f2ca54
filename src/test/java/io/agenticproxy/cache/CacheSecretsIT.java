package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.JdbcTemplate;

/** The cache keeps answers, as it must: nothing of a request, of a credential or of upstream's cookies. */
class CacheSecretsIT {
    /** In every secret that is sent; nothing else holds it. */
    private static final String MARK = "MARKED7f3a";

    private static final String ANSWER = "Said only by the model.";
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Path DATA =
            Path.of("target", "data", "cache-secrets-" + UUID.randomUUID()).toAbsolutePath();

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static final List<String> answers = new ArrayList<>();

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "CACHE_ENABLED",
                "true",
                "LOG_PROMPT_CHARS",
                "0", // else the ledger keeps the beginning of a prompt, for its owner
                "DATA_DIR",
                DATA.toString()));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static byte[] request(boolean stream, String... headers) {
        String body = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"stream\":" + stream + ",\"system\":[{\"type\":"
                + "\"text\",\"text\":\"" + MARK + " system\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
                + "\"metadata\":{\"user_id\":\"" + MARK + "\"},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + MARK + " prompt\"}]}";
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("x-api-key: sk-ant-api03-" + MARK);
        all.add("anthropic-beta: " + MARK);
        all.add("Cookie: session=" + MARK);
        return RawClient.post(
                "/v1/messages?key=" + MARK, proxy.host(), body.getBytes(UTF_8), all.toArray(String[]::new));
    }

    private static String ask(boolean stream, String... headers) throws IOException {
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            RawResponse answer = client.exchange(request(stream, headers));
            answers.add(answer.toString());
            return answer.header("Cache-Status").orElse("none");
        }
    }

    private static String page(String method, String path) throws IOException {
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            RawResponse answer = client.exchange(
                    (method + " " + path + " HTTP/1.1\r\nHost: " + proxy.host() + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(ISO_8859_1));
            assertThat(answer.status()).isEqualTo(200);
            answers.add(answer.toString());
            return answer.text();
        }
    }

    /** Each way through the cache; two answers are stored at the end. */
    private static void everyWay() throws Exception {
        upstream.answer(Scripts.error(529, "overloaded_error", "Overloaded"));
        ask(false);
        ask(false, "Cache-Control: only-if-cached");
        CountDownLatch joined = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.await(joined);
            wire.json(200, Scripts.messageBody("claude-opus-5-5", ANSWER), "request-id: " + Scripts.REQUEST_ID);
        });
        List<CompletableFuture<String>> both = List.of(
                CompletableFuture.supplyAsync(CacheSecretsIT::asked),
                CompletableFuture.supplyAsync(CacheSecretsIT::asked));
        await().atMost(BOUND).until(() -> proxy.bean(Flights.class).readers() == 2);
        joined.countDown();
        List<String> statuses = new ArrayList<>();
        for (CompletableFuture<String> one : both) {
            statuses.add(one.get(BOUND.toSeconds(), TimeUnit.SECONDS));
        }
        assertThat(statuses).containsExactlyInAnyOrder("agentic-proxy; fwd=miss", "agentic-proxy; fwd=miss; collapsed");
        assertThat(ask(false)).contains("; hit;");
        assertThat(ask(true)).contains("; hit;");
        assertThat(ask(false, "Cache-Control: no-store")).contains("NO_STORE");
        assertThat(ask(false, "Cache-Control: no-cache")).contains("fwd=request");
        upstream.answer((request, wire) -> {
            wire.eventStream("Set-Cookie: session=of-upstream", "request-id: " + Scripts.REQUEST_ID);
            for (String event : Scripts.events("claude-opus-5-5", ANSWER)) {
                wire.chunk(event);
            }
            wire.endChunks();
        });
        assertThat(ask(true, "anthropic-version: 2023-06-01")).contains("fwd=miss");
        assertThat(upstream.requests()).anyMatch(r -> new String(r.head(), UTF_8).contains(MARK));
    }

    private static String asked() {
        try {
            return ask(false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onlyAnswersAreKept() throws Exception {
        List<String> lines;
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        try (LogCapture log = LogCapture.at(Level.TRACE, "io.agenticproxy", "org.apache.camel")) {
            everyWay();
            await().atMost(BOUND)
                    .until(() -> proxy.bean(StoreState.class).unwritten() == 0
                            && page("GET", "/stats").contains("\"waiting_rows\":0"));
            page("GET", "/calls");
            page("GET", "/calls.csv");
            lines = log.lines();
        }

        assertThat(lines).anyMatch(line -> line.contains("camel")).noneMatch(line -> line.contains(MARK));
        assertThat(answers).noneMatch(answer -> answer.contains(MARK));
        String rows = jdbc.queryForList("SELECT * FROM cached_answer").toString();
        assertThat(rows).contains(Scripts.REQUEST_ID).doesNotContain(MARK, ANSWER, "of-upstream");
        List<String> keys = jdbc.queryForList("SELECT cache_key FROM cached_answer", String.class);
        assertThat(keys).hasSize(2).allMatch(key -> key.matches("[0-9a-f]{64}"));
        for (String key : keys) {
            StoredAnswer stored =
                    proxy.bean(AnswerTable.class).read(new CacheKey(key)).orElseThrow();
            assertThat(new String(stored.body(), UTF_8)).contains(ANSWER).doesNotContain(MARK);
        }
        for (String table : jdbc.queryForList(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'", String.class)) {
            assertThat(jdbc.queryForList("SELECT * FROM \"" + table + "\"").toString())
                    .as(table)
                    .doesNotContain(MARK);
        }
        try (Stream<Path> files = Files.list(DATA)) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1)).doesNotContain(MARK);
            }
        }
    }
}
