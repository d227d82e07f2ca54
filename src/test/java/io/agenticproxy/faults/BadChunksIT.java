package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Upstream's chunks are no chunks any more: what came before is passed on, and nothing after it looks like an end. */
@Timeout(120)
class BadChunksIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "CACHE_ENABLED", "true"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "no number, zz",
        "nothing, ''",
        "negative, -1",
        "beyond a long, 8000000000000000",
        "more than will come, 7fffffff",
        "a size line without end, LONG",
        "no line break after a chunk, UNBROKEN"
    })
    void theAnswerIsCutThere(String what, String size) throws Exception {
        String event = Scripts.events("claude-opus-5-5", "Hello").get(0);
        String good = Integer.toHexString(event.length()) + "\r\n" + event;
        String bad =
                switch (size) {
                    case "LONG" -> "\r\n" + "1".repeat(100_000);
                    case "UNBROKEN" -> "xx5\r\nhello\r\n0\r\n\r\n";
                    default -> "\r\n" + size + "\r\nhello\r\n0\r\n\r\n";
                };
        upstream.answer((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + good
                    + bad);
            wire.fin();
        });
        String body = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + what + "\"}]}";

        Outcome through = Outcome.ask(
                proxy.port(),
                RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), "Connection: close"),
                BOUND);

        assertThat(through.status()).isEqualTo(200);
        assertThat(through.whole()).isFalse();
        assertThat(new String(through.body(), UTF_8)).startsWith(event);
        int calls = CALLS.incrementAndGet();
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        await().atMost(BOUND).until(() -> Integer.valueOf(calls)
                .equals(jdbc.queryForObject(
                        "SELECT COUNT(*) FROM ledger_entry WHERE outcome = 'cut_upstream' AND stored = FALSE",
                        Integer.class)));
    }
}
