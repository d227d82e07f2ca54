package io.agenticproxy.cache;

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
import io.agenticproxy.testing.Wire;
import io.agenticproxy.wire.Coded;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The same request is answered once by upstream; whatever might make it another one is asked again. */
class ResponseCacheIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "x-api-key: sk-ant-api03-the-first-key-of-all";
    private static final String STATUS = "Cache-Status";

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

    private static String body(String prompt, boolean stream) {
        return "{\"model\":\"claude-opus-5-5\",\"max_tokens\":99," + (stream ? "\"stream\":true," : "")
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    private static RawResponse ask(String body, String... headers) throws IOException {
        return ask(proxy, body, headers);
    }

    private static RawResponse ask(ProxyUnderTest of, String body, String... headers) throws IOException {
        try (RawClient client = of.connect()) {
            return client.exchange(RawClient.post("/v1/messages", of.host(), body.getBytes(UTF_8), headers));
        }
    }

    private static int asked() {
        return upstream.requests().size();
    }

    @Test
    void theSameAnswerComesAgainByteForByteAndAsksNobody() throws Exception {
        upstream.answer(Scripts.message("What was said."));

        RawResponse live = ask(body("again", false), KEY);
        RawResponse hit = ask(body("again", false), KEY);

        assertThat(asked()).isEqualTo(1);
        assertThat(hit.status()).isEqualTo(200);
        assertThat(hit.body()).isEqualTo(live.body());
        assertThat(live.header(STATUS)).hasValue("agentic-proxy; fwd=miss");
        assertThat(hit.header(STATUS).orElseThrow())
                .matches("agentic-proxy; hit; ttl=863[0-9]{2}|agentic-proxy; hit; ttl=86400");
        assertThat(hit.header("Age").orElseThrow()).matches("\\d");
        assertThat(hit.header("request-id")).isEqualTo(live.header("request-id"));
        assertThat(hit.header("Content-Type")).hasValue("application/json");
        assertThat(hit.header("X-Agentic-Proxy-Call-Id"))
                .isPresent()
                .isNotEqualTo(live.header("X-Agentic-Proxy-Call-Id"));
    }

    @Test
    void aStreamComesAgainAsAStreamAndAsAMessage() throws Exception {
        upstream.answer(Scripts.stream("Hel", "lo \u00fc\ud83d\ude00", "!"));

        RawResponse live = ask(body("stream", true), KEY);
        RawResponse stream = ask(body("stream", true), KEY);
        RawResponse message = ask(body("stream", false), KEY);

        assertThat(asked()).isEqualTo(1);
        assertThat(stream.text()).isEqualTo(live.text()).contains("message_stop");
        assertThat(stream.header("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        JsonNode json = JSON.readTree(message.body());
        assertThat(json.at("/content/0/text").textValue()).isEqualTo("Hello \u00fc\ud83d\ude00!");
        assertThat(json.at("/usage/output_tokens").asInt()).isEqualTo(Scripts.OUTPUT_TOKENS);
        assertThat(json.at("/stop_reason").textValue()).isEqualTo("end_turn");
    }

    @Test
    void aMessageComesAgainAsAStream() throws Exception {
        upstream.answer(Scripts.message("Hello"));

        ask(body("message", false), KEY);
        RawResponse stream = ask(body("message", true), KEY);

        assertThat(asked()).isEqualTo(1);
        assertThat(stream.text())
                .startsWith("event: message_start\n")
                .contains("Hello")
                .endsWith("\n\n");
    }

    @Test
    void writtenAnotherWayItIsTheSameRequest() throws Exception {
        upstream.answer(Scripts.message());

        ask("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}", KEY);
        RawResponse hit = ask(
                "{ \"messages\": [], \"max_tokens\":1, \"model\":\"\\u006d\", \"metadata\":{\"user_id\":\"u\"}}", KEY);

        assertThat(asked()).isEqualTo(1);
        assertThat(hit.header(STATUS).orElseThrow()).contains("; hit;");
    }

    @Test
    void anotherKeyAnotherQueryOrAnotherBetaIsAnotherRequest() throws Exception {
        upstream.answer(Scripts.message());

        ask(body("mine", false), KEY);
        ask(body("mine", false), "x-api-key: sk-ant-api03-the-second-key");
        ask(body("mine", false), KEY, "anthropic-beta: new-2026-11-01");
        try (RawClient client = proxy.connect()) {
            client.exchange(RawClient.post(
                    "/v1/messages?beta=true", proxy.host(), body("mine", false).getBytes(UTF_8), KEY));
        }

        assertThat(asked()).isEqualTo(4);
    }

    @Test
    void errorsAndAnswersThatWereCutOffAreNeverStored() throws Exception {
        upstream.answer(Scripts.error(529, "overloaded_error", "Overloaded"));
        assertThat(ask(body("error", false), KEY).status()).isEqualTo(529);
        upstream.answer(Scripts.json(
                200, Scripts.messageBody("claude-opus-5-5", "cut").replace("\"end_turn\"", "\"max_tokens\"")));
        ask(body("error", false), KEY);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_start", "{\"type\":\"message_start\",\"message\":{}}");
            wire.cut();
        });
        assertThat(ask(body("error", true), KEY).cleanEnd()).isFalse();
        upstream.answer(Scripts.message("whole"));

        assertThat(ask(body("error", false), KEY).text()).contains("whole");
        assertThat(asked()).isEqualTo(4);
        assertThat(proxy.bean(AnswerStore.class).entries()).isEqualTo(1);
    }

    @Test
    void aCompressedAnswerIsStoredWithoutItsCoding() throws Exception {
        byte[] plain = Scripts.messageBody("claude-opus-5-5", "compressed").getBytes(UTF_8);
        upstream.answer((request, wire) -> {
            byte[] coded = Coded.gzip(plain);
            wire.head(
                    200, "Content-Type: application/json", "Content-Encoding: gzip", "Content-Length: " + coded.length);
            wire.send(coded);
        });

        assertThat(ask(body("gzip", false), KEY, "Accept-Encoding: gzip").header("Content-Encoding"))
                .hasValue("gzip");
        RawResponse hit = ask(body("gzip", false), KEY);

        assertThat(hit.body()).isEqualTo(plain);
        assertThat(hit.header("Content-Encoding")).isEmpty();
    }

    @Test
    void theClientsControlsCount() throws Exception {
        upstream.answer(Scripts.message("one"));
        assertThat(ask(body("controls", false), KEY, "Cache-Control: only-if-cached")
                        .status())
                .isEqualTo(504);
        ask(body("controls", false), KEY, "Cache-Control: no-store");
        assertThat(proxy.bean(AnswerStore.class).entries()).isZero();
        ask(body("controls", false), KEY);
        upstream.answer(Scripts.message("two"));
        assertThat(ask(body("controls", false), KEY, "Cache-Control: frobnicate, max-age=100")
                        .text())
                .contains("one");
        RawResponse forced = ask(body("controls", false), KEY, "Cache-Control: no-cache");

        assertThat(forced.text()).contains("two");
        assertThat(forced.header(STATUS)).hasValue("agentic-proxy; fwd=request");
        assertThat(ask(body("controls", false), KEY).text()).contains("two");
        assertThat(asked()).isEqualTo(3);
        assertThat(upstream.requests())
                .noneMatch(request -> request.header("Cache-Control").isPresent());
    }

    /** RFC 9211 §2: an intermediary does not say it of what it has made up itself. */
    @Test
    void anErrorOfTheProxysOwnHasNoCacheStatus() throws Exception {
        RawResponse absent = ask(body("absent", false), KEY, "Cache-Control: only-if-cached", "X-Session-Id: absent");

        assertThat(absent.status()).isEqualTo(504);
        assertThat(absent.header(STATUS)).isEmpty();
        assertThat(absent.header("x-should-retry")).hasValue("false");
        assertThat(absent.text()).contains("only-if-cached").contains("\"type\":\"timeout_error\"");
        assertThat(asked()).isZero();
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        String reason = "SELECT e.cache_reason FROM ledger_entry e JOIN session s ON s.id = e.session_id"
                + " WHERE s.name = 'absent'";
        await().atMost(Duration.ofSeconds(15))
                .until(() -> jdbc.queryForList(reason, String.class), List.of("NOT_ASKED_ONLY_IF_CACHED")::equals);
        upstream.answer((request, wire) -> wire.cut());
        RawResponse failed = ask(body("absent", false), KEY);
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.header(STATUS)).isEmpty();
    }

    @Test
    void whatDependsOnMoreThanTheRequestIsNotLookedUp() throws Exception {
        upstream.answer(Scripts.message());
        String search = body("news", false)
                .replace(
                        "\"max_tokens\"",
                        "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],\"max_tokens\"");

        ask(search, KEY);
        RawResponse second = ask(search, KEY);

        assertThat(asked()).isEqualTo(2);
        assertThat(second.header(STATUS)).hasValue("agentic-proxy; fwd=bypass; detail=NOT_CACHED_SERVER_TOOL");
    }

    @Test
    void aHitIsARowWithItsSaving() throws Exception {
        upstream.answer(Scripts.message());
        ask(body("money", false), KEY, "X-Session-Id: money");
        ask(body("money", false), KEY, "X-Session-Id: money");
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);

        await().atMost(Duration.ofSeconds(15))
                .until(() -> jdbc.queryForList(
                                        "SELECT e.id FROM ledger_entry e JOIN session s ON s.id = e.session_id WHERE s.name = 'money'")
                                .size()
                        == 2);
        List<Map<String, Object>> rows = jdbc.queryForList(
                "SELECT e.* FROM ledger_entry e JOIN session s ON s.id = e.session_id WHERE s.name = 'money'"
                        + " ORDER BY e.cache DESC"); // a row is written after its answer: the hit's may be the first
        assertThat(rows.get(0))
                .containsEntry("cache", "miss")
                .containsEntry("stored", true)
                .containsEntry("cache_key", rows.get(1).get("cache_key"));
        assertThat(rows.get(1))
                .containsEntry("cache", "hit")
                .containsEntry("input_tokens", (long) Scripts.INPUT_TOKENS)
                .containsEntry("output_tokens", (long) Scripts.OUTPUT_TOKENS)
                .containsEntry("api_ms", null);
        assertThat(rows.get(1))
                .containsEntry("actual_usd", new BigDecimal("0.000000000000"))
                .containsEntry("saved_cache_usd", new BigDecimal("0.000400000000"));
        assertThat(JSON.readTree(get("/stats")).at("/cache/hits").asInt()).isPositive();
    }

    private static byte[] get(String target) throws IOException {
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.get(target, proxy.host())).body();
        }
    }

    @Test
    void answersSurviveARestart() throws Exception {
        Map<String, String> variables = Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "CACHE_ENABLED",
                "true",
                "DATA_DIR",
                Path.of("target", "data", UUID.randomUUID().toString()).toString());
        upstream.answer(Scripts.stream("kept"));
        try (ProxyUnderTest first = ProxyUnderTest.with(variables)) {
            ask(first, body("restart", true), KEY);
        }
        try (ProxyUnderTest second = ProxyUnderTest.with(variables)) {
            RawResponse hit = ask(second, body("restart", true), KEY);

            assertThat(hit.header(STATUS).orElseThrow()).contains("; hit;");
            assertThat(hit.text()).contains("kept");
        }
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void aToolCallComesAgainInTheOtherForm() throws Exception {
        String block =
                "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"read\",\"input\":{\"path\":\"a\\u00e9\",\"n\":1.0}}";
        String message = Scripts.messageBody("claude-opus-5-5", "")
                .replaceFirst("\"content\":\\[.*?\\]", "\"content\":[" + block.replace("\\", "\\\\") + "]")
                .replace("\"end_turn\"", "\"tool_use\"");
        upstream.answer(Scripts.json(200, message));

        ask(body("tool", false), KEY);
        RawResponse stream = ask(body("tool", true), KEY);

        assertThat(asked()).isEqualTo(1);
        assertThat(stream.text())
                .contains("\"input\":{}")
                .contains("input_json_delta")
                .contains(Wire.frame("message_stop", "{\"type\":\"message_stop\"}"));
    }
}
