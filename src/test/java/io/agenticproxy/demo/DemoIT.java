package io.agenticproxy.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first thing that a newcomer does: the demo profile, and an agent against it, with no key and no network. */
class DemoIT {
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() throws Exception {
        // the demo's upstream is the proxy itself, so the port must be known before it starts
        proxy = ProxyUnderTest.with(
                Map.of("PORT", String.valueOf(freePort()), "proxy.demo.pace", "0", "CACHE_ENABLED", "true"), "demo");
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @CsvSource({"StandardAgent, 43", "StreamingAgent, 4", "ToolAgent, 20"})
    void anAgentFinishesWithoutAFailedCall(String agent, int calls) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dbase-url=" + proxy.url(),
                        DemoIT.class.getPackageName() + "." + agent))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);

            assertThat(output).contains(calls + " calls, 0 failed");
            if (agent.equals("StandardAgent")) {
                assertThat(output).contains("from the proxy's cache\n"); // it repeats some of its questions
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aQuestionWithoutAnyKeyIsAnswered() throws Exception {
        byte[] question =
                "{\"model\":\"claude-haiku-5-5\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                        .getBytes(UTF_8);
        try (RawClient client = proxy.connect()) {
            RawResponse response =
                    client.exchange(RawClient.post("/v1/messages", proxy.host(), question, "Connection: close"));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).contains("\"stop_reason\"");
            assertThat(response.header("request-id").orElseThrow()).startsWith("req_demo_");
        }
    }

    @Test
    void withoutTheProfileThereIsNoDemo() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start();
                ProxyUnderTest plain = ProxyUnderTest.inFrontOf(upstream);
                RawClient client = plain.connect()) {
            RawResponse response =
                    client.exchange(RawClient.get("/demo-upstream/v1/models", plain.host(), "Connection: close"));

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).contains("not_found_error");
            assertThat(upstream.requests()).isEmpty();
        }
    }
}
