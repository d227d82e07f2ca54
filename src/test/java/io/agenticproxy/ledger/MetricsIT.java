package io.agenticproxy.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code /actuator/prometheus} has of the calls. */
class MetricsIT {
    private static final int HOSTILE = 20;
    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static String metrics = "";

    @BeforeAll
    static void start() throws IOException {
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message());
        proxy = ProxyUnderTest.inFrontOf(upstream);
        call("claude-opus-5-5");
        for (int i = 0; i < HOSTILE; i++) {
            call("hostile-" + i + "{x=1}");
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            metrics = read();
            return metrics.contains("agentic_unpriced_calls_total{gen_ai_request_model=\"other\"} " + HOSTILE + ".0");
        });
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static void call(String model) throws IOException {
        byte[] body = ("{\"model\":\"" + model
                        + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                .getBytes(UTF_8);
        try (RawClient client = proxy.connect()) {
            client.exchange(RawClient.post("/v1/messages", proxy.host(), body));
        }
    }

    private static String read() throws IOException {
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.get("/actuator/prometheus", proxy.host()))
                    .text();
        }
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void callsTokensAndDollarsAreCounted() {
        assertThat(metrics)
                .contains("agentic_calls_total{kind=\"message\",outcome=\"complete\"} 21.0")
                .contains(
                        "gen_ai_client_token_usage_total{gen_ai_request_model=\"claude-opus-5-5\",gen_ai_token_type=\"input\"}"
                                + " 25.0")
                .contains("agentic_cost_usd_total{gen_ai_request_model=\"claude-opus-5-5\"} 4.0E-4")
                .contains("agentic_overhead_seconds_bucket{gen_ai_request_model=\"claude-opus-5-5\",le=\"0.001\"}")
                .contains("gen_ai_client_operation_duration_seconds_count{gen_ai_request_model=\"claude-opus-5-5\"} 1");
    }

    @Test
    void aModelThatNobodyKnowsMakesNoSeries() {
        assertThat(found("gen_ai_request_model=\"([^\"]*)\"", metrics)).isEqualTo(Set.of("claude-opus-5-5", "other"));
    }

    @Test
    void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        Set<String> exposed = found("^# TYPE ((?:agentic|gen_ai)_\\w+) ", metrics);
        exposed.removeIf(name -> name.endsWith("_max")); // of a histogram, beside it
        Set<String> documented = found(
                "^\\| `((?:agentic|gen_ai)_\\w+)` \\| (?:counter|gauge|histogram)",
                Files.readString(Path.of("docs", "metrics.md")));

        assertThat(exposed).isEqualTo(documented);
        assertThat(List.of("message", "other")).containsAll(found("kind=\"([a-z]+)\",outcome", metrics));
    }
}
