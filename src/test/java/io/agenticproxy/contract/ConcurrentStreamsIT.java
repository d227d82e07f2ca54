package io.agenticproxy.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many agents at once: each gets its own stream, whole. */
@Timeout(180)
class ConcurrentStreamsIT {
    private static final int STREAMS = 200;
    private static final int EVENTS = 25;
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Pattern AGENT = Pattern.compile("\"user_id\":\"(agent-\\d+)\"");

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static String event(String agent, int number) {
        return Wire.frame(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + agent
                        + " says " + number + "\"}}");
    }

    private static String agentOf(RecordedRequest request) {
        Matcher agent = AGENT.matcher(request.bodyText());
        assertThat(agent.find()).isTrue();
        return agent.group(1);
    }

    @Test
    void twoHundredStreamsAtOnceAreWholeAndNotMixedUp() throws Exception {
        CountDownLatch begun = new CountDownLatch(STREAMS);
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            String agent = agentOf(request);
            wire.eventStream("request-id: req_" + agent);
            wire.chunk(event(agent, 0));
            wire.await(goOn);
            for (int i = 1; i < EVENTS; i++) {
                wire.chunk(event(agent, i));
            }
            wire.endChunks();
        });

        ExecutorService agents = Executors.newFixedThreadPool(STREAMS);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                String agent = "agent-" + i;
                running.add(agents.submit(() -> {
                    talk(agent, begun);
                    return null;
                }));
            }
            boolean allBegan = begun.await(BOUND.toSeconds(), TimeUnit.SECONDS);
            goOn.countDown();
            assertThat(allBegan).as("all streams are open at the same time").isTrue();
            for (Future<Void> each : running) {
                each.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            goOn.countDown();
            agents.shutdownNow();
        }

        assertThat(upstream.requests()).hasSize(STREAMS);
        assertThat(upstream.requests().stream().map(RecordedRequest::connection))
                .doesNotHaveDuplicates();
        upstream.verify();
    }

    private static void talk(String agent, CountDownLatch begun) throws Exception {
        byte[] question =
                ("{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"stream\":true,\"metadata\":{\"user_id\":\"" + agent
                                + "\"},\"messages\":[]}")
                        .getBytes(UTF_8);
        try (RawClient client = RawClient.connect(proxy.port(), BOUND)) {
            client.send(RawClient.post("/v1/messages", proxy.host(), question));
            assertThat(client.readHead().header("request-id")).contains("req_" + agent);
            assertThat(client.readEvent()).isEqualTo(event(agent, 0));
            begun.countDown();
            for (int i = 1; i < EVENTS; i++) {
                assertThat(client.readEvent()).isEqualTo(event(agent, i));
            }
            assertThat(client.readBody()).isEmpty();
            assertThat(client.cleanEnd()).isTrue();
        }
    }
}
