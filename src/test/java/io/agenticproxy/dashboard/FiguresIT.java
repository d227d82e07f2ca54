package io.agenticproxy.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What {@code /calls}, {@code /calls.csv} and {@code /sessions} say of calls that were made. */
class FiguresIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES =
            List.of(("id at session client path stream status outcome request_id retry resent cache cache_reason stored"
                            + " cache_key cache_near_miss model_requested model_served complexity confidence routing"
                            + " routing_reason prompt_cache prompt_cache_reason api_ms router_ms ttft_ms overhead_ms"
                            + " input_tokens output_tokens prompt_cache_read_tokens prompt_cache_write_5m_tokens"
                            + " prompt_cache_write_1h_tokens actual_usd classifier_usd baseline_usd saved_usd"
                            + " saved_cache_usd saved_routing_usd saved_prompt_cache_usd provider_cache_usd premium_usd"
                            + " estimated usage_complete prompt session_id call_id")
                    .split(" "));

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message());
        proxy = ProxyUnderTest.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static RawResponse get(ProxyUnderTest of, String target) throws IOException {
        try (RawClient client = of.connect()) {
            return client.exchange(RawClient.get(target, of.host()));
        }
    }

    private static JsonNode json(String target) throws IOException {
        RawResponse answer = get(proxy, target);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).hasValue("no-store");
        return JSON.readTree(answer.body());
    }

    private static void call(String session, String model, String prompt) throws IOException {
        byte[] body = ("{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":"
                        + JSON.writeValueAsString(prompt) + "}]}")
                .getBytes(UTF_8);
        try (RawClient client = proxy.connect()) {
            client.exchange(RawClient.post("/v1/messages", proxy.host(), body, "X-Session-Id: " + session));
        }
    }

    /** Waits for the rows of a session's calls; its id. */
    private static long session(String name, int calls) {
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        String count = "SELECT COUNT(*) FROM ledger_entry e JOIN session s ON s.id = e.session_id WHERE s.name = ?";
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Integer.valueOf(calls)
                .equals(jdbc.queryForObject(count, Integer.class, name)));
        return jdbc.queryForObject("SELECT id FROM session WHERE name = ?", Long.class, name);
    }

    @Test
    void aRowHasTheNamesAndValuesThatUsersRelyOn() throws Exception {
        call("row", "claude-opus-5-5", "What is it?");
        JsonNode call = json("/calls?session=" + session("row", 1)).at("/calls/0");

        List<String> names = new ArrayList<>();
        call.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsExactlyElementsOf(NAMES);
        assertThat(call.get("session").textValue()).isEqualTo("row");
        assertThat(call.get("model_served").textValue()).isEqualTo("claude-opus-5-5");
        assertThat(call.get("outcome").textValue()).isEqualTo("complete");
        assertThat(call.get("request_id").textValue()).isEqualTo(Scripts.REQUEST_ID);
        assertThat(call.get("prompt").textValue()).isEqualTo("What is it?");
        assertThat(Instant.parse(call.get("at").textValue())).isBefore(Instant.now());
        assertThat(call.get("actual_usd").isNumber()).isTrue();
        assertThat(call.get("actual_usd").decimalValue()).isEqualByComparingTo("0.0004"); // 25 × 4 + 15 × 20 millionths
        assertThat(call.get("saved_usd").decimalValue()).isZero();
        assertThat(call.get("complexity").isNull()).isTrue();
    }

    @Test
    void whatHasNoPriceIsNullAndNotZero() throws Exception {
        call("unpriced", "no-such-model", "Hello");
        JsonNode call = json("/calls?session=" + session("unpriced", 1)).at("/calls/0");

        for (String money : List.of("actual_usd", "baseline_usd", "saved_usd", "saved_cache_usd")) {
            assertThat(call.get(money).isNull()).as(money).isTrue();
        }
    }

    @Test
    void pagesNeitherRepeatNorLoseARowWhileNewOnesArrive() throws Exception {
        for (int i = 0; i < 11; i++) {
            call("pages", "claude-opus-5-5", "call " + i);
        }
        long session = session("pages", 11);
        List<String> seen = new ArrayList<>();
        String before = "";
        for (int page = 0; page < 6; page++) {
            JsonNode found = json("/calls?session=" + session + "&limit=3" + before);
            found.get("calls").forEach(call -> seen.add(call.get("prompt").textValue()));
            if (found.get("next_before").isNull()) {
                break;
            }
            before = "&before=" + found.get("next_before").asLong();
            call("pages", "claude-opus-5-5", "new");
            session("pages", 12 + page);
        }

        assertThat(seen) // calls that follow each other closely may be written in another order
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 11).mapToObj(i -> "call " + i).toList());
    }

    @Test
    void otherCallsAreShownOnlyWhenAsked() throws Exception {
        call("mixed", "claude-opus-5-5", "Hello");
        session("mixed", 1); // calls that follow each other closely may be written in another order
        try (RawClient client = proxy.connect()) {
            client.exchange(RawClient.get("/v1/models", proxy.host(), "X-Session-Id: mixed"));
        }
        long session = session("mixed", 2);

        assertThat(json("/calls?session=" + session).get("calls")).hasSize(1);
        assertThat(json("/calls?all=true&session=" + session).get("calls")).hasSize(2);
        assertThat(json("/calls?all=true&limit=1&session=" + session)
                        .at("/calls/0/path")
                        .textValue())
                .isEqualTo("/v1/models");
    }

    @Test
    void aBadParameterIsRefusedByName() throws Exception {
        for (String bad : List.of("session=x", "before=-1", "limit=0", "limit=1001", "all=maybe")) {
            RawResponse answer = get(proxy, "/calls?" + bad);
            JsonNode error = JSON.readTree(answer.body());

            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(error.at("/error/type").textValue()).isEqualTo("invalid_request_error");
            assertThat(error.at("/error/message").textValue()).startsWith(bad.substring(0, bad.indexOf('=')));
        }
    }

    @Test
    void aSessionThatIsNotThereIsNotFound() throws Exception {
        for (String path : List.of("/calls", "/calls.csv", "/stats")) {
            assertThat(get(proxy, path + "?session=987654").status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void sessionsAreListed() throws Exception {
        call("listed", "claude-opus-5-5", "Hello");
        long id = session("listed", 1);

        JsonNode listed = json("/sessions").get("sessions");
        assertThat(listed).anySatisfy(session -> {
            assertThat(session.get("id").asLong()).isEqualTo(id);
            assertThat(session.get("calls").asLong()).isEqualTo(1);
            assertThat(session.get("actual_usd").decimalValue()).isEqualByComparingTo("0.0004");
        });
        assertThat(listed).noneMatch(session -> session.get("id").asLong() == 0);
    }

    @Test
    void aFileHasEveryCallAndNoFormula() throws Exception {
        call("=2+2", "claude-opus-5-5", "=HYPERLINK(\"x\")");
        long session = session("=2+2", 1);
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        jdbc.update(
                "INSERT INTO ledger_entry (call_id, requested_at, session_id, client, is_message, method, path, stream,"
                        + " status, outcome, retry, resent, estimated, usage_complete) SELECT 'x', CURRENT_TIMESTAMP, ?,"
                        + " 'c', TRUE, 'POST', '/', FALSE, 200, 'complete', 0, FALSE, FALSE, TRUE FROM"
                        + " SYSTEM_RANGE(1, 2500)",
                session);

        RawResponse file = get(proxy, "/calls.csv?session=" + session);
        String[] lines = file.text().split("\r\n");

        assertThat(file.header("Cache-Control")).hasValue("no-store");
        assertThat(file.header("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(lines).hasSize(1 + 1 + 2_500);
        assertThat(lines[0]).isEqualTo(String.join(",", NAMES));
        assertThat(lines[2_501]).contains(",'=2+2,").contains("0.0004", ",\"'=HYPERLINK(\"\"x\"\")\",");
        jdbc.update("DELETE FROM ledger_entry WHERE call_id = 'x'");
    }

    @Test
    void aLedgerWithoutCallsStillHasItsHeadingsInTheFile() throws Exception {
        try (ProxyUnderTest empty = ProxyUnderTest.inFrontOf(upstream)) {
            assertThat(get(empty, "/calls.csv").text()).isEqualTo(String.join(",", NAMES) + "\r\n");
        }
    }

    @Test
    void cellsAreQuotedAndNeverFormulas() {
        for (String formula : List.of("=1", "+1", "-1", "@x", "\tx")) {
            assertThat(CallsCsv.cell(formula)).isEqualTo("'" + formula);
        }
        assertThat(CallsCsv.cell("\rx")).isEqualTo("\"'\rx\"");
        assertThat(CallsCsv.cell("a\n\"b\",c")).isEqualTo("\"a\n\"\"b\"\",c\"");
        assertThat(CallsCsv.cell(new java.math.BigDecimal("-1.2E-7"))).isEqualTo("-0.00000012");
    }

    @Test
    void whileTheDatabaseIsAwayTheClientIsToldToComeBack() throws Exception {
        try (ProxyUnderTest away = ProxyUnderTest.with(
                Map.of("UPSTREAM_URL", upstream.url(), "DATABASE_URL", "postgresql://127.0.0.1:1/none"))) {
            for (String path : List.of("/stats", "/sessions", "/calls", "/calls.csv")) {
                RawResponse answer = get(away, path);

                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.header("retry-after")).hasValue("10");
                assertThat(JSON.readTree(answer.body()).at("/type").textValue()).isEqualTo("error");
            }
        }
    }

    @Test
    void theyAreReadOnlyAndNeverForwarded() throws Exception {
        for (String path : List.of("/stats", "/sessions", "/calls", "/calls.csv")) {
            try (RawClient client = proxy.connect()) {
                assertThat(client.exchange(RawClient.post(path, proxy.host(), new byte[0]))
                                .status())
                        .as(path)
                        .isEqualTo(405);
            }
        }
        assertThat(upstream.requests()).allMatch(request -> request.target().startsWith("/v1/"));
    }
}
