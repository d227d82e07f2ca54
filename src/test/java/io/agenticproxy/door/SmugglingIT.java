package io.agenticproxy.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/**
 * What two servers in a row could read differently is refused by the first. {@code HOST} in a request stands for the
 * proxy's Host line with its line end.
 */
class SmugglingIT {
    private static final String SECOND = "GET /v1/smuggled HTTP/1.1\r\nHOST\r\n";
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    private LogCapture log;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL", upstream.url(),
                "proxy.door.head-timeout", "400ms",
                "proxy.door.body-idle-timeout", "400ms"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @BeforeEach
    void answer() {
        upstream.reset();
        upstream.answer(Scripts.json(200, "{}"));
        log = LogCapture.at(Level.INFO);
    }

    @AfterEach
    void noTrace() {
        log.close();
        assertThat(log.text()).doesNotContain("\tat ");
    }

    private static byte[] bytes(String request) {
        return request.replace("HOST", "Host: " + proxy.host() + "\r\n").getBytes(ISO_8859_1);
    }

    /** All that comes back until the proxy closes. */
    private static String everything(byte[] request) throws IOException {
        try (RawClient client = proxy.connect()) {
            try {
                client.send(request);
            } catch (IOException closedBefore) {
                // the answer may still be there
            }
            client.halfClose();
            return new String(client.readToEnd(), UTF_8);
        }
    }

    private static void assertOneErrorAtMost(String answer) {
        if (!answer.isEmpty()) {
            assertThat(answer)
                    .startsWith("HTTP/1.1 ")
                    .containsIgnoringCase("content-type: application/json")
                    .contains("{\"type\":\"error\",\"error\":{\"type\":\"")
                    .contains("\"request_id\":\"req_proxy_")
                    .doesNotContainIgnoringCase("<html")
                    .doesNotContain("Exception")
                    .doesNotContain("org.apache");
            assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSize(2);
        }
    }

