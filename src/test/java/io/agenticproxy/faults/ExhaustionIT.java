package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.Application;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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

    /** A call needs a descriptor to the client and one to upstream: who would find none waits to be accepted. */
    @Test
    void withoutDescriptorsCallsWait() throws Exception {
        int count = 110;
        CountDownLatch rest = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.await(rest);
            Scripts.message().run(request, wire);
        });
        try (ProxyProcess proxy =
                ProxyProcess.startBy(limited(), Map.of("UPSTREAM_URL", upstream.url(), "ROUTER_ENABLED", "false"))) {
            proxy.awaitLine("ulimit", BOUND);
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RawClient client = proxy.connect().timeout(BOUND);
                client.send(message(proxy, i));
                waiting.add(client);
            }
            await().atMost(BOUND).until(() -> upstream.requests().size() >= count / 11);
            rest.countDown();

            for (RawClient client : waiting) {
                assertThat(client.readHead().status()).isEqualTo(200);
                assertThat(client.cleanEnd()).isTrue();
                client.close();
            }
            assertThat(upstream.requests()).hasSize(count);
            await().atMost(BOUND).untilAsserted(() -> assertThat(calls(proxy)).isEqualTo(count));
        }
    }

    /** With half of it in use before the first connection. */
    private static List<String> limited() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(
                "/bin/sh",
                "-c",
                "ulimit -n 480; exec " + java + " " + String.join(" ", JVM) + " " + Application.class.getName());
    }

    private static int calls(ProxyProcess proxy) throws IOException {
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            return new ObjectMapper()
                    .readTree(client.exchange(RawClient.get("/stats", proxy.host(), "Connection: close"))
                            .body())
                    .path("calls")
                    .asInt();
        }
    }
}
