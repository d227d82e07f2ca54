package io.agenticproxy.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who passes on a stream, on every JDK: here as if calls had virtual threads, with room for one stream. */
class StreamThreadsIT {
    private static final String STREAM =
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"stream\":true,\"messages\":[]}";

    private static final Duration BOUND = Duration.ofSeconds(20);

    private FakeUpstream upstream;
    private ProxyUnderTest proxy;

    @BeforeEach
    void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.withBean(
                StreamThreads.class,
                new StreamThreads(1, work -> new Thread(work, "the stream's own")),
                Map.of("UPSTREAM_URL", upstream.url()));
    }

    @AfterEach
    void stop() {
        proxy.close();
        upstream.close();
    }

    private static List<Thread> streamsOwn() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("the stream's own"))
                .toList();
    }

    private RawClient ask(String body) throws Exception {
        RawClient client = proxy.connect();
        client.send(RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8)));
        return client;
    }

    private void askForOneBody(String number) throws Exception {
        upstream.answer(Scripts.json(200, "{}"));
        try (RawClient client = ask(STREAM.replace("true", "false").replace("9", number))) {
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.readBody()).asString(UTF_8).isEqualTo("{}");
        }
    }

    @Test
    void anAnswerInOneBodyAndTheWayToTheFirstChunkNeedNone() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.await(looked);
            wire.chunk("data: 1\n\n");
            wire.endChunks();
        });
        try (RawClient client = ask(STREAM.replace("9", "7"))) {
            client.readHead();
            askForOneBody("6");
            assertThat(streamsOwn()).isEmpty();

            looked.countDown();
            assertThat(client.readEvent()).contains("1");
            assertThat(client.readBody()).isEmpty();
        }
    }

    @Test
    void aStreamGetsAThreadAndOneBeyondGoesOnWithout() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.chunk("data: 1\n\n");
            wire.chunk("data: 2\n\n");
            wire.await(read);
            wire.chunk("data: 3\n\n");
            wire.endChunks();
        });
        try (RawClient one = ask(STREAM);
                RawClient other = ask(STREAM.replace("9", "8"))) {
            for (RawClient client : List.of(one, other)) {
                client.readHead();
                assertThat(client.readEvent()).contains("1");
                assertThat(client.readEvent()).contains("2");
            }
            await().atMost(BOUND).until(() -> streamsOwn().size() == 1);
            read.countDown();
            for (RawClient client : List.of(one, other)) {
                assertThat(client.readEvent()).contains("3");
                assertThat(client.readBody()).isEmpty();
                assertThat(client.cleanEnd()).isTrue();
            }
        }
    }
}
