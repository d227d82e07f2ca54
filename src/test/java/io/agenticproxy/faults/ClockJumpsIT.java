package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeClock;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.JdbcTemplate;

/** A clock that is put back and forth, as a machine's is after sleep or by its time service. */
@Timeout(120)
class ClockJumpsIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String BODY = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"system\":\""
            + "Be brief. ".repeat(2_000) + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

    @Test
    void noCallRowOrAnswerIsLostByIt() throws Exception {
        FakeClock clock = FakeClock.at("2026-11-01T12:00:00Z");
        try (FakeUpstream upstream = FakeUpstream.start();
                ProxyUnderTest proxy = ProxyUnderTest.withClock(
                        clock,
                        Map.of(
                                "UPSTREAM_URL",
                                upstream.url(),
                                "CACHE_ENABLED",
                                "true",
                                "PROMPT_CACHE_ENABLED",
                                "true",
                                "ROUTER_ENABLED",
                                "true"));
                LogCapture log = LogCapture.at(Level.WARN)) {
            upstream.answer(Scripts.message());

            assertThat(cacheStatus(proxy)).contains("fwd=");
            assertThat(cacheStatus(proxy)).contains("; hit");
            clock.advance(Duration.ofHours(-2));
            RawResponse before = ask(proxy);
            assertThat(before.header("cache-status").orElse("")).contains("; hit");
            assertThat(before.header("age")).contains("0");
            clock.advance(Duration.ofDays(3));
            assertThat(cacheStatus(proxy)).as("older than CACHE_TTL_HOURS").contains("fwd=");
            clock.advance(Duration.ofDays(-40));
            assertThat(ask(proxy).status()).isEqualTo(200);
            clock.advance(Duration.ofDays(400));
            assertThat(cacheStatus(proxy)).contains("fwd=");

            JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
            await().atMost(BOUND).until(() -> Integer.valueOf(6)
                    .equals(jdbc.queryForObject("SELECT COUNT(*) FROM ledger_entry", Integer.class)));
            assertThat(jdbc.queryForObject("SELECT calls FROM ledger_total WHERE session_id = 0", Integer.class))
                    .isEqualTo(6);
            assertThat(jdbc.queryForObject(
                            "SELECT COUNT(*) FROM ledger_entry WHERE api_ms < 0 OR overhead_ms < 0 OR ttft_ms < 0",
                            Integer.class))
                    .isZero();
            assertThat(log.lines()).isEmpty();
        }
    }

    private static RawResponse ask(ProxyUnderTest proxy) throws Exception {
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.post("/v1/messages", proxy.host(), BODY.getBytes(UTF_8)));
        }
    }

    private static String cacheStatus(ProxyUnderTest proxy) throws Exception {
        return ask(proxy).header("cache-status").orElse("");
    }
}
