package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.exchange.RouteGate;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.util.ReflectionTestUtils;

/** Clients that vanish or dawdle where no other test has them do so: nothing of them is held, and others are served. */
@Timeout(180)
class VanishingClientIT {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(
                Map.of("UPSTREAM_URL", upstream.url(), "CACHE_ENABLED", "true", "CACHE_MAX_ENTRY_KB", "16384"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void nothingIsHeld() {
        await().atMost(BOUND).until(() -> proxy.bean(RouteGate.class).inside() == 0);
        assertThat(number("bodyBudget", "taken")).isZero();
        assertThat(number("flights", "readers")).isZero();
        upstream.reset();
    }

    private static long number(String bean, String method) {
        Number number = ReflectionTestUtils.invokeMethod(proxy.context().getBean(bean), method);
        return number == null ? -1 : number.longValue();
    }

    private static byte[] request(String prompt) {
        String body =
                "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"stream\":true,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"" + prompt + "\"}]}";
        return RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8));
    }

    /** More than sockets hold, so that the replay has not left when the client does. */
    @Test
    void duringAReplayItLeavesARowAndNothingElse() throws Exception {
        String[] text = new String[50];
        Arrays.fill(text, "x".repeat(100_000));
        upstream.answer(Scripts.stream(text));
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            assertThat(client.exchange(request("large")).cleanEnd()).isTrue();
        }
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            client.send(request("large"));
            assertThat(client.readHead().header("cache-status").orElse("")).contains("; hit");
            client.readEvent();
            client.reset();
        }

        await().atMost(BOUND).until(() -> Integer.valueOf(1)
                .equals(jdbc.queryForObject(
                        "SELECT COUNT(*) FROM ledger_entry WHERE cache = 'hit' AND outcome = 'client_gone'",
                        Integer.class)));
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void whileItUploadsItIsForgotten() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = proxy.connect();
            client.send("POST /v1/messages HTTP/1.1\r\nHost: " + proxy.host()
                    + "\r\nContent-Length: 1000000\r\n\r\n{\"model\":\"");
            clients.add(client);
        }
        await().atMost(BOUND).until(() -> proxy.bean(RouteGate.class).inside() == 20);
        assertThat(number("bodyBudget", "taken")).isPositive();

        for (RawClient client : clients) {
            client.reset();
        }

        await().atMost(BOUND).until(() -> proxy.bean(RouteGate.class).inside() == 0);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void manyWhoSendTheirHeadsByteByByteStopNobody() throws Exception {
        upstream.answer(Scripts.stream("quick"));
        byte[] head = ("GET /v1/models HTTP/1.1\r\nHost: " + proxy.host() + "\r\n").getBytes(UTF_8);
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            slow.add(proxy.connect());
        }
        for (int at = 0; at < 20; at++) {
            for (RawClient client : slow) {
                client.send(new byte[] {head[at]});
            }
            try (RawClient client = proxy.connect()) {
                assertThat(client.exchange(request("quick " + at)).status()).isEqualTo(200);
            }
        }

        for (RawClient client : slow) {
            client.close();
        }
    }
}
