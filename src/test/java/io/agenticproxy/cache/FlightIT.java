package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same request many times at once is one call upstream, and nobody's leaving or slowness harms the others. */
class FlightIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int MANY = 200;

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static ExecutorService clients;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "CACHE_ENABLED", "true"));
        clients = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        clients.shutdownNow();
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void empty() {
        proxy.bean(AnswerStore.class).clear();
        upstream.reset();
    }

    private static byte[] request(boolean stream, String... headers) {
        String body = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9," + (stream ? "\"stream\":true," : "")
                + "\"messages\":[]}";
        return RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), headers);
    }

    private static Callable<RawResponse> asking(boolean stream) {
        return () -> {
            try (RawClient client = proxy.connect().timeout(BOUND)) {
                return client.exchange(request(stream));
            }
        };
    }

    private static List<Future<RawResponse>> all(int count, Callable<RawResponse> ask) {
        List<Future<RawResponse>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(clients.submit(ask));
        }
        return answers;
    }

    private static RawResponse within(Future<RawResponse> answer) throws Exception {
        return answer.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    private static void awaitReaders(int count) {
        await().atMost(BOUND).until(() -> proxy.bean(Flights.class).readers() >= count);
    }

    /** A stream that waits for the latch in its middle. */
    private static Script stream(CountDownLatch goOn) {
        return (request, wire) -> {
            List<String> events = Scripts.events("claude-opus-5-5", "a", "b");
            wire.eventStream();
            for (int i = 0; i < events.size(); i++) {
                if (i == 4) {
                    wire.await(goOn);
                }
                wire.chunk(events.get(i));
            }
            wire.endChunks();
        };
    }

    private static Script message(CountDownLatch goOn) {
        return (request, wire) -> {
            wire.await(goOn);
            wire.json(200, Scripts.messageBody("claude-opus-5-5", "shared"));
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyAtOnceAreOneCall(boolean streaming) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.answer(streaming ? stream(goOn) : message(goOn));

        List<Future<RawResponse>> answers = all(MANY, asking(streaming));
        awaitReaders(MANY);
        goOn.countDown();

        String whole = within(answers.get(0)).text();
        for (Future<RawResponse> answer : answers) {
            assertThat(within(answer).cleanEnd()).isTrue();
            assertThat(within(answer).text()).isEqualTo(whole);
        }
        assertThat(whole).contains(streaming ? "message_stop" : "shared");
        assertThat(upstream.requests()).hasSize(1);
        assertThat(answers.stream().filter(answer -> collapsed(answer)).count()).isEqualTo(MANY - 1);
    }

    private static boolean collapsed(Future<RawResponse> answer) {
        try {
            return within(answer).header("Cache-Status").orElse("").endsWith("collapsed");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void theOtherFormWaitsForTheEndAndIsDerived() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.answer(stream(goOn));
        Future<RawResponse> owner = clients.submit(asking(true));
        awaitReaders(1);
        List<Future<RawResponse>> others = all(5, asking(false));
        awaitReaders(6);
        goOn.countDown();

        assertThat(within(owner).text()).contains("message_stop");
        for (Future<RawResponse> other : others) {
            assertThat(within(other).text()).contains("\"text\":\"ab\"").contains("\"stop_reason\":\"end_turn\"");
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOwnersLeavingHarmsNobody(boolean inTheMiddle) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch head = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            if (!inTheMiddle) {
                wire.await(head);
            }
            stream(goOn).run(request, wire);
        });
        List<Future<RawResponse>> others;
        try (RawClient owner = proxy.connect()) {
            owner.send(request(true));
            awaitReaders(1);
            others = all(20, asking(true));
            awaitReaders(21);
            if (inTheMiddle) {
                owner.readHead();
                owner.readChunk();
            }
            owner.reset();
        }
        await().atMost(BOUND).until(() -> proxy.bean(Flights.class).readers() == 20);
        head.countDown();
        goOn.countDown();

        for (Future<RawResponse> other : others) {
            assertThat(within(other).text()).contains("message_stop");
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void aStreamThatAllHaveLeftIsCancelled() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{\"type\":\"ping\"}");
            gone.set(wire.awaitClientGone(BOUND));
        });
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(proxy.connect());
            all.get(i).send(request(true));
        }
        awaitReaders(10);
        for (RawClient client : all) {
            client.reset();
        }

        await().atMost(BOUND).untilTrue(gone);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void aCallWhoseClientHasGivenUpIsThereForItsRetry() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.answer(message(goOn));
        try (RawClient first = proxy.connect()) {
            first.send(request(false));
            awaitReaders(1);
            first.reset();
        }
        Future<RawResponse> retry = clients.submit(asking(false));
        awaitReaders(1);
        goOn.countDown();

        assertThat(within(retry).text()).contains("shared");
        assertThat(within(clients.submit(asking(false))).header("Cache-Status").orElseThrow())
                .contains("; hit;");
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void anErrorOfUpstreamGoesToAll() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.await(goOn);
            wire.json(
                    429,
                    "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}",
                    "retry-after: 7");
        });
        Future<RawResponse> owner = clients.submit(asking(true));
        awaitReaders(1);
        List<Future<RawResponse>> answers = all(10, asking(true));
        answers.addAll(all(10, asking(false)));
        answers.add(owner);
        awaitReaders(21);
        goOn.countDown();

        for (Future<RawResponse> answer : answers) {
            assertThat(within(answer).status()).isEqualTo(429);
            assertThat(within(answer).header("retry-after")).hasValue("7");
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void aCallThatBreaksBeforeItsHeadIsTakenOverOnce() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        upstream.answer((request, wire) -> {
            if (first.getAndSet(false)) {
                wire.await(goOn);
                wire.cut();
            } else {
                wire.await(second);
                wire.json(200, Scripts.messageBody("claude-opus-5-5", "second"));
            }
        });
        List<Future<RawResponse>> answers = all(10, asking(false));
        awaitReaders(10);
        goOn.countDown();
        awaitReaders(9);
        second.countDown();

        int good = 0;
        for (Future<RawResponse> answer : answers) {
            good += within(answer).text().contains("second") ? 1 : 0;
        }
        assertThat(good).isGreaterThanOrEqualTo(9);
        assertThat(upstream.requests()).hasSize(2);
    }

    @Test
    void aStreamThatIsCutIsCutForAll() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{\"type\":\"ping\"}");
            wire.await(goOn);
            wire.cut();
        });
        List<Future<RawResponse>> answers = all(20, asking(true));
        awaitReaders(20);
        goOn.countDown();

        for (Future<RawResponse> answer : answers) {
            assertThat(within(answer).cleanEnd()).isFalse();
        }
        assertThat(upstream.requests()).hasSize(1);
        assertThat(proxy.bean(AnswerStore.class).entries()).isZero();
    }

    @Test
    void aReaderThatIsSlowHoldsUpNobody() throws Exception {
        String text = "x".repeat(64 * 1024);
        String[] deltas = new String[48];
        java.util.Arrays.fill(deltas, text);
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.await(goOn);
            for (String event : Scripts.events("claude-opus-5-5", deltas)) {
                wire.chunk(event);
            }
            wire.endChunks();
        });
        try (RawClient slow = proxy.connect().timeout(BOUND)) {
            slow.send(request(true));
            awaitReaders(1);
            slow.readHead();
            List<Future<RawResponse>> others = all(3, asking(true));
            awaitReaders(4);
            goOn.countDown();
            for (Future<RawResponse> other : others) {
                assertThat(within(other).text()).endsWith("{\"type\":\"message_stop\"}\n\n");
            }

            assertThat(new String(slow.readBody(), UTF_8)).endsWith("{\"type\":\"message_stop\"}\n\n");
        }
        assertThat(upstream.requests()).hasSize(1);
    }
}
