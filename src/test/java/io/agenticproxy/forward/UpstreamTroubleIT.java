package io.agenticproxy.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream down, refusing, silent or broken: the API's error shape, and no retry but the one that is safe. */
class UpstreamTroubleIT {
    private static final byte[] BODY = "{\"model\":\"x\"}".getBytes(UTF_8);

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() throws Exception {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "UPSTREAM_IDLE_TIMEOUT_S", "1"));
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

    private static RawResponse post(ProxyUnderTest to, byte[] body) throws Exception {
        try (RawClient client = to.connect()) {
            return client.exchange(RawClient.post("/v1/messages", to.host(), body, "Connection: close"));
        }
    }

    private static void assertShape(RawResponse response, int status, String type, String shouldRetry)
            throws Exception {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("content-type")).contains("application/json");
        assertThat(response.header("x-should-retry")).contains(shouldRetry);
        JsonNode error = new ObjectMapper().readTree(response.body());
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("error").path("type").asText()).isEqualTo(type);
        assertThat(error.path("error").path("message").asText()).isNotBlank();
        assertThat(error.path("request_id").asText()).startsWith("req_proxy_");
        assertThat(response.header("request-id"))
                .contains(error.path("request_id").asText());
    }

    @Test
    void aRefusedConnectionIs502() throws Exception {
        try (ProxyUnderTest other = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.refuse()))) {
            assertShape(post(other, BODY), 502, "api_error", "true");
        }
    }

    @Test
    void anUnknownHostIs502() throws Exception {
        try (ProxyUnderTest other = ProxyUnderTest.with(Map.of("UPSTREAM_URL", "https://no-such-host.invalid"))) {
            RawResponse response = post(other, BODY);
            assertShape(response, 502, "api_error", "true");
            assertThat(response.text()).contains("no-such-host.invalid");
        }
    }

    @Test
    void silenceBeforeTheHeadIs504() throws Exception {
        upstream.answer((request, wire) -> wire.awaitClientGone(java.time.Duration.ofSeconds(20)));

        assertShape(post(proxy, BODY), 504, "timeout_error", "true");
    }

    @Test
    void silenceWithinAStreamCutsIt() throws Exception {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{}");
            wire.awaitClientGone(java.time.Duration.ofSeconds(20));
        });

        RawResponse response = post(proxy, "{\"model\":\"x\",\"stream\":true}".getBytes(UTF_8));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.cleanEnd()).isFalse();
    }

    @Test
    void aFreshConnectionThatClosesWithoutAnAnswerIsNotTriedAgain() throws Exception {
        upstream.answer((request, wire) -> wire.fin());
        try (ProxyUnderTest other = ProxyUnderTest.inFrontOf(upstream)) {
            assertShape(post(other, BODY), 502, "api_error", "true");
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReusedConnectionThatDiesBeforeAnAnswerIsReplacedOnce(boolean reset) throws Exception {
        upstream.answer(
                Scripts.message(),
                (request, wire) -> {
                    if (reset) {
                        wire.cut();
                    } else {
                        wire.fin();
                    }
                },
                Scripts.message());
        post(proxy, BODY);
        upstream.take();

        RawResponse response = post(proxy, BODY);

        assertThat(response.status()).isEqualTo(200);
        RecordedRequest died = upstream.take();
        RecordedRequest again = upstream.take();
        assertThat(again.connection()).isNotEqualTo(died.connection());
        assertThat(again.body()).isEqualTo(BODY);
        assertThat(again.head()).isEqualTo(died.head());
    }

    @Test
    void aReusedConnectionThatDiesWithinTheAnswersHeadIsNotTriedAgain() throws Exception {
        upstream.answer(
                Scripts.message(),
                (request, wire) -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Ty");
                    wire.fin();
                },
                Scripts.message());
        post(proxy, BODY);
        upstream.take();

        assertShape(post(proxy, BODY), 502, "api_error", "true");
        assertThat(upstream.requests()).hasSize(2);
    }

    @Test
    void connectionsThatUpstreamClosedWhileIdleAreNotUsed() throws Exception {
        upstream.answer(Scripts.message());
        post(proxy, BODY);
        upstream.closeConnections();

        assertThat(post(proxy, BODY).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nX-A: b",
                "HTTP/1.1 200 OK\r\nX-A: b\r\n",
                "HTTP/1.1 200 OK\r\nX-A: b\r\n\r"
            })
    void anAnswerThatEndsWithinItsHeadIs502(String piece) throws Exception {
        upstream.answer((request, wire) -> {
            wire.send(piece);
            wire.fin();
        });

        assertShape(post(proxy, BODY), 502, "api_error", "true");
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void anAnswersHeadOfUpTo14KilobytesPasses() throws Exception {
        String value = "v".repeat(4_500);
        upstream.answer(Scripts.json(200, "{}", "X-One: " + value, "X-Two: " + value, "X-Three: " + value));

        RawResponse response = post(proxy, BODY);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("x-three")).contains(value);
        assertThat(response.text()).isEqualTo("{}");
    }

    @Test
    void aLargerHeadOfAnAnswerIs502() throws Exception {
        upstream.answer(Scripts.json(200, "{}", "X-One: " + "v".repeat(15 * 1024)));

        RawResponse response = post(proxy, BODY);

        assertShape(response, 502, "api_error", "true");
        assertThat(response.text()).contains("head");
    }

    @Test
    void anAnswerThatIsNoHttpIs502() throws Exception {
        upstream.answer((request, wire) -> {
            wire.send("SMTP ready\r\n\r\n");
            wire.fin();
        });

        assertShape(post(proxy, BODY), 502, "api_error", "true");
    }

    @Test
    void anAnswerBeforeTheBodysEndReachesTheClient() throws Exception {
        upstream.answerBeforeBody(r -> r.target().equals("/v1/files"), (request, wire) -> {
            wire.json(413, "{\"type\":\"error\"}", "Connection: close");
            wire.closeAfter();
        });
        try (RawClient client = proxy.connect()) {
            client.send("POST /v1/files HTTP/1.1\r\nHost: " + proxy.host() + "\r\nContent-Length: 50000000\r\n\r\n");
            Thread sender = new Thread(() -> {
                try {
                    client.send(Bytes.stream(1, 50_000_000));
                } catch (java.io.IOException refused) {
                    // the server may close once it has answered
                }
            });
            sender.start();
            assertThat(client.readHead().status()).isEqualTo(413);
            assertThat(client.readBody()).isEqualTo("{\"type\":\"error\"}".getBytes(UTF_8));
            client.close();
            sender.join(10_000);
        }
    }

    @Test
    void upstreamsOwnErrorsAreNotRetriedOrChanged() throws Exception {
        upstream.answer(Scripts.error(529, "overloaded_error", "Overloaded", "retry-after: 3"));

        RawResponse response = post(proxy, BODY);

        assertThat(response.status()).isEqualTo(529);
        assertThat(response.header("retry-after")).contains("3");
        assertThat(response.header("x-should-retry")).isEmpty();
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void aPathInUpstreamUrlComesBeforeEveryTarget() throws Exception {
        upstream.answer(Scripts.json(200, "{}"));
        try (ProxyUnderTest other = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url() + "/gateway/"))) {
            post(other, BODY);
        }
        assertThat(upstream.take().target()).isEqualTo("/gateway/v1/messages");
    }
}
