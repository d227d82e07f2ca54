package io.agenticproxy.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Script;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A streaming client that leaves cancels its call upstream, in silence too; a call that is paid for anyway runs on. */
class ClientGoneIT {
    private static final String STREAM =
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"stream\":true,\"messages\":[]}";
    private static final String PLAIN = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"messages\":[]}";
    private static final Duration BOUND = Duration.ofSeconds(15);

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() throws Exception {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.inFrontOf(upstream);
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

    private static RawClient ask(String target, String body) throws Exception {
        RawClient client = proxy.connect();
        client.send(RawClient.post(target, proxy.host(), body.getBytes(UTF_8)));
        return client;
    }

    private static void leave(RawClient client, boolean reset) throws Exception {
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
    }

    /** Reports whether the proxy has ended its connection while the script was silent. */
    private static Script silent(CompletableFuture<Boolean> gone, boolean head) {
        return (request, wire) -> {
            if (head) {
                wire.eventStream();
                wire.event("ping", "{}");
            }
            gone.complete(wire.awaitClientGone(BOUND));
        };
    }

    private static boolean within(CompletableFuture<Boolean> gone) throws Exception {
        return gone.get(BOUND.toSeconds() + 5, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void beforeTheFirstByteItsCallIsCancelled(boolean reset) throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        upstream.answer(silent(gone, false));

        RawClient client = ask("/v1/messages", STREAM);
        upstream.take();
        leave(client, reset);

        assertThat(within(gone)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inTheSilenceOfAStreamItsCallIsCancelled(boolean reset) throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        upstream.answer(silent(gone, true));

        RawClient client = ask("/v1/messages", STREAM);
        client.readHead();
        client.readEvent();
        leave(client, reset);

        assertThat(within(gone)).isTrue();
    }

    @Test
    void aStreamThatNobodyReadsIsCancelledWithItsNextBytes() throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        CountDownLatch left = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_start", "{}");
            wire.await(left);
            try {
                for (int i = 0; i < 100_000; i++) {
                    wire.event("content_block_delta", "{\"filler\":\"" + "x".repeat(1_000) + "\"}");
                }
                gone.complete(false);
            } catch (io.agenticproxy.testing.Wire.ClientGone expected) {
                gone.complete(true);
            }
        });

        RawClient client = ask("/v1/messages", STREAM);
        client.readHead();
        client.readEvent();
        client.reset();
        left.countDown();

        assertThat(within(gone)).isTrue();
    }

    @Test
    void aClientThatHasOnlyHalfClosedGetsItsWholeStream() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_start", "{}");
            wire.await(looked);
            gone.complete(wire.awaitClientGone(Duration.ofSeconds(3)));
            wire.event("message_stop", "{}");
            wire.endChunks();
        });

        try (RawClient client = ask("/v1/messages", STREAM)) {
            client.readHead();
            client.readEvent();
            client.halfClose();
            looked.countDown();
            assertThat(client.readEvent()).contains("message_stop");
            client.readBody();
            assertThat(client.cleanEnd()).isTrue();
        }
        assertThat(within(gone)).isFalse();
    }

    @Test
    void aCallWithoutAStreamRunsToItsEnd() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        upstream.answer((request, wire) -> {
            wire.await(left);
            boolean cancelled = wire.awaitClientGone(Duration.ofSeconds(3));
            wire.json(200, "{\"id\":\"msg_1\"}");
            gone.complete(cancelled);
        });

        RawClient client = ask("/v1/messages", PLAIN);
        upstream.take();
        client.reset();
        left.countDown();

        assertThat(within(gone)).isFalse();
    }

    @Test
    void aLongPollThatIsGivenUpIsCancelled() throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        upstream.answer(silent(gone, false));

        RawClient client = proxy.connect();
        client.send(RawClient.get("/v1/environments/e/work/poll", proxy.host()));
        upstream.take();
        client.close();

        assertThat(within(gone)).isTrue();
    }

    @Test
    void aSessionsEventStreamThatIsLeftIsCancelled() throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        upstream.answer(silent(gone, true));

        RawClient client = proxy.connect();
        client.send(RawClient.get("/v1/sessions/s/events/stream", proxy.host(), "Accept: text/event-stream"));
        client.readHead();
        client.close();

        assertThat(within(gone)).isTrue();
    }

    @Test
    void anUploadThatBreaksOffIsBrokenOffUpstream() throws Exception {
        upstream.answer(io.agenticproxy.testing.Scripts.json(200, "{}"));

        RawClient client = proxy.connect();
        client.send("POST /v1/files HTTP/1.1\r\nHost: " + proxy.host() + "\r\nContent-Length: 1000000\r\n\r\n");
        client.send(Bytes.random(1, 500_000));
        io.agenticproxy.testing.RecordedRequest received = upstream.awaitHead(BOUND);
        received.awaitBody(1, BOUND);
        client.reset();

        received.awaitComplete(BOUND);
        assertThat(received.complete()).isFalse();
    }

    @Test
    void manyClientsThatLeaveAtOnceAreAllNoticed() throws Exception {
        int many = 50;
        CountDownLatch gone = new CountDownLatch(many);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            if (wire.awaitClientGone(BOUND)) {
                gone.countDown();
            }
        });

        java.util.List<RawClient> clients = new java.util.ArrayList<>();
        for (int i = 0; i < many; i++) {
            clients.add(ask("/v1/messages", STREAM));
        }
        for (RawClient client : clients) {
            client.readHead();
        }
        for (RawClient client : clients) {
            client.close();
        }

        assertThat(gone.await(BOUND.toSeconds() + 5, TimeUnit.SECONDS)).isTrue();
    }
}