    static Stream<Arguments> framings() {
        String post = "POST /v1/messages HTTP/1.1\r\nHOST";
        return Stream.of(
                Arguments.of("two lengths", post + "Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}"),
                Arguments.of("two equal lengths", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of("a list of lengths", post + "Content-Length: 2, 2\r\n\r\n{}"),
                Arguments.of("a negative length", post + "Content-Length: -1\r\n\r\n{}"),
                Arguments.of("a signed length", post + "Content-Length: +2\r\n\r\n{}"),
                Arguments.of("a length with letters", post + "Content-Length: 2x\r\n\r\n{}"),
                Arguments.of("a hexadecimal length", post + "Content-Length: 0x2\r\n\r\n{}"),
                Arguments.of("an empty length", post + "Content-Length:\r\n\r\n{}"),
                Arguments.of("a length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\n{}"),
                Arguments.of("a coding that is none", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a second coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "two coding lines",
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "identity with a length", post + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of("a blank before the colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a vertical tab", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk size of letters", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("a negative chunk size", post + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("a chunk size with 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk size beyond 64 bits",
                        post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff2\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("a chunk without its end", post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n"),
                Arguments.of("chunks ended by LF", post + "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n"),
                Arguments.of("a body that breaks off", post + "Content-Length: 20\r\n\r\n{}"),
                Arguments.of("a chunk that breaks off", post + "Transfer-Encoding: chunked\r\n\r\n9\r\n{}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framings")
    void aBodyWithoutOneClearLengthIsRefused(String what, String request) throws Exception {
        boolean cut = what.contains("breaks off");

        String answer = everything(bytes(cut ? request : request + SECOND));

        assertOneErrorAtMost(answer);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void ofLengthAndChunksTheChunksCountAndTheConnectionEnds() throws Exception {
        String answer = everything(bytes("POST /v1/messages HTTP/1.1\r\nHOST"
                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + SECOND));

        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).hasSize(2);
        RecordedRequest received = upstream.take();
        assertThat(received.bodyText()).isEqualTo("{}");
        assertThat(received.headers("content-length").size()
                        + received.headers("transfer-encoding").size())
                .isEqualTo(1);
        assertThat(upstream.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/models HTTP/1.1\r\nHOSTX: a\rX-Injected: b\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX: a\r\rX-Injected: b\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX: a\0b\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX\0Y: a\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX\rY: a\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX Y: a\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX : a\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOST: a\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX-without-colon\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHOSTX\u00e9: a\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\n X: folded onto the request line\r\nHOST\r\n",
                "GET /v1/mo\rdels HTTP/1.1\r\nHOST\r\n",
                "GET /v1/mo\0dels HTTP/1.1\r\nHOST\r\n",
                "GET /v1/mo dels HTTP/1.1\r\nHOST\r\n",
                "GET /v1/mo\u00e9dels HTTP/1.1\r\nHOST\r\n",
                "GET /v1/mo\u00ff\u00fedels HTTP/1.1\r\nHOST\r\n",
                "GET v1/models HTTP/1.1\r\nHOST\r\n",
                "GE(T /v1/models HTTP/1.1\r\nHOST\r\n",
                "GET /v1/models HTTP/1.2\r\nHOST\r\n",
                "GET /v1/models HTTP/2.0\r\nHOST\r\n",
                "GET /v1/models XTTP/1.1\r\nHOST\r\n",
                "GET * HTTP/1.1\r\nHOST\r\n",
                "CONNECT api.anthropic.com:443 HTTP/1.1\r\nHost: api.anthropic.com:443\r\n\r\n",
                "GET http://evil.example/v1/models HTTP/1.1\r\nHOST\r\n",
                "GET http://evil.example/v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET http://HOST@evil.example/v1/models HTTP/1.1\r\nHOST\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: local host\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: localhost:http\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: evil@localhost\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET /../v1/models HTTP/1.1\r\nHOST\r\n",
                "GET /actuator/%c0%ae%c0%ae/jolokia HTTP/1.1\r\nHOST\r\n",
                "POST /v1/messages HTTP/1.1\r\nHOSTExpect: 200-maybe\r\nContent-Length: 2\r\n\r\n{}",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\u0000\u0000\r\n\r\n"
            })
    void aHeadThatCanBeReadInTwoWaysIsRefused(String request) throws Exception {
        String answer = everything(bytes(request));

        assertOneErrorAtMost(answer);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void whatHasNoStatusLineGetsNoPageEither() throws Exception {
        for (String request :
                new String[] {"GET /v1/models\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\0\r\n"}) {
            assertThat(everything(bytes(request))).doesNotContain("<").doesNotContain("Exception");
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aFoldedLineArrivesAsOne() throws Exception {
        assertThat(everything(
                        bytes("GET /v1/models HTTP/1.1\r\nHOSTConnection: close\r\nX: a\r\n  X-Injected: b\r\n\r\n")))
                .startsWith("HTTP/1.1 200");

        RecordedRequest received = upstream.take();
        assertThat(received.headers("x-injected")).isEmpty();
        assertThat(received.header("x").orElseThrow()).matches("a +X-Injected: b");
    }

    @Test
    void anotherUsersAuthorityIsNotOurs() throws Exception {
        assertThat(everything(bytes("GET http://" + proxy.host()
                        + "/v1/models HTTP/1.1\r\nHOSTConnection: close\r\nX-Forwarded-Host: evil.example\r\n"
                        + "Forwarded: host=evil.example\r\n\r\n")))
                .startsWith("HTTP/1.1 200");

        RecordedRequest received = upstream.take();
        assertThat(received.line()).isEqualTo("GET /v1/models HTTP/1.1");
        assertThat(received.headers("host")).containsExactly("127.0.0.1:" + upstream.port());
    }

    @Test
    void traceAndTheServerItselfTellNothing() throws Exception {
        String trace = everything(bytes("TRACE /v1/models HTTP/1.1\r\nHOSTx-api-key: echo-of-a-key\r\n\r\n"));
        String options = everything(bytes("OPTIONS * HTTP/1.1\r\nHOSTx-api-key: echo-of-a-key\r\n\r\n"));

        assertThat(trace).startsWith("HTTP/1.1 405").doesNotContain("echo-of-a-key");
        assertThat(options).startsWith("HTTP/1.1 200").doesNotContain("echo-of-a-key");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void anUpgradeIsNotTakenUp() throws Exception {
        assertThat(everything(bytes("GET /v1/models HTTP/1.1\r\nHOSTConnection: Upgrade, HTTP2-Settings, close\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")))
                .startsWith("HTTP/1.1 200");
        assertThat(upstream.take().headers("upgrade")).isEmpty();
    }

    @Test
    void aHeadOfUpTo16KilobytesPasses() throws Exception {
        assertThat(everything(bytes("GET /v1/models HTTP/1.1\r\nHOSTConnection: close\r\nX: " + "a".repeat(15 * 1024)
                        + "\r\n\r\n")))
                .startsWith("HTTP/1.1 200");
        assertThat(upstream.take().header("x").orElseThrow()).hasSize(15 * 1024);
    }

    @Test
    void aLargerHeadIsRefused() throws Exception {
        String large = "a".repeat(17 * 1024);

        assertOneErrorAtMost(everything(bytes("GET /v1/models HTTP/1.1\r\nHOSTX: " + large + "\r\n\r\n")));
        assertOneErrorAtMost(everything(bytes("GET /v1/" + large + " HTTP/1.1\r\nHOST\r\n")));
        assertOneErrorAtMost(everything(bytes("GET /v1/models?" + large + " HTTP/1.1\r\nHOST\r\n")));
        assertOneErrorAtMost(everything(bytes(large)));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aHeadThatTricklesIsGivenUp() throws Exception {
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            client.send("GET /v1/models HTTP/1.1\r\n");
            // a byte whenever nothing has come back for a moment: each would start an idle time-out anew
            boolean open = true;
            for (int i = 0; open && i < 1_000; i++) {
                try {
                    client.send(i % 64 == 0 ? "X" : "-");
                } catch (IOException closed) {
                    break;
                }
                open = !client.awaitClosed(Duration.ofMillis(50));
            }
            assertThat(open).isFalse();
        }
        assertThat(upstream.requests()).isEmpty();
    }

    /** What serves a connection serves another one later. */
    @Test
    void whoComesAfterThoseIsServed() throws Exception {
        int count = 8;
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                RawClient client = proxy.connect();
                clients.add(client);
                client.send("GET /v1/models HTTP/1.1\r\n");
            }
            for (RawClient client : clients) {
                assertThat(client.awaitClosed(BOUND)).isTrue();
            }
            for (int i = 0; i < count; i++) {
                RawClient client = proxy.connect();
                clients.add(client);
                client.send(bytes("GET /v1/models HTTP/1.1\r\nHOST\r\n"));
            }
            for (RawClient client : clients.subList(count, 2 * count)) {
                assertThat(client.readHead().status()).isEqualTo(200);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aConnectionThatSaysNothingIsGivenUp() throws Exception {
        try (RawClient client = proxy.connect()) {
            assertThat(client.awaitClosed(BOUND)).isTrue();
        }
    }

    @Test
    void aHeadMayComeInPiecesWithinItsTime() throws Exception {
        try (RawClient client = proxy.connect()) {
            for (byte piece : bytes("GET /v1/models HTTP/1.1\r\nHOST\r\n")) {
                client.send(new byte[] {piece});
            }
            assertThat(client.readHead().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/files", "/actuator/jolokia"})
    void aBodyThatStopsIsGivenUp(String path) throws Exception {
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            RawResponse response = client.exchange(bytes("POST " + path
                    + " HTTP/1.1\r\nHOSTContent-Type: application/json\r\n" + "Content-Length: 20\r\n\r\n{\"a\""));

            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text())
                    .startsWith("{\"type\":\"error\",")
                    .contains("stopped arriving")
                    .contains("\"request_id\":\"req_proxy_");
            assertThat(response.header("x-should-retry")).contains("true");
            assertThat(client.awaitClosed(BOUND)).isTrue();
        }
        assertThat(upstream.requests()).noneMatch(RecordedRequest::complete);
    }

    @Test
    void aBodyMayTakeLongerThanOnePause() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (RawClient client = proxy.connect()) {
            client.send(bytes("POST /v1/messages HTTP/1.1\r\nHOSTContent-Length: 12\r\n\r\n"));
            for (int i = 0; i < 12; i++) {
                assertThat(client.awaitClosed(Duration.ofMillis(60))).isFalse();
                client.send("x");
                sent.write('x');
            }
            assertThat(client.readHead().status()).isEqualTo(200);
        }
        assertThat(upstream.take().body()).isEqualTo(sent.toByteArray());
    }
}
