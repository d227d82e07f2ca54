package io.agenticproxy.promptcache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A conversation is marked where its agent forgot to, byte by byte as documented; everybody else is left alone. */
class PromptCacheIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = ",\"cache_control\":{\"type\":\"ephemeral\"}}";
    private static final String SYSTEM = "You look things up. ".repeat(300);
    private static final String TOOLS = "\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}]";
    private static final String KEY = "x-api-key: sk-ant-api03-of-the-prompt-cache-tests";

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "PROMPT_CACHE_ENABLED", "true"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void reset() {
        upstream.reset();
    }

    private static String body(String system, String... messages) {
        return "{\"model\":\"claude-opus-5-5\",\"max_tokens\":100," + TOOLS + ",\"system\":\"" + system
                + "\",\"messages\":[" + String.join(",", messages) + "]}";
    }

    private static String user(String text) {
        return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
    }

    private static RawResponse ask(ProxyUnderTest of, String body, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(headers));
        if (lines.isEmpty()) {
            lines.add(KEY);
        }
        try (RawClient client = of.connect()) {
            return client.exchange(
                    RawClient.post("/v1/messages", of.host(), body.getBytes(UTF_8), lines.toArray(String[]::new)));
        }
    }

    private static String reason(RawResponse answer) {
        return answer.header("X-Agentic-Proxy-Reason").orElse("");
    }

    private static String sent() {
        return upstream.requests().get(upstream.requests().size() - 1).bodyText();
    }

    private static Script using(long input, long read, long written) {
        return Scripts.json(
                200,
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\",\"content\":"
                        + "[{\"type\":\"text\",\"text\":\"Done.\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":"
                        + input + ",\"output_tokens\":10,\"cache_read_input_tokens\":" + read
                        + ",\"cache_creation_input_tokens\":" + written + "}}");
    }

    private static JsonNode row(ProxyUnderTest of, String prompt) {
        return await().atMost(Duration.ofSeconds(15)).until(() -> find(of, prompt), row -> !row.isMissingNode());
    }

    private static JsonNode find(ProxyUnderTest of, String prompt) throws IOException {
        for (JsonNode row : json(of, "/calls?limit=100").path("calls")) {
            if (row.path("prompt").asText().equals(prompt)) {
                return row;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode json(ProxyUnderTest of, String path) throws IOException {
        try (RawClient client = of.connect()) {
            return JSON.readTree(client.exchange(RawClient.get(path, of.host())).body());
        }
    }

    @Test
    void aConversationIsMarkedAtItsSystemPromptAtItsLastEndAndAtItsEnd() throws Exception {
        upstream.answer(using(0, 0, 1_700));
        String first = body(SYSTEM + "1", user("caf\\u00e9 one"));
        String second = body(
                SYSTEM + "1",
                user("caf\\u00e9 one"),
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\",\"input\":{}}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"x\"}]}");

        assertThat(reason(ask(proxy, first))).contains("MARKED_ODDS");
        String marked = "[{\"type\":\"text\",\"text\":\"" + SYSTEM + "1\"" + MARK + "]";
        String said = "[{\"type\":\"text\",\"text\":\"caf\\u00e9 one\"" + MARK + "]";
        assertThat(sent())
                .isEqualTo(first.replace("\"" + SYSTEM + "1\"", marked).replace("\"caf\\u00e9 one\"", said));

        upstream.answer(using(0, 1_700, 60));
        assertThat(reason(ask(proxy, second))).contains("MARKED_WARM");
        assertThat(sent())
                .isEqualTo(second.replace("\"" + SYSTEM + "1\"", marked)
                        .replace("\"caf\\u00e9 one\"", said)
                        .replace("\"content\":\"x\"}", "\"content\":\"x\"" + MARK));
    }

    @Test
    void theLedgerHasPremiumAndSaving() throws Exception {
        upstream.answer(using(0, 0, 2_000));
        ask(proxy, body(SYSTEM + "2", user("money one")));
        upstream.answer(using(0, 2_000, 100));
        ask(
                proxy,
                body(
                        SYSTEM + "2",
                        user("money one"),
                        "{\"role\":\"assistant\",\"content\":\"Done.\"}",
                        user("money two")));

        JsonNode written = row(proxy, "money one");
        assertThat(written.path("prompt_cache").asText()).isEqualTo("marked");
        assertThat(written.path("prompt_cache_reason").asText()).isEqualTo("MARKED_ODDS");
        assertThat(written.path("premium_usd").decimalValue()).isEqualByComparingTo("0.002");
        assertThat(written.path("saved_prompt_cache_usd").decimalValue()).isEqualByComparingTo("-0.002");
        assertThat(written.path("baseline_usd").decimalValue()).isEqualByComparingTo("0.0082");
        JsonNode read = row(proxy, "money two");
        // 2,100 tokens of input at $4, and 10 of output at $20, against 2,000 read at $0.20 and 100 written at $5
        assertThat(read.path("baseline_usd").decimalValue()).isEqualByComparingTo("0.0086");
        assertThat(read.path("actual_usd").decimalValue()).isEqualByComparingTo("0.0011");
        assertThat(read.path("saved_prompt_cache_usd").decimalValue()).isEqualByComparingTo("0.0075");
        assertThat(read.path("provider_cache_usd").decimalValue()).isEqualByComparingTo("0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\1', textBlock = """
            SKIPPED_CLIENT_MARKS | "max_tokens":100 | "max_tokens":100,"cache_control":{"type":"ephemeral"}
            SKIPPED_THREAD | "max_tokens":100 | "max_tokens":100,"thread":{}
            SKIPPED_PREWARM | "max_tokens":100 | "max_tokens":0
            SKIPPED_UNPRICED | claude-opus-5-5 | claude-of-tomorrow
            SKIPPED_TOO_SHORT | claude-opus-5-5 | claude-opus-4-6
            """)
    void whoIsLeftAloneIsLeftByteForByteAlone(String reason, String was, String is) throws Exception {
        upstream.answer(Scripts.message("Done."));
        String body = body(SYSTEM, user("left alone")).replace(was, is);

        assertThat(reason(ask(proxy, body))).contains(reason);
        assertThat(sent()).isEqualTo(body);
    }

    @Test
    void subscriptionsAndClaudeCodeAreLeftAlone() throws Exception {
        upstream.answer(Scripts.message("Done."));
        String body = body(SYSTEM, user("left alone"));

        assertThat(reason(ask(proxy, body, "authorization: Bearer sk-ant-oat01-of-a-subscription")))
                .contains("SKIPPED_OAUTH");
        assertThat(sent()).isEqualTo(body);
        assertThat(reason(ask(proxy, body, KEY, "User-Agent: claude-cli/2.1.330 (external, cli)")))
                .contains("SKIPPED_CLAUDE_CODE");
        assertThat(sent()).isEqualTo(body);
    }

    @Test
    void twoWarmRequestsThatAreNotReadEndIt() throws Exception {
        upstream.answer(using(0, 0, 1_700));
        List<String> messages = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            messages.add(user("never read " + i));
            reasons.add(reason(ask(proxy, body(SYSTEM + "3", messages.toArray(String[]::new)))));
            row(proxy, "never read " + i); // a call is learnt from before its row is written
            messages.add("{\"role\":\"assistant\",\"content\":\"Done.\"}");
        }

        assertThat(reasons.subList(1, 3)).allMatch(reason -> reason.contains("MARKED_WARM"));
        assertThat(reasons.get(3)).contains("SKIPPED_NO_READS");
    }

    @Test
    void anErrorGivesTheReservedMoneyBackAndNoUsageKeepsIt() throws Exception {
        try (ProxyUnderTest poor = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL", upstream.url(), "PROMPT_CACHE_ENABLED", "true", "PROMPT_CACHE_SEED_USD", "0.02"))) {
            upstream.answer(Scripts.error(529, "overloaded_error", "Overloaded"));
            for (int i = 0; i < 10; i++) {
                assertThat(reason(ask(poor, body(SYSTEM + "e" + i, user("refused")))))
                        .contains("MARKED_ODDS");
            }
            upstream.answer(Scripts.json(200, "{\"type\":\"message\",\"content\":[]}"));
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                reasons.add(reason(ask(poor, body(SYSTEM + "n" + i, user("without usage")))));
            }
            assertThat(reasons.get(0)).contains("MARKED_ODDS");
            assertThat(reasons.get(9)).contains("SKIPPED_BANK");
        }
    }

    @Test
    void banksAndOddsSurviveARestart() throws Exception {
        String data = Path.of("target", "data", UUID.randomUUID().toString()).toString();
        Map<String, String> variables =
                Map.of("UPSTREAM_URL", upstream.url(), "PROMPT_CACHE_ENABLED", "true", "DATA_DIR", data);
        BigDecimal earned;
        try (ProxyUnderTest first = ProxyUnderTest.with(variables)) {
            upstream.answer(using(0, 0, 100_000));
            ask(first, body(SYSTEM + "4", user("a loss")));
            for (int i = 0; i < 6; i++) {
                ask(first, body(SYSTEM + "5", user("single shot " + i)));
            }
            earned = json(first, "/stats").at("/cost/prompt_cache_bank_usd").decimalValue();
            assertThat(earned).isLessThan(BigDecimal.ONE);
        }
        try (ProxyUnderTest second = ProxyUnderTest.with(variables)) {
            assertThat(json(second, "/stats").at("/cost/prompt_cache_bank_usd").decimalValue())
                    .isEqualByComparingTo(earned);
            assertThat(second.bean(PromptCacheMemory.class).takeChangedAgents()).isEmpty();
        }
    }

    @Test
    void offMarksNothing() throws Exception {
        try (ProxyUnderTest off = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url()))) {
            upstream.answer(Scripts.message("Done."));
            String body = body(SYSTEM + "6", user("off"));

            assertThat(reason(ask(off, body))).contains("SKIPPED_OFF");
            assertThat(sent()).isEqualTo(body);
        }
    }
}
