package io.agenticproxy.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the process opens to this machine, and how it goes when it is asked to. */
@Timeout(180)
class OwnPortsIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    /** What the JVM reports when SIGTERM has ended it: 128 and the signal's number. */
    private static final int TERMINATED = 143;

    private static final byte[] MESSAGE =
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"messages\":[]}".getBytes(UTF_8);
    private static final byte[] STREAM =
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"stream\":true,\"messages\":[]}".getBytes(UTF_8);

    private static FakeUpstream upstream;

    private final Path data;

    OwnPortsIT(@TempDir Path data) {
        this.data = data;
    }

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    private ProxyProcess startProxy() {
        return startProxy(Duration.ofSeconds(30));
    }

    private ProxyProcess startProxy(Duration grace) {
        return ProxyProcess.start(
                Map.of(
                        "UPSTREAM_URL",
                        upstream.url(),
                        "CACHE_ENABLED",
                        "false",
                        "DATA_DIR",
                        data.toString(),
                        "SHUTDOWN_GRACE_S",
                        String.valueOf(grace.toSeconds())),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1");
    }

    @Test
    void itListensOnOneLoopbackPortAndNowhereElse() throws Exception {
        upstream.answer(Scripts.message());
        try (ProxyProcess proxy = startProxy();
                RawClient client = proxy.connect()) {
            for (byte[] request : List.of(
                    RawClient.post("/v1/messages", proxy.host(), MESSAGE),
                    RawClient.get("/health", proxy.host()),
                    RawClient.get("/actuator/jolokia/version", proxy.host()))) {
                assertThat(client.exchange(request).status()).isEqualTo(200);
            }

            OpenSockets open = OpenSockets.of(proxy.pid());

            assertThat(open.listening())
                    .singleElement()
                    .satisfies(at -> assertThat(at.getPort()).isEqualTo(proxy.port()))
                    .satisfies(at ->
                            assertThat(at.getAddress().isLoopbackAddress()).isTrue());
            assertThat(open.udp()).isEmpty();
        }
    }

    /** Else the test above could not fail. */
    @Test
    void portsOfThisProcessAreFoundInTheSameWay() throws Exception {
        try (ServerSocket tcp = new ServerSocket(0);
                DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            OpenSockets open = OpenSockets.of(ProcessHandle.current().pid());

            assertThat(open.listening())
                    .extracting(InetSocketAddress::getPort)
                    .contains(tcp.getLocalPort(), upstream.port());
            assertThat(open.udp()).extracting(InetSocketAddress::getPort).contains(udp.getLocalPort());
        }
    }

    @Test
    void aCallInFlightIsFinishedBeforeTheProcessEnds() throws Exception {
        List<String> events = Scripts.events("claude-opus-5-5", "Hel", "lo!");
        CountDownLatch refused = new CountDownLatch(1);
        upstream.on(r -> r.bodyText().contains("\"stream\":true"), (request, wire) -> {
            wire.eventStream();
            wire.chunk(events.get(0));
            wire.await(refused);
            for (String event : events.subList(1, events.size())) {
                wire.chunk(event);
            }
            wire.endChunks();
        });
        upstream.answer(Scripts.message());

        try (ProxyProcess proxy = startProxy()) {
            try (RawClient inFlight = proxy.connect();
                    RawClient kept = proxy.connect()) {
                byte[] message = RawClient.post("/v1/messages", proxy.host(), MESSAGE);
                assertThat(kept.exchange(message).status()).isEqualTo(200);
                inFlight.send(RawClient.post("/v1/messages", proxy.host(), STREAM));
                inFlight.readHead();
                assertThat(inFlight.readEvent()).isEqualTo(events.get(0));

                proxy.terminate();
                proxy.awaitLine("calls are in flight", BOUND);
                askedTooLate(kept, message).ifPresent(OwnPortsIT::assertComeBackLater);
                refused.countDown();

                assertThat(new String(inFlight.readBody(), UTF_8))
                        .isEqualTo(String.join("", events.subList(1, events.size())));
                assertThat(inFlight.cleanEnd()).isTrue();
                assertThat(kept.awaitClosed(BOUND)).isTrue();
            }
            assertThat(upstream.requests()).hasSize(2);
            assertEndedCleanly(proxy);
        }
    }

    @Test
    void aSecondSignalDoesNotWaitForCallsInFlight() throws Exception {
        upstream.on(r -> r.bodyText().contains("\"stream\":true"), (request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{}");
            wire.awaitClientGone(BOUND);
        });
        upstream.answer((request, wire) -> wire.awaitClientGone(BOUND));

        try (ProxyProcess proxy = startProxy(Duration.ofHours(1));
                RawClient stream = proxy.connect().timeout(BOUND);
                RawClient message = proxy.connect().timeout(BOUND)) {
            stream.send(RawClient.post("/v1/messages", proxy.host(), STREAM));
            stream.readHead();
            stream.readEvent();
            message.send(RawClient.post("/v1/messages", proxy.host(), MESSAGE));
            upstream.awaitRequests(2, BOUND);

            proxy.terminate();
            proxy.awaitLine("2 calls are in flight and have 3600 s to finish", BOUND);
            proxy.terminate();

            assertThat(stream.cleanEnd()).isFalse();
            assertThat(message.awaitClosed(BOUND)).isTrue();
            assertEndedCleanly(proxy);
            assertThat(proxy.output()).contains("2 calls have not finished and are cut");
        }
        assertThat(outcomes()).containsExactly("client_gone", "client_gone");
    }

    @Test
    void withoutACallItEndsAndTakesNoMore() throws Exception {
        try (ProxyProcess proxy = startProxy()) {
            proxy.terminate();

            assertEndedCleanly(proxy);
            assertThatThrownBy(proxy::connect).isInstanceOf(ConnectException.class);
        }
    }

    /** What the ledger says of each call. The proxy has to have ended. */
    private List<String> outcomes() {
        SingleConnectionDataSource file =
                new SingleConnectionDataSource("jdbc:h2:file:" + data.resolve("agentic-proxy"), "sa", "", true);
        try {
            return new JdbcTemplate(file).queryForList("SELECT outcome FROM ledger_entry", String.class);
        } finally {
            file.destroy();
        }
    }

    /** The answer to one more request; empty when the connection has been closed instead. */
    private static Optional<RawResponse> askedTooLate(RawClient kept, byte[] request) throws Exception {
        try {
            return Optional.of(kept.exchange(request));
        } catch (EOFException | SocketException closed) {
            return Optional.empty();
        }
    }

    private static void assertComeBackLater(RawResponse response) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("retry-after")).contains("1");
        assertThat(response.header("x-should-retry")).contains("true");
        JsonNode error = parsed(response);
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo("overloaded_error");
        assertThat(error.at("/error/message").asText()).contains("shutting down");
        assertThat(error.path("request_id").asText()).startsWith("req_proxy_");
    }

    private static JsonNode parsed(RawResponse response) {
        try {
            return new ObjectMapper().readTree(response.body());
        } catch (IOException noJson) {
            throw new AssertionError("not JSON: " + response.text(), noJson);
        }
    }

    private static void assertEndedCleanly(ProxyProcess proxy) throws InterruptedException {
        assertThat(proxy.awaitExit(BOUND)).as(proxy.output()).isEqualTo(TERMINATED);
        assertThat(proxy.lines()).noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
        assertThat(proxy.lines()).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
    }
}
