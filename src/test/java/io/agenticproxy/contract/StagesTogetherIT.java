package io.agenticproxy.contract;

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
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cache, router and marks on one way: each knows what those before it have done, and the ledger adds up. */
class StagesTogetherIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SYSTEM = "You look things up, quickly. ".repeat(200);

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "CACHE_ENABLED",
                "true",
                "ROUTER_ENABLED",
                "true",
                "PROMPT_CACHE_ENABLED",
                "true"));
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

    private static boolean isQuestion(RecordedRequest request) {
        return request.bodyText().contains("\"confidence\":{\"type\":\"number\"}");
    }

    private static String body(String prompt) {
        return "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"tools\":[{\"name\":\"look\",\"input_schema\":"
                + "{\"type\":\"object\"}}],\"system\":\"" + SYSTEM + prompt + "\",\"messages\":[{\"role\":\"user\","
                + "\"content\":\"" + prompt + "\"}]}";
    }

    private static Script using(String model, long written) {
        return Scripts.json(
                200,
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"" + model
                        + "\",\"content\":[{\"type\":\"text\",\"text\":\"Done.\"}],\"stop_reason\":\"end_turn\",\"usage\":"
                        + "{\"input_tokens\":0,\"output_tokens\":100,\"cache_read_input_tokens\":0,"
                        + "\"cache_creation_input_tokens\":" + written + "}}");
    }

    private static RawResponse ask(String body) throws IOException {
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.post(
                    "/v1/messages",
                    proxy.host(),
                    body.getBytes(UTF_8),
                    "x-api-key: sk-ant-api03-of-all-stages-together",
                    "anthropic-version: 2023-06-01"));
        }
    }

    private static List<RecordedRequest> calls() {
        return upstream.requests().stream()
                .filter(request -> !isQuestion(request))
                .toList();
    }

    private static JsonNode row(String prompt, String cache) {
        return await().atMost(Duration.ofSeconds(15)).until(() -> find(prompt, cache), row -> !row.isMissingNode());
    }

    private static JsonNode find(String prompt, String cache) throws IOException {
        try (RawClient client = proxy.connect()) {
            for (JsonNode row : JSON.readTree(client.exchange(RawClient.get("/calls?limit=50", proxy.host()))
                            .body())
                    .path("calls")) {
                if (row.path("prompt").asText().equals(prompt)
                        && row.path("cache").asText().equals(cache)) {
                    return row;
                }
            }
            return MissingNode.getInstance();
        }
    }

    @Test
    void aDowngradedCallIsMarkedForTheModelItGoesTo() throws Exception {
        String prompt = "list what you see";
        upstream.on(StagesTogetherIT::isQuestion, Scripts.message("{\"complexity\":\"SIMPLE\",\"confidence\":0.99}"));
        upstream.answer(using("claude-haiku-5-5", 2_000));

        RawResponse live = ask(body(prompt));
        RawResponse hit = ask(body(prompt));

        assertThat(live.header("X-Agentic-Proxy-Reason")).hasValue("DOWNGRADED_VERDICT, MARKED_ODDS");
        String sent = calls().get(0).bodyText();
        String mark = ",\"cache_control\":{\"type\":\"ephemeral\"}}";
        assertThat(sent)
                .isEqualTo(body(prompt)
                        .replace("claude-opus-5-5", "claude-haiku-5-5")
                        .replace(
                                "\"system\":\"" + SYSTEM + prompt + "\"",
                                "\"system\":[{\"type\":\"text\",\"text\":\"" + SYSTEM + prompt + "\"" + mark + "]")
                        .replace(
                                "\"content\":\"" + prompt + "\"",
                                "\"content\":[{\"type\":\"text\",\"text\":\"" + prompt + "\"" + mark + "]"));
        assertThat(hit.body()).isEqualTo(live.body());
        assertThat(calls()).hasSize(1);

        JsonNode miss = row(prompt, "miss");
        // at Opus 5.5: 2,000 in and 100 out; at Haiku 5.5 the same, with a quarter more for writing, and the verdict
        assertThat(miss.path("baseline_usd").decimalValue()).isEqualByComparingTo("0.01");
        assertThat(miss.path("premium_usd").decimalValue()).isEqualByComparingTo("0.00005");
        assertThat(miss.path("saved_prompt_cache_usd").decimalValue()).isEqualByComparingTo("-0.00005");
        assertThat(miss.path("actual_usd").decimalValue()).isEqualByComparingTo("0.00031");
        JsonNode free = row(prompt, "hit");
        assertThat(free.path("model_served").asText()).isEqualTo("claude-haiku-5-5");
        assertThat(free.path("actual_usd").decimalValue()).isEqualByComparingTo("0");
        assertThat(free.path("baseline_usd").decimalValue()).isEqualByComparingTo("0.01");
        assertThat(free.path("saved_cache_usd").decimalValue()).isEqualByComparingTo("0.01");
    }

    @Test
    void aRefusedDowngradeGoesOnceMoreWithoutAnyEdit() throws Exception {
        String prompt = "list what you are refused";
        upstream.on(StagesTogetherIT::isQuestion, Scripts.message("{\"complexity\":\"SIMPLE\",\"confidence\":0.99}"));
        upstream.on(
                request -> request.bodyText().contains("claude-haiku-5-5"),
                Scripts.error(529, "overloaded_error", "Overloaded"));
        upstream.answer(using("claude-opus-5-5", 0));

        RawResponse answer = ask(body(prompt));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Agentic-Proxy-Reason")).hasValue("KEPT_REFUSED, SKIPPED_SENT_AS_ASKED");
        assertThat(calls().get(0).bodyText()).contains("cache_control");
        assertThat(calls().get(1).bodyText()).isEqualTo(body(prompt));
    }
}
