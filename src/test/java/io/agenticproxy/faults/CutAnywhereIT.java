package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/** Upstream dies after any byte of its answer: the agent sees what it would see without the proxy, and the ledger that. */
@Timeout(180)
class CutAnywhereIT {
    private static final Duration BOUND = Duration.ofSeconds(60);

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
                "PROMPT_CACHE_ENABLED",
                "true",
                "logging.level.io.agenticproxy",
                "ERROR"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static byte[] request(String host, boolean stream) {
        String body = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        return RawClient.post("/v1/messages", host, body.getBytes(UTF_8), "Connection: close");
    }

    /** A stream as it stands on the wire, an event in two chunks. */
    private static String stream() {
        StringBuilder wire = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                + "request-id: req_1\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String event : Scripts.events("claude-opus-5-5", "Hello")) {
            for (String piece : List.of(event.substring(0, 9), event.substring(9))) {
                wire.append(Integer.toHexString(piece.length()))
                        .append("\r\n")
                        .append(piece)
                        .append("\r\n");
            }
        }
        return wire.append("0\r\n\r\n").toString();
    }

    private static String message() {
        String body = Scripts.messageBody("claude-opus-5-5", "Hello");
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    @Test
    void aStreamCutAfterAnyByteIsTheSameStream() throws Exception {
        cutEverywhere(stream().getBytes(ISO_8859_1), true);
    }

    @Test
    void aMessageCutAfterAnyByteIsTheSameMessage() throws Exception {
        cutEverywhere(message().getBytes(ISO_8859_1), false);
    }

    private static void cutEverywhere(byte[] answer, boolean stream) throws Exception {
        int head = new String(answer, ISO_8859_1).indexOf("\r\n\r\n") + 4;
        AtomicInteger sent = new AtomicInteger();
        upstream.answer((request, wire) -> {
            wire.send(Arrays.copyOf(answer, sent.get()));
            wire.fin();
        });
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        int before = rows(jdbc, "");
        int last = stream ? answer.length - "\r\n\r\n".length() : answer.length; // from there on nothing is missing
        for (int at = 1; at < last; at++) {
            sent.set(at);
            Outcome direct = Outcome.ask(upstream.port(), request("127.0.0.1:" + upstream.port(), stream), BOUND);
            Outcome through = Outcome.ask(proxy.port(), request(proxy.host(), stream), BOUND);

            assertThat(direct.whole()).as("at %d", at).isFalse();
            if (at < head) {
                assertThat(through.status()).as("at %d", at).isEqualTo(502);
                assertThat(through.ours()).as("at %d", at).isTrue();
            } else {
                assertThat(through.whole()).as("at %d", at).isFalse();
                assertThat(through.body()).as("at %d", at).isEqualTo(direct.body());
                assertThat(through.comparable()).as("at %d", at).isEqualTo(direct.comparable());
            }
        }
        int cut = last - head;
        await().atMost(BOUND).until(() -> rows(jdbc, "") == before + last - 1);
        assertThat(rows(jdbc, " AND outcome = 'cut_upstream' AND stream = " + stream))
                .isEqualTo(cut);
        assertThat(rows(jdbc, " AND outcome = 'error' AND status = 502 AND stream = " + stream))
                .isEqualTo(head - 1);
        assertThat(rows(jdbc, " AND cache = 'hit'")).isZero();
    }

    private static int rows(JdbcTemplate jdbc, String more) {
        Integer rows = jdbc.queryForObject("SELECT COUNT(*) FROM ledger_entry WHERE is_message" + more, Integer.class);
        return rows == null ? 0 : rows;
    }
}
