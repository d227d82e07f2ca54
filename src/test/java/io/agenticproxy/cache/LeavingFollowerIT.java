package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A client that shares another one's call and leaves before its end has a row with the money of that call. */
class LeavingFollowerIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final BigDecimal WHOLE = new BigDecimal("0.000400000000");

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

    @AfterEach
    void empty() {
        proxy.bean(AnswerStore.class).clear();
        upstream.reset();
    }

    private static byte[] request(boolean stream, String session) {
        String body = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"stream\":" + stream + ",\"messages\":[]}";
        return RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), "X-Session-Id: " + session);
    }

    private static void awaitReaders(int count) {
        await().atMost(BOUND).until(() -> proxy.bean(Flights.class).readers() == count);
    }

    private static List<Map<String, Object>> rows(String session) {
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        return jdbc.queryForList(
                "SELECT e.* FROM ledger_entry e JOIN session s ON s.id = e.session_id WHERE s.name = ?", session);
    }

    private static Map<String, Object> row(String session) {
        await().atMost(BOUND).until(() -> rows(session).size() == 1);
        return rows(session).get(0);
    }

    /** Begins when the first latch lets it, and goes on behind its first text when the second does. */
    private static void answer(CountDownLatch begin, CountDownLatch goOn) {
        upstream.answer((request, wire) -> {
            List<String> events = Scripts.events("claude-opus-5-5", "z".repeat(90), "b");
            wire.await(begin);
            wire.eventStream();
            for (int i = 0; i < events.size(); i++) {
                if (i == 4) {
                    wire.await(goOn);
                }
                wire.chunk(events.get(i));
            }
            wire.endChunks();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileOthersReadOnItIsTheWholeAnswers(boolean beforeItBegins) throws Exception {
        String session = "left-" + beforeItBegins;
        CountDownLatch begin = new CountDownLatch(beforeItBegins ? 1 : 0);
        CountDownLatch goOn = new CountDownLatch(1);
        answer(begin, goOn);
        try (RawClient owner = proxy.connect().timeout(BOUND)) {
            owner.send(request(true, "owner-" + beforeItBegins));
            awaitReaders(1);
            try (RawClient follower = proxy.connect().timeout(BOUND)) {
                follower.send(request(true, session));
                awaitReaders(2);
                if (!beforeItBegins) {
                    follower.readHead();
                    follower.readBodyUntil("zzz");
                }
                follower.reset();
            }
            awaitReaders(1);
            begin.countDown();
            goOn.countDown();
            owner.readHead();
            assertThat(new String(owner.readBody(), UTF_8)).contains("message_stop");
        }

        assertThat(row(session))
                .containsEntry("cache", "coalesced")
                .containsEntry("outcome", "client_gone")
                .containsEntry("output_tokens", (long) Scripts.OUTPUT_TOKENS)
                .containsEntry("usage_complete", true)
                .containsEntry("estimated", false)
                .containsEntry("actual_usd", new BigDecimal("0.000000000000"))
                .containsEntry("baseline_usd", WHOLE)
                .containsEntry("saved_cache_usd", WHOLE);
        assertThat(row("owner-" + beforeItBegins)).containsEntry("baseline_usd", WHOLE);
    }

    @Test
    void whoWaitsForTheOtherFormAndLeavesHasTheWholeAnswersToo() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        answer(new CountDownLatch(0), goOn);
        try (RawClient owner = proxy.connect().timeout(BOUND)) {
            owner.send(request(true, "owner-form"));
            owner.readHead();
            try (RawClient waiting = proxy.connect()) {
                waiting.send(request(false, "left-form"));
                awaitReaders(2);
                waiting.reset();
            }
            awaitReaders(1);
            goOn.countDown();
            owner.readBody();
        }

        assertThat(row("left-form"))
                .containsEntry("cache", "coalesced")
                .containsEntry("outcome", "client_gone")
                .containsEntry("baseline_usd", WHOLE);
    }

    @Test
    void whenNobodyReadsOnItIsThatOfAStreamThatWasCut() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        answer(new CountDownLatch(0), never);
        try (RawClient owner = proxy.connect().timeout(BOUND);
                RawClient follower = proxy.connect().timeout(BOUND)) {
            owner.send(request(true, "owner-cut"));
            awaitReaders(1);
            follower.send(request(true, "left-cut"));
            awaitReaders(2);
            follower.readHead();
            follower.readBodyUntil("zzz");
            owner.reset();
            awaitReaders(1);
            follower.reset();
        }

        Map<String, Object> owners = row("owner-cut");
        assertThat(owners).containsEntry("output_tokens", 30L).containsEntry("estimated", true);
        assertThat(row("left-cut"))
                .containsEntry("cache", "coalesced")
                .containsEntry("outcome", "client_gone")
                .containsEntry("output_tokens", 30L)
                .containsEntry("usage_complete", false)
                .containsEntry("estimated", true)
                .containsEntry("actual_usd", new BigDecimal("0.000000000000"))
                .containsEntry("baseline_usd", owners.get("baseline_usd"));
        never.countDown();
    }
}
