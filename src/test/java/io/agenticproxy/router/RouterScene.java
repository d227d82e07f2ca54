package io.agenticproxy.router;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A routing proxy before an upstream that answers, and judges by a word in the prompt. */
final class RouterScene implements AutoCloseable {
    static final String KEY = "x-api-key: sk-ant-api03-a-key-of-the-router-tests";
    static final String VERSION = "anthropic-version: 2023-06-01";
    static final String OPUS = "claude-opus-5-5";
    static final String HAIKU = "claude-haiku-5-5";

    private static final ObjectMapper JSON = new ObjectMapper();

    final FakeUpstream upstream = FakeUpstream.start();
    final ProxyUnderTest proxy;

    RouterScene(String... variables) {
        Map<String, String> all = new HashMap<>(Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "ROUTER_ENABLED",
                "true",
                "ROUTER_TIMEOUT_MS",
                "20000")); // the first question of a busy machine takes its time
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        proxy = ProxyUnderTest.with(all);
        judging();
    }

    /** An easy prompt is SIMPLE, a middling one MODERATE, any other COMPLEX; all with a confidence of 0.95. */
    void judging() {
        upstream.on(RouterScene::isQuestion, (request, wire) -> {
            String asked = request.bodyText().substring(request.bodyText().indexOf("<prompt>\\n"));
            String verdict = asked.contains("easy") ? "SIMPLE" : asked.contains("middling") ? "MODERATE" : "COMPLEX";
            verdict(verdict, "0.95").run(request, wire);
        });
        upstream.answer(Scripts.message("An answer."));
    }

    void reset() {
        upstream.reset();
        judging();
    }

    static Script verdict(String complexity, String confidence) {
        return Scripts.message("{\"complexity\":\"" + complexity + "\",\"confidence\":" + confidence + "}");
    }

    static boolean isQuestion(RecordedRequest request) {
        return request.bodyText().contains("\"confidence\":{\"type\":\"number\"}");
    }

    static boolean asksFor(RecordedRequest request, String model) {
        return !isQuestion(request) && request.bodyText().contains("\"model\":\"" + model + "\"");
    }

    static String body(String model, String prompt) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\""
                + prompt + "\"}]}";
    }

    static String stream(String model, String prompt) {
        return body(model, prompt).replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    }

    RawResponse ask(String body, String... headers) throws IOException {
        String[] lines = headers.length == 0 ? new String[] {KEY, VERSION} : headers;
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), lines));
        }
    }

    List<RecordedRequest> questions() {
        return upstream.requests().stream().filter(RouterScene::isQuestion).toList();
    }

    List<RecordedRequest> calls() {
        return upstream.requests().stream()
                .filter(request -> !isQuestion(request))
                .toList();
    }

    RecordedRequest lastCall() {
        List<RecordedRequest> calls = calls();
        return calls.get(calls.size() - 1);
    }

    static String reason(RawResponse answer) {
        return answer.header("X-Agentic-Proxy-Reason").orElse("");
    }

    /** The ledger's row of the call with this prompt, once it has been written. */
    JsonNode row(String prompt) {
        return await().atMost(Duration.ofSeconds(15)).until(() -> find(prompt), row -> !row.isMissingNode());
    }

    private JsonNode find(String prompt) throws IOException {
        try (RawClient client = proxy.connect()) {
            JsonNode rows = JSON.readTree(client.exchange(RawClient.get("/calls?limit=100", proxy.host()))
                            .body())
                    .path("calls");
            for (JsonNode row : rows) {
                if (row.path("prompt").asText().equals(prompt)) {
                    return row;
                }
            }
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        proxy.close();
        upstream.close();
    }
}
