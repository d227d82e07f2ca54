package io.agenticproxy.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.pricing.CallPricing;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import io.agenticproxy.testing.Wire;
import io.agenticproxy.wire.Coded;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each call is one row, with what it cost; whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LedgerContract {
    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final String UUID = "0b7e1f9a-1c2d-4e3f-8a9b-0c1d2e3f4a5b";
    /** 25 input tokens at 4 dollars a million and 15 output tokens at 20. */
    private static final BigDecimal PRICE = new BigDecimal("0.000400000000");

    final FakeUpstream upstream = FakeUpstream.start();
    private ProxyUnderTest proxy;
    private JdbcTemplate jdbc;

    /** The variables that say which database; of the same one each time. */
    abstract Map<String, String> database();

    private ProxyUnderTest start(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(database());
        all.put("UPSTREAM_URL", upstream.url());
        all.putAll(more);
        return ProxyUnderTest.with(all);
    }

    @BeforeAll
    void startProxy() {
        proxy = start(Map.of());
        jdbc = proxy.bean(JdbcTemplate.class);
    }

    @AfterAll
    void stop() {
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    private static String body(String model, boolean stream, String more) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":9,\"stream\":" + stream + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"How are you?\"}]}";
    }

    private static String opus() {
        return body("claude-opus-5-5", false, "");
    }

    private RawResponse post(ProxyUnderTest to, String body, String... headers) throws Exception {
        try (RawClient client = to.connect()) {
            return client.exchange(RawClient.post("/v1/messages", to.host(), body.getBytes(UTF_8), headers));
        }
    }

    private interface Act {
        void run() throws Exception;
    }

    /** The one row that the act brings. */
    private Map<String, Object> rowOf(Act act) throws Exception {
        long last = lastId();
        act.run();
        await().atMost(BOUND).until(() -> lastId() > last);
        List<Map<String, Object>> rows = jdbc.queryForList(
                "SELECT e.*, s.name AS session, s.session_key FROM ledger_entry e JOIN session s ON s.id = e.session_id"
                        + " WHERE e.id > ?",
                last);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private Map<String, Object> rowOf(String body, String... headers) throws Exception {
        return rowOf(() -> post(proxy, body, headers));
    }

    private long lastId() {
        Long id = jdbc.queryForObject("SELECT COALESCE(MAX(id), 0) FROM ledger_entry", Long.class);
        return id == null ? 0 : id;
    }

    private static void assertMoney(Map<String, Object> row, BigDecimal usd) {
        assertThat((BigDecimal) row.get("actual_usd")).isEqualByComparingTo(usd);
        assertThat((BigDecimal) row.get("baseline_usd")).isEqualByComparingTo(usd);
        for (String none : List.of(
                "classifier_usd",
                "saved_cache_usd",
                "saved_routing_usd",
                "saved_prompt_cache_usd",
                "provider_cache_usd",
                "premium_usd")) {
            assertThat((BigDecimal) row.get(none)).as(none).isEqualByComparingTo("0");
        }
    }

    @Test
    void aMessageIsARowWithItsTokensAndItsPrice() throws Exception {
        upstream.answer(Scripts.message());

        Map<String, Object> row =
                rowOf(opus(), "User-Agent: tests/1", "x-api-key: sk-ant-api03-secret", "x-stainless-retry-count: 2");

        assertMoney(row, PRICE);
        assertThat(row)
                .containsEntry("is_message", true)
                .containsEntry("method", "POST")
                .containsEntry("path", "/v1/messages")
                .containsEntry("stream", false)
                .containsEntry("status", 200)
                .containsEntry("outcome", "complete")
                .containsEntry("request_id", Scripts.REQUEST_ID)
                .containsEntry("retry", 2)
                .containsEntry("resent", false)
                .containsEntry("model_requested", "claude-opus-5-5")
                .containsEntry("model_served", "claude-opus-5-5")
                .containsEntry("input_tokens", 25L)
                .containsEntry("output_tokens", 15L)
                .containsEntry("prompt_cache_read_tokens", 0L)
                .containsEntry("estimated", false)
                .containsEntry("usage_complete", true)
                .containsEntry("prompt", "How are you?");
        assertThat((String) row.get("client")).matches("tests/1 [0-9a-f]{8}");
        assertThat((Double) row.get("api_ms")).isPositive();
        assertThat((Double) row.get("ttft_ms")).isPositive();
        assertThat((Double) row.get("overhead_ms")).isNotNegative();
    }

    @Test
    void aStreamIsARowWithItsLastReportOfTokens() throws Exception {
        upstream.answer(Scripts.stream("Hel", "lo"));

        Map<String, Object> row = rowOf(body("claude-opus-5-5", true, ""));

        assertMoney(row, PRICE);
        assertThat(row)
                .containsEntry("stream", true)
                .containsEntry("outcome", "complete")
                .containsEntry("usage_complete", true)
                .containsEntry("estimated", false);
    }

    @Test
    void aCutStreamIsEstimatedByWhatHadBeenStreamed() throws Exception {
        upstream.answer(beginning("x".repeat(300), Wire::cut));

        Map<String, Object> row = rowOf(body("claude-opus-5-5", true, ""));

        assertThat(row)
                .containsEntry("outcome", "cut_upstream")
                .containsEntry("usage_complete", false)
                .containsEntry("estimated", true)
                .containsEntry("input_tokens", 25L)
                .containsEntry("output_tokens", 100L);
        assertMoney(row, new BigDecimal("0.0021"));
    }

    @Test
    void aClientThatLeavesIsPricedForWhatItGot() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        upstream.answer(beginning("y".repeat(30), wire -> {
            wire.await(left);
            wire.awaitClientGone(BOUND);
        }));

        Map<String, Object> row = rowOf(() -> {
            try (RawClient client = proxy.connect()) {
                client.send(RawClient.post(
                        "/v1/messages",
                        proxy.host(),
                        body("claude-opus-5-5", true, "").getBytes(UTF_8)));
                client.readHead();
                client.readBodyUntil("yyy");
            }
            left.countDown();
        });

        assertThat(row)
                .containsEntry("outcome", "client_gone")
                .containsEntry("usage_complete", false)
                .containsEntry("estimated", true)
                .containsEntry("output_tokens", 10L);
    }

    private interface Ending {
        void of(Wire wire) throws Exception;
    }

    private static Script beginning(String text, Ending ending) {
        List<String> events = Scripts.events("claude-opus-5-5", text);
        return (request, wire) -> {
            wire.eventStream();
            for (String event : events.subList(0, 4)) {
                wire.chunk(event);
            }
            ending.of(wire);
        };
    }

    @Test
    void anErrorCostsNothing() throws Exception {
        upstream.answer(Scripts.error(429, "rate_limit_error", "slow down"));

        Map<String, Object> row = rowOf(opus());

        assertThat(row).containsEntry("status", 429).containsEntry("usage_complete", true);
        assertMoney(row, BigDecimal.ZERO);
    }

    @Test
    void anErrorOfTheProxysOwnCostsNothingAndIsNoCallOfTheApi() throws Exception {
        upstream.closeConnections();
        upstream.answer((request, wire) -> wire.cut());

        Map<String, Object> row = rowOf(opus());

        assertThat(row).containsEntry("status", 502).containsEntry("api_ms", null);
        assertMoney(row, BigDecimal.ZERO);
    }

    @Test
    void aModelWithoutAPriceIsCountedAndHasNoMoney() throws Exception {
        upstream.answer(Scripts.message());

        Map<String, Object> row = rowOf(body("claude-next-9", false, ""), "X-Session-Id: no-price");

        assertThat(row)
                .containsEntry("actual_usd", null)
                .containsEntry("baseline_usd", null)
                .containsEntry("saved_cache_usd", null)
                .containsEntry("input_tokens", 25L);
        Map<String, Object> totals = jdbc.queryForMap(
                "SELECT * FROM ledger_total WHERE session_id = (SELECT id FROM session WHERE name = 'no-price')");
        assertThat(totals).containsEntry("calls", 1L).containsEntry("unpriced_calls", 1L);
    }

    @Test
    void compressedAnswersArePriced() throws Exception {
        for (String coding : List.of("gzip", "br")) {
            UnaryOperator<byte[]> coded = coding.equals("br") ? Coded::brotli : Coded::gzip;
            upstream.answer((request, wire) -> {
                byte[] body = coded.apply(
                        Scripts.messageBody("claude-opus-5-5", "Hello!").getBytes(UTF_8));
                wire.head(
                        200,
                        "Content-Type: application/json",
                        "Content-Encoding: " + coding,
                        "Content-Length: " + body.length);
                wire.send(body);
            });
            assertMoney(rowOf(opus(), "Accept-Encoding: " + coding), PRICE);
        }
    }

    @Test
    void aCallOfAnotherPathIsARowWithoutMoney() throws Exception {
        upstream.answer(Scripts.json(200, "{\"data\":[]}"));

        Map<String, Object> row = rowOf(() -> {
            try (RawClient client = proxy.connect()) {
                client.exchange(RawClient.get("/v1/models?limit=1", proxy.host()));
            }
        });

        assertThat(row)
                .containsEntry("is_message", false)
                .containsEntry("method", "GET")
                .containsEntry("status", 200)
                .containsEntry("actual_usd", null)
                .containsEntry("facts", null)
                .containsEntry("input_tokens", null);
    }

    @Test
    void aRequestThatWasSentAgainSaysSo() throws Exception {
        upstream.answer(Scripts.message());
        rowOf(opus());
        upstream.answer((request, wire) -> wire.cut(), Scripts.message());

        assertThat(rowOf(opus())).containsEntry("resent", true).containsEntry("status", 200);
    }

    @Test
    void sessionsAreThoseThatTheRequestNames() throws Exception {
        upstream.answer(Scripts.message());
        String json = ",\"metadata\":{\"user_id\":\"{\\\"session_id\\\":\\\"" + UUID + "\\\"}\"}";
        String old = ",\"metadata\":{\"user_id\":\"user_abc_account__session_" + UUID + "\"}";

        assertThat(rowOf(opus(), "X-Session-Id: mine")).containsEntry("session", "mine");
        assertThat(rowOf(opus(), "X-Claude-Code-Session-Id: " + UUID)).containsEntry("session", UUID);
        assertThat(rowOf(body("claude-opus-5-5", false, json))).containsEntry("session", UUID);
        assertThat(rowOf(body("claude-opus-5-5", false, old))).containsEntry("session", UUID);
    }

    @Test
    void aClientWithoutASessionHasOneOfItsOwn() throws Exception {
        upstream.answer(Scripts.message());
        Object first = rowOf(opus(), "User-Agent: one", "x-api-key: a").get("session_key");

        assertThat(rowOf(opus(), "User-Agent: one", "x-api-key: a")).containsEntry("session_key", first);
        assertThat(rowOf(opus(), "User-Agent: one", "x-api-key: b").get("session_key"))
                .isNotEqualTo(first);
        assertThat(rowOf(opus(), "User-Agent: two", "x-api-key: a").get("session_key"))
                .isNotEqualTo(first);
    }

    @Test
    void aSessionGoesOnAfterARestartAndAStopWritesAllRows() throws Exception {
        upstream.answer(Scripts.message());
        Object session = rowOf(opus(), "User-Agent: steady", "x-api-key: a").get("session_key");
        for (int i = 0; i < 20; i++) {
            post(proxy, opus(), "User-Agent: steady", "x-api-key: a");
        }
        proxy.close();
        startProxy();

        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM ledger_entry WHERE client LIKE 'steady %'", Integer.class))
                .isEqualTo(21);
        assertThat(rowOf(opus(), "User-Agent: steady", "x-api-key: a")).containsEntry("session_key", session);
    }

    @Test
    void thePromptIsShortenedAndCredentialsInItAreMasked() throws Exception {
        upstream.answer(Scripts.message());
        String prompt = "my key is sk-ant-api03-Secret_1 \\u202e\\n" + "\\ud83d\\ude00".repeat(300);
        String body = opus().replace("How are you?", prompt);

        String kept = String.valueOf(rowOf(body).get("prompt"));

        assertThat(kept).startsWith("my key is sk-ant-… ").doesNotContain("Secret", "\u202e", "\n");
        assertThat(kept.codePointCount(0, kept.length())).isEqualTo(100);
    }

    @Test
    void textFromOutsideThatFitsNoColumnIsShortened() throws Exception {
        upstream.answer((request, wire) -> wire.json(
                200, Scripts.messageBody("\ud83d\ude00".repeat(200), "Hello!"), "request-id: " + "r".repeat(500)));

        Map<String, Object> row = rowOf(
                body("\ud83d\ude00".repeat(200), false, ""),
                "User-Agent: " + "u".repeat(500),
                "X-Session-Id: " + "s".repeat(500));

        assertThat((String) row.get("session")).hasSize(128);
    }

    @Test
    void totalsAreTheSumsOfTheRows() throws Exception {
        upstream.answer(Scripts.message());
        rowOf(opus());
        Map<String, Object> rows = jdbc.queryForMap("SELECT COUNT(CASE WHEN is_message THEN 1 END) AS calls,"
                + " COALESCE(SUM(actual_usd), 0) AS usd, COALESCE(SUM(input_tokens), 0) AS tokens FROM ledger_entry");
        Map<String, Object> totals = jdbc.queryForMap("SELECT * FROM ledger_total WHERE session_id = 0");

        assertThat(totals).containsEntry("calls", rows.get("calls"));
        assertThat(new BigDecimal(String.valueOf(totals.get("input_tokens"))))
                .isEqualByComparingTo(String.valueOf(rows.get("tokens")));
        assertThat((BigDecimal) totals.get("actual_usd")).isEqualByComparingTo((BigDecimal) rows.get("usd"));
    }

    @Test
    void totalsCountedAnewFromTheRowsAreThoseOfTheCalls() throws Exception {
        RandomCalls calls = new RandomCalls(proxy.bean(CallPricing.class));
        LedgerQueue queue = proxy.bean(LedgerQueue.class);
        calls.some(600).forEach(queue::offer);
        await().atMost(BOUND).until(() -> queue.depth() == 0);
        List<Map<String, Object>> counted = totals();
        List<Map<String, Object>> latencies = latencies();
        List<Map<String, Object>> minutes = minutes();

        countAnew();

        assertThat(totals()).as(calls.toString()).isEqualTo(counted);
        assertThat(latencies()).as(calls.toString()).isEqualTo(latencies);
        assertThat(minutes()).as(calls.toString()).isEqualTo(minutes).isNotEmpty();
        for (Map<String, Object> total : counted) {
            assertThat(usd(total, "baseline_usd").subtract(usd(total, "actual_usd")))
                    .as("%s: %s", calls, total)
                    .isEqualByComparingTo(usd(total, "saved_cache_usd")
                            .add(usd(total, "saved_routing_usd"))
                            .add(usd(total, "saved_prompt_cache_usd")));
        }
        assertThat(counted).anyMatch(total -> usd(total, "saved_routing_usd").signum() != 0);
    }

    /** All sessions, from their rows. */
    private void countAnew() {
        jdbc.update("INSERT INTO recounted_session (id) SELECT DISTINCT session_id FROM ledger_entry");
        proxy.bean(ProducerTemplate.class).sendBody("direct:maintenance-retention", "");
    }

    private static BigDecimal usd(Map<String, Object> total, String column) {
        return new BigDecimal(String.valueOf(total.get(column)));
    }

    private List<Map<String, Object>> totals() {
        return jdbc.queryForList("SELECT * FROM ledger_total ORDER BY session_id");
    }

    private List<Map<String, Object>> minutes() {
        return jdbc.queryForList("SELECT * FROM minute_total ORDER BY session_id, minute_number");
    }

    private List<Map<String, Object>> latencies() {
        return jdbc.queryForList(
                "SELECT session_id, kind, bucket, calls, ROUND(CAST(sum_ms AS DECIMAL(20, 6)), 3) AS sum_ms FROM latency_total"
                        + " ORDER BY session_id, kind, bucket");
    }

    private JsonNode page(String target) throws Exception {
        try (RawClient client = proxy.connect()) {
            RawResponse answer = client.exchange(RawClient.get(target, proxy.host()));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            return new ObjectMapper().readTree(answer.body());
        }
    }

    @Test
    void callsAreFoundAndExplainedAndSummedByTheMinute() throws Exception {
        upstream.answer(Scripts.message());
        Object session = rowOf(opus(), "X-Session-Id: found").get("session_id");
        Map<String, Object> unpriced = rowOf(body("what_100%_is", false, ""), "X-Session-Id: found");
        String of = "session=" + session;

        assertThat(page("/calls?" + of + "&q=HOW+are").get("calls")).hasSize(2);
        assertThat(page("/calls?" + of + "&q=100%25_").at("/calls/0/id").asText())
                .isEqualTo(String.valueOf(unpriced.get("id")));
        assertThat(page("/calls?" + of + "&q=1%25_is").get("calls")).isEmpty(); // no wildcards
        assertThat(page("/calls?" + of + "&unpriced=true").get("calls")).hasSize(1);
        assertThat(page("/calls?" + of + "&outcome=complete&cache=hit").get("calls"))
                .isEmpty();
        JsonNode found = page("/calls?" + of + "&outcome=complete&limit=1");
        assertThat(found.get("looked_at").asInt()).isEqualTo(2);
        JsonNode next = page("/calls?" + of + "&outcome=complete&limit=1&before=" + found.get("next_before"));
        assertThat(next.at("/calls/0/id").asLong())
                .isLessThan(found.at("/calls/0/id").asLong());

        JsonNode why = page("/calls/" + unpriced.get("id")).get("why");
        assertThat(why.findValuesAsText("stage")).containsExactly("cache", "router", "prompt-cache", "forward");
        assertThat(why.findValuesAsText("sentence")).doesNotContain("null").hasSize(4);

        JsonNode points = page("/dashboard/history?" + of + "&last=10&step=5").get("points");
        int calls = 0;
        BigDecimal actual = BigDecimal.ZERO;
        for (JsonNode point : points) {
            calls += point.get("calls").asInt();
            actual = actual.add(point.get("actual_usd").decimalValue());
        }
        assertThat(calls).isEqualTo(2);
        assertThat(actual).isEqualByComparingTo(PRICE);
    }

    @Test
    void whatIsOlderThanTheRetentionLeavesRowsSessionsAndTotals() throws Exception {
        upstream.answer(Scripts.message());
        Map<String, Object> gone = rowOf(opus(), "X-Session-Id: gone");
        Map<String, Object> half = rowOf(opus(), "X-Session-Id: half");
        Map<String, Object> kept = rowOf(opus(), "X-Session-Id: half");
        long calls = calls(0);
        jdbc.update(
                "UPDATE ledger_entry SET requested_at = ? WHERE id IN (?, ?)",
                OffsetDateTime.now(ZoneOffset.UTC).minusDays(8),
                gone.get("id"),
                half.get("id"));
        proxy.close();
        proxy = start(Map.of("LOG_RETENTION_DAYS", "7"));
        jdbc = proxy.bean(JdbcTemplate.class);

        await().atMost(BOUND).until(() -> calls(0) == calls - 2);
        assertThat(jdbc.queryForList("SELECT id FROM ledger_entry WHERE id IN (?, ?)", gone.get("id"), half.get("id")))
                .isEmpty();
        assertThat(jdbc.queryForList("SELECT id FROM session WHERE name = 'gone'"))
                .isEmpty();
        assertThat(jdbc.queryForObject(
                        "SELECT t.calls FROM ledger_total t JOIN ledger_entry e ON e.session_id = t.session_id WHERE e.id = ?",
                        Long.class,
                        kept.get("id")))
                .isEqualTo(1);
        List<Map<String, Object>> totals = totals();
        List<Map<String, Object>> latencies = latencies();
        List<Map<String, Object>> minutes = minutes();
        countAnew();
        assertThat(totals()).isEqualTo(totals);
        assertThat(latencies()).isEqualTo(latencies);
        assertThat(minutes()).isEqualTo(minutes).isNotEmpty();
        assertThat(jdbc.queryForList("SELECT id FROM recounted_session")).isEmpty();
    }

    private long calls(long session) {
        return jdbc.queryForObject("SELECT calls FROM ledger_total WHERE session_id = ?", Long.class, session);
    }

    @Test
    void withoutCharactersForItNoPromptIsKept() throws Exception {
        upstream.answer(Scripts.message());
        proxy.close();
        proxy = start(Map.of("LOG_PROMPT_CHARS", "0"));
        jdbc = proxy.bean(JdbcTemplate.class);
        try {
            assertThat(rowOf(opus())).containsEntry("prompt", null);
        } finally {
            proxy.close();
            startProxy();
        }
    }

    @Test
    void aLedgerThatIsOffWritesNothingAndCountsInMemory() throws Exception {
        upstream.answer(Scripts.message());
        long last = lastId();
        proxy.close();
        proxy = start(Map.of("LOGGER_ENABLED", "false"));
        jdbc = proxy.bean(JdbcTemplate.class);
        try {
            assertThat(post(proxy, opus()).status()).isEqualTo(200);
            LedgerStatus status = proxy.bean(LedgerStatus.class);
            await().atMost(BOUND)
                    .until(() ->
                            BigDecimal.ONE.equals(status.countedSinceStart().get("calls")));
            assertThat(status.status()).isEqualTo("off");
        } finally {
            proxy.close();
            startProxy();
        }
        assertThat(lastId()).isEqualTo(last);
    }
}
