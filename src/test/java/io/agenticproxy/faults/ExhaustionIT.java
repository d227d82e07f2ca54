package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine that has no more of something: calls are answered or refused cleanly, and all is well when it has again. */
@Timeout(240)
class ExhaustionIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String[] JVM = {"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

    private final FakeUpstream upstream = FakeUpstream.start();

    ExhaustionIT() {
        upstream.answer(Scripts.message());
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private static byte[] message(ProxyProcess proxy, int number) {
        String body =
                "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + number + "\"}]}";
        return RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), "Connection: close");
    }

    /** On JDK 17 a call takes a thread: with all of them waiting for upstream, the next one waits for one of these. */
    @Test
    void withoutThreadsCallsWait() throws Exception {
        upstream.on(r -> r.bodyText().contains("\"wait\""), (request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{}");
            wire.awaitClientGone(BOUND);
        });
        try (ProxyProcess proxy =
                ProxyProcess.start(Map.of("UPSTREAM_URL", upstream.url(), "SERVER_TOMCAT_THREADS_MAX", "12"), JVM)) {
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                RawClient client = proxy.connect().timeout(BOUND);
                client.send(RawClient.post(
                        "/v1/messages",
                        proxy.host(),
                        ("{\"model\":\"m\",\"stream\":true,\"a\":\"wait\",\"b\":" + i + "}").getBytes(UTF_8)));
                client.readHead();
                waiting.add(client);
            }
            try (RawClient next = proxy.connect().timeout(BOUND)) {
                next.send(message(proxy, 1));
                for (RawClient client : waiting) {
                    client.reset();
                }

                assertThat(next.readHead().status()).isEqualTo(200);
                assertThat(next.cleanEnd()).isTrue();
            }
        }
    }
}
