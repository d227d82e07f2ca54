package io.agenticproxy.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The beans say what {@code /stats} says, one thing can be done with them, and Hawtio gets what its pages need. */
class MBeansIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] CALL =
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                    .getBytes(UTF_8);

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() throws Exception {
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message());
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "ANTHROPIC_API_KEY",
                "sk-ant-api03-MARKED-key",
                "CACHE_ENABLED",
                "true",
                "PROMPT_CACHE_ENABLED",
                "true"));
        call();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> stats().at("/cache/entries").asInt() == 1);
        call();
        call();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> stats().get("calls").asInt() == 3);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static void call() throws IOException {
        try (RawClient client = proxy.connect()) {
            assertThat(client.exchange(RawClient.post("/v1/messages", proxy.host(), CALL))
                            .status())
                    .isEqualTo(200);
        }
    }

    private static RawResponse get(String target, String... lines) throws IOException {
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.get(target, proxy.host(), lines));
        }
    }

    private static JsonNode stats() throws IOException {
        return JSON.readTree(get("/stats").body());
    }

    private static JsonNode jolokia(Map<String, Object> request) throws IOException {
        try (RawClient client = proxy.connect()) {
            return JSON.readTree(client.exchange(
                            RawClient.post("/actuator/hawtio/jolokia", proxy.host(), JSON.writeValueAsBytes(request)))
                    .body());
        }
    }

    private static JsonNode bean(String type) throws IOException {
        JsonNode answer = jolokia(Map.of("type", "read", "mbean", "io.agenticproxy:type=" + type));
        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(200);
        return answer.get("value");
    }

    private static JsonNode exec(String bean, String operation, Object... arguments) throws IOException {
        return jolokia(Map.of("type", "exec", "mbean", bean, "operation", operation, "arguments", List.of(arguments)));
    }

    private static void assertSame(JsonNode bean, JsonNode stats, Map<String, String> names) {
        names.forEach((attribute, pointer) -> {
            JsonNode shown = bean.path(attribute);
            JsonNode counted = stats.at(pointer);
            assertThat(shown.isMissingNode() || counted.isMissingNode())
                    .as(attribute)
                    .isFalse();
            if (counted.isNumber()) {
                assertThat(shown.isNumber()).as(attribute).isTrue();
                assertThat(shown.doubleValue()).as(attribute).isEqualTo(counted.doubleValue());
            } else {
                assertThat(shown).as(attribute).isEqualTo(counted);
            }
        });
    }

    @Test
    void theBeansSayWhatStatsSays() throws Exception {
        JsonNode stats = stats();
        JsonNode cache = bean("Cache");
        JsonNode promptCache = bean("PromptCache");
        JsonNode ledger = bean("Ledger");

        assertSame(
                cache,
                stats.get("cache"),
                Map.of(
                        "Enabled",
                        "/enabled",
                        "Entries",
                        "/entries",
                        "MaxEntries",
                        "/max_entries",
                        "Hits",
                        "/hits",
                        "Misses",
                        "/misses",
                        "Coalesced",
                        "/coalesced",
                        "Bypassed",
                        "/bypassed",
                        "HitRate",
                        "/hit_rate"));
        assertThat(cache.get("Hits").asInt()).isEqualTo(2);
        assertSame(
                bean("Router"),
                stats,
                Map.of(
                        "Downgraded",
                        "/routing/downgraded",
                        "Kept",
                        "/routing/kept",
                        "Skipped",
                        "/routing/skipped",
                        "SavedUsd",
                        "/cost/saved_routing_usd",
                        "ClassifierUsd",
                        "/cost/classifier_usd"));
        assertThat(bean("Router").get("Mode").textValue()).isEqualTo("false");
        assertSame(
                promptCache,
                stats.get("cost"),
                Map.of("BankUsd", "/prompt_cache_bank_usd", "SavedUsd", "/saved_prompt_cache_usd"));
        assertThat(promptCache.get("Enabled").booleanValue()).isTrue();
        assertThat(promptCache.get("Marked").asInt()
                        + promptCache.get("Skipped").asInt())
                .isPositive();
        assertSame(
                ledger,
                stats,
                Map.of(
                        "Status",
                        "/ledger",
                        "WaitingRows",
                        "/waiting_rows",
                        "DroppedRows",
                        "/dropped_rows",
                        "Calls",
                        "/calls",
                        "ActualUsd",
                        "/cost/actual_usd",
                        "BaselineUsd",
                        "/cost/baseline_usd",
                        "SavedUsd",
                        "/cost/saved_usd"));
        assertThat(ledger.get("SavedUsd").doubleValue()).isPositive();
        assertThat(ledger.get("Since").textValue()).endsWith("Z");
    }

    @Test
    void everyFigureSaysWhatItIsAndCanOnlyBeRead() throws Exception {
        JsonNode beans =
                jolokia(Map.of("type", "list", "path", "io.agenticproxy")).get("value");

        List<String> operations = new ArrayList<>();
        assertThat(beans).hasSize(4);
        beans.fields().forEachRemaining(bean -> {
            assertThat(bean.getValue().get("desc").textValue()).isNotBlank();
            bean.getValue().get("attr").fields().forEachRemaining(attribute -> {
                assertThat(attribute.getValue().get("rw").booleanValue())
                        .as(attribute.getKey())
                        .isFalse();
                assertThat(attribute.getValue().get("desc").textValue())
                        .as(attribute.getKey())
                        .isNotBlank();
            });
            bean.getValue()
                    .path("op")
                    .fieldNames()
                    .forEachRemaining(name -> operations.add(bean.getKey() + " " + name));
        });
        assertThat(operations).containsExactly("type=Cache clear");
        assertThat(beans.toString()).doesNotContain("MARKED");
        assertThat(jolokia(Map.of(
                                "type",
                                "write",
                                "mbean",
                                "io.agenticproxy:type=Cache",
                                "attribute",
                                "Enabled",
                                "value",
                                false))
                        .get("status")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void clearingForgetsEveryAnswer() throws Exception {
        call();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> bean("Cache").get("Entries").asInt() == 1);

        JsonNode cleared = exec("io.agenticproxy:type=Cache", "clear()");

        assertThat(cleared.path("status").asInt()).as(cleared.toString()).isEqualTo(200);
        assertThat(cleared.get("value").asInt()).isEqualTo(1);
        assertThat(bean("Cache").get("Entries").asInt()).isZero();
        assertThat(stats().at("/cache/entries").asInt()).isZero();
    }

    @Test
    void nothingElseCanBeDone() throws Exception {
        String context = "org.apache.camel:context=agentic-proxy,type=context,name=\"agentic-proxy\"";
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("sendStringBody(java.lang.String,java.lang.String)", context);
        refused.put("requestBody(java.lang.String,java.lang.Object)", context);
        refused.put("stop()", context);
        refused.put("suspend()", context);
        refused.put("createEndpoint(java.lang.String)", context);
        refused.put("removeEndpoints(java.lang.String)", context);
        refused.put("setTracing(java.lang.Boolean)", context);
        refused.put("browse()", "org.apache.camel:context=agentic-proxy,type=services,name=DefaultInflightRepository");
        refused.put("stop", "org.apache.camel:context=agentic-proxy,type=routes,name=\"messages\"");
        refused.put("updateRouteFromXml", "org.apache.camel:context=agentic-proxy,type=routes,name=\"messages\"");
        refused.put("clear", "io.agenticproxy:type=Ledger");
        refused.put("clean", "io.agenticproxy:type=Cache");
        refused.put("gc", "java.lang:type=Memory");
        refused.put("dumpAllThreads(boolean,boolean)", "java.lang:type=Threading");
        refused.put("getProperty", "JMImplementation:type=MBeanServerDelegate");
        for (Map.Entry<String, String> each : refused.entrySet()) {
            JsonNode answer = exec(each.getValue(), each.getKey(), "direct:forward", "x");

            assertThat(answer.path("status").asInt()).as(each + " " + answer).isEqualTo(403);
        }
        assertThat(get("/health").status()).isEqualTo(200);
    }

    @Test
    void hawtioGetsItsRoutesCountsAndDiagram() throws Exception {
        JsonNode found = jolokia(Map.of("type", "search", "mbean", "org.apache.camel:type=context,*"));
        String context = found.at("/value/0").textValue();
        JsonNode route = jolokia(Map.of("type", "search", "mbean", "org.apache.camel:type=routes,name=\"messages\",*"));

        JsonNode shown = jolokia(
                        Map.of("type", "read", "mbean", route.at("/value/0").textValue()))
                .get("value");
        String source = exec(context, "dumpRoutesAsXml()").path("value").asText();
        String counts = exec(context, "dumpRoutesStatsAsXml(boolean,boolean)", true, true)
                .path("value")
                .asText();

        assertThat(shown.get("Description").textValue()).contains("POST /v1/messages");
        assertThat(shown.get("ExchangesTotal").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(source)
                .contains("<route id=\"messages\"", "<!-- <errorHandler>")
                .doesNotContainPattern("(?<!-- )<errorHandler>") // Hawtio draws no route that begins with one
                .doesNotContain("MARKED");
        assertThat(counts).contains("<routeStat id=\"messages\"");
        JsonNode whole = jolokia( // as Hawtio asks: what may not be read is told in its place
                Map.of("type", "read", "mbean", context, "config", Map.of("ignoreErrors", true)));
        assertThat(whole.at("/value/State").textValue()).isEqualTo("Started");
        assertThat(whole.at("/value/GlobalOptions").toString()).contains("forbidden");
    }

    @Test
    void hawtioOpensAtBothOfItsPaths() throws Exception {
        RawResponse shortcut = get("/hawtio");
        RawResponse bare = get("/actuator/hawtio");
        RawResponse page = get("/actuator/hawtio/", "Accept: text/html");

        assertThat(shortcut.status()).isEqualTo(302);
        assertThat(shortcut.header("Location").orElseThrow()).endsWith(proxy.host() + "/actuator/hawtio/");
        assertThat(bare.header("Location")).isEqualTo(shortcut.header("Location"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("<title>Hawtio");
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'");
        String script = page.text().replaceAll("(?s).*src=\"([^\"]+main[^\"]+\\.js)\".*", "$1");
        assertThat(get(script.startsWith("/") ? script : "/actuator/hawtio/" + script)
                        .status())
                .as(script)
                .isEqualTo(200);
    }

    @Test
    void hawtioFetchesNothingFromOtherPlaces() throws Exception {
        int before = upstream.requests().size();
        String other = upstream.url().replace("http://", "").replace(":", "/");

        RawResponse answer = get("/actuator/hawtio/proxy/http/" + other + "/jolokia");

        assertThat(answer.status()).as(answer.toString()).isGreaterThanOrEqualTo(400);
        assertThat(upstream.requests()).hasSize(before);
        assertThat(get("/actuator/hawtio/proxy/enabled").text().strip()).isEqualTo("false");
    }

    /** A target can be any host, and a naming service answers with code. */
    @Test
    void jolokiaConnectsToNoOtherJmxServer() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + elsewhere.getLocalPort() + "/jmxrmi";

            JsonNode answer =
                    jolokia(Map.of("type", "read", "mbean", "java.lang:type=Memory", "target", Map.of("url", url)));

            assertThat(answer.path("error").asText()).as(answer.toString()).doesNotContain("RMI");
            elsewhere.setSoTimeout(200);
            assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
