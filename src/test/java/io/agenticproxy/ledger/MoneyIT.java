package io.agenticproxy.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a call cost stands in its row, in the totals and in the file for a spreadsheet, whatever kind of call it was. */
class MoneyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USAGE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\",\"usage\":"
                    + "{\"input_tokens\":1000,\"output_tokens\":100,\"cache_read_input_tokens\":2000,"
                    + "\"cache_creation_input_tokens\":400}}";

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    private static String request(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Say hi\"}]}";
    }

    private static RawResponse send(ProxyUnderTest to, String target, String body, String... lines) throws Exception {
        List<String> headers = new ArrayList<>(List.of(lines));
        headers.add("Connection: close");
        try (RawClient client = to.connect()) {
            return client.exchange(
                    RawClient.post(target, to.host(), body.getBytes(UTF_8), headers.toArray(String[]::new)));
        }
    }

    private static RawResponse get(ProxyUnderTest from, String target) throws Exception {
        try (RawClient client = from.connect()) {
            return client.exchange(RawClient.get(target, from.host(), "Connection: close"));
        }
    }

    private static JsonNode json(ProxyUnderTest from, String target) throws Exception {
        return JSON.readTree(get(from, target).body());
    }

    /** The row of the call that got this answer, once it has been written. */
    private static JsonNode row(ProxyUnderTest from, RawResponse answer) {
        String call = answer.header("x-agentic-proxy-call-id").orElseThrow();
        return await().atMost(Duration.ofSeconds(15)).until(() -> find(from, call), row -> !row.isMissingNode());
    }

    private static JsonNode find(ProxyUnderTest from, String call) throws Exception {
        List<Long> ids = from.bean(JdbcTemplate.class)
                .queryForList("SELECT id FROM ledger_entry WHERE call_id = ?", Long.class, call);
        for (JsonNode row : json(from, "/calls?all=true").path("calls")) {
            if (ids.contains(row.path("id").asLong())) {
                return row;
            }
        }
        return JSON.missingNode();
    }

    @Test
    void aMessageIsPricedByItsCategories() throws Exception {
        upstream.answer(Scripts.json(200, String.format(USAGE, "claude-opus-5-5"), "request-id: req_9"));

        JsonNode row = row(proxy, send(proxy, "/v1/messages", request("claude-opus-5-5"), "User-Agent: agent/1"));

        // 1000 × 4 + 100 × 20 + 2000 × 0.20 + 400 × 5 dollars per million
        assertThat(row.path("actual_usd").decimalValue()).isEqualByComparingTo("0.0084");
        assertThat(row.path("baseline_usd").decimalValue()).isEqualByComparingTo("0.0084");
        assertThat(row.path("saved_usd").decimalValue()).isEqualByComparingTo("0");
        // the client's own marks: 2400 × 4 as plain input, less 2400 as billed
        assertThat(row.path("provider_cache_usd").decimalValue()).isEqualByComparingTo("0.0072");
        assertThat(row.path("input_tokens").asLong()).isEqualTo(1000);
        assertThat(row.path("prompt_cache_read_tokens").asLong()).isEqualTo(2000);
        assertThat(row.path("prompt_cache_write_5m_tokens").asLong()).isEqualTo(400);
        assertThat(row.path("outcome").asText()).isEqualTo("complete");
        assertThat(row.path("request_id").asText()).isEqualTo("req_9");
        assertThat(row.path("client").asText()).startsWith("agent/1 ");
        assertThat(row.path("prompt").asText()).isEqualTo("Say hi");
        assertThat(row.path("estimated").asBoolean()).isFalse();
    }

    @Test
    void aCompressedAnswerIsPricedToo() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(String.format(USAGE, "claude-opus-5-5").getBytes(UTF_8));
        }
        upstream.answer((request, wire) -> {
            wire.head(
                    200,
                    "Content-Type: application/json",
                    "Content-Encoding: gzip",
                    "Content-Length: " + zipped.size());
            wire.send(zipped.toByteArray());
        });

        JsonNode row = row(proxy, send(proxy, "/v1/messages", request("claude-opus-5-5")));

        assertThat(row.path("actual_usd").decimalValue()).isEqualByComparingTo("0.0084");
    }

    @Test
    void aStreamIsPricedByItsLastCount() throws Exception {
        upstream.answer(Scripts.stream("Hel", "lo"));

        JsonNode row = row(
                proxy,
                send(proxy, "/v1/messages", request("claude-haiku-5-5").replaceFirst("\\{", "{\"stream\":true,")));

        assertThat(row.path("stream").asBoolean()).isTrue();
        assertThat(row.path("input_tokens").asLong()).isEqualTo(Scripts.INPUT_TOKENS);
        assertThat(row.path("output_tokens").asLong()).isEqualTo(Scripts.OUTPUT_TOKENS);
        // 25 × 0.10 + 15 × 0.50 dollars per million
        assertThat(row.path("actual_usd").decimalValue()).isEqualByComparingTo("0.00001");
        assertThat(row.path("usage_complete").asBoolean()).isTrue();
    }

    @Test
    void aCutStreamIsAnEstimateByWhatHadBeenSent() throws Exception {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            List<String> events = Scripts.events("claude-haiku-5-5", "x".repeat(300), "never sent");
            for (String event : events.subList(0, 4)) {
                wire.chunk(event);
            }
            wire.cut();
        });

        JsonNode row = row(
                proxy,
                send(proxy, "/v1/messages", request("claude-haiku-5-5").replaceFirst("\\{", "{\"stream\":true,")));

        assertThat(row.path("outcome").asText()).isEqualTo("cut_upstream");
        assertThat(row.path("usage_complete").asBoolean()).isFalse();
        assertThat(row.path("estimated").asBoolean()).isTrue();
        assertThat(row.path("output_tokens").asLong()).isEqualTo(100);
    }

    @Test
    void anErrorCostsNothing() throws Exception {
        upstream.answer(Scripts.error(529, "overloaded_error", "Overloaded"));

        JsonNode row = row(proxy, send(proxy, "/v1/messages", request("claude-opus-5-5")));

        assertThat(row.path("status").asInt()).isEqualTo(529);
        assertThat(row.path("actual_usd").decimalValue()).isEqualByComparingTo("0");
    }

    @Test
    void anUnknownModelIsUnpricedAndNotFree() throws Exception {
        long before = json(proxy, "/stats").path("unpriced_calls").asLong();
        upstream.answer(Scripts.json(200, String.format(USAGE, "claude-next-9")));

        JsonNode row = row(proxy, send(proxy, "/v1/messages", request("claude-next-9")));

        assertThat(row.path("actual_usd").isNull()).isTrue();
        assertThat(row.path("baseline_usd").isNull()).isTrue();
        assertThat(row.path("input_tokens").asLong()).isEqualTo(1000);
        assertThat(json(proxy, "/stats").path("unpriced_calls").asLong()).isEqualTo(before + 1);
    }

    @Test
    void otherCallsHaveARowWithoutMoney() throws Exception {
        upstream.answer(Scripts.json(200, "{\"input_tokens\":7}"));

        RawResponse answer = send(proxy, "/v1/messages/count_tokens", request("claude-opus-5-5"));
        JsonNode row = row(proxy, answer);

        assertThat(row.path("path").asText()).isEqualTo("/v1/messages/count_tokens");
        assertThat(row.path("actual_usd").isNull()).isTrue();
        assertThat(json(proxy, "/calls").path("calls").findValuesAsText("id"))
                .doesNotContain(row.path("id").asText());
    }

    @Test
    void theSumsOfRowsAreTheTotals() throws Exception {
        Path data = Path.of("target", "data", UUID.randomUUID().toString());
        try (ProxyUnderTest own =
                ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "DATA_DIR", data.toString()))) {
            upstream.answer(
                    Scripts.json(200, String.format(USAGE, "claude-opus-5-5")),
                    Scripts.json(200, String.format(USAGE, "claude-haiku-5-5")),
                    Scripts.error(500, "api_error", "broken"));
            for (String model : List.of("claude-opus-5-5", "claude-haiku-5-5", "claude-opus-5-5")) {
                row(own, send(own, "/v1/messages", request(model), "X-Session-Id: s1"));
            }

            JsonNode stats = json(own, "/stats");
            // 0.0084 and 1000 × 0.10 + 100 × 0.50 + 2000 × 0.01 + 400 × 0.125 per million
            assertThat(stats.path("cost").path("actual_usd").decimalValue()).isEqualByComparingTo("0.00862");
            assertThat(stats.path("calls").asLong()).isEqualTo(3);
            assertThat(stats.path("tokens").path("prompt_cache_read").asLong()).isEqualTo(4000);
            JsonNode session = json(own, "/sessions").path("sessions").get(0);
            assertThat(session.path("name").asText()).isEqualTo("s1");
            assertThat(session.path("calls").asLong()).isEqualTo(3);
            assertThat(json(own, "/stats?session=" + session.path("id").asText())
                            .path("cost")
                            .path("actual_usd"))
                    .isEqualTo(stats.path("cost").path("actual_usd"));
            String csv = get(own, "/calls.csv").text();
            assertThat(csv.lines()).hasSize(4);
            assertThat(csv.lines().findFirst().orElseThrow()).startsWith("id,at,session,");
        }

        // a start later everything is there, and new prices change history
        Path prices = data.resolve("prices.json");
        Files.writeString(
                prices,
                "{\"date\":\"2026-11-25\",\"models\":{\"claude-opus-5-5\":{\"prices\":[{\"input\":8,\"output\":40,"
                        + "\"prompt_cache_read\":0.4,\"prompt_cache_write_5m\":10,\"prompt_cache_write_1h\":16}]}}}");
        try (ProxyUnderTest later = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL", upstream.url(), "DATA_DIR", data.toString(), "PRICES_FILE", prices.toString()))) {
            JsonNode stats = await().atMost(Duration.ofSeconds(20))
                    .until(() -> json(later, "/stats"), s -> !s.path("repriced").isNull());

            assertThat(stats.path("calls").asLong()).isEqualTo(3);
            assertThat(stats.path("cost").path("actual_usd").decimalValue()).isEqualByComparingTo("0.01702");
            assertThat(stats.path("repriced").path("rows").asLong()).isEqualTo(3);
        }
    }

    @Test
    void aLedgerThatIsOffCountsInMemory() throws Exception {
        try (ProxyUnderTest off =
                ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "LOGGER_ENABLED", "false"))) {
            upstream.answer(Scripts.json(200, String.format(USAGE, "claude-opus-5-5")));
            send(off, "/v1/messages", request("claude-opus-5-5"));

            JsonNode stats = await().atMost(Duration.ofSeconds(15))
                    .until(() -> json(off, "/stats"), s -> s.path("calls").asLong() == 1);
            assertThat(stats.path("ledger").asText()).isEqualTo("off");
            assertThat(stats.path("cost").path("actual_usd").decimalValue()).isEqualByComparingTo("0.0084");
            assertThat(json(off, "/calls").path("calls")).isEmpty();
        }
    }
}
