package io.agenticproxy.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.testing.Ending;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.HttpHead;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Wire;
import java.io.EOFException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every piece of an answer reaches the client the moment it arrives, and a broken answer never looks whole. */
class StreamingIT {
    private static final String STREAM =
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"stream\":true,\"messages\":[]}";
    private static final String PLAIN = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"messages\":[]}";

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

    private static RawClient ask(String body) throws Exception {
        RawClient client = proxy.connect();
        client.send(RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8)));
        return client;
    }

    @Test
    void theHeadOfAStreamComesBeforeItsFirstEvent() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream("request-id: req_7");
            wire.await(headSeen);
            wire.event("message_stop", "{\"type\":\"message_stop\"}");
            wire.endChunks();
        });

        try (RawClient client = ask(STREAM)) {
            HttpHead head = client.readHead();
            headSeen.countDown();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("request-id")).contains("req_7");
            assertThat(client.readEvent()).contains("message_stop");
            assertThat(client.readBody()).isEmpty();
            assertThat(client.cleanEnd()).isTrue();
        }
    }

    @Test
    void eachChunkArrivesBeforeTheNextIsSent() throws Exception {
        CountDownLatch[] seen = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        upstream.answer((request, wire) -> {
            wire.eventStream();
            for (int i = 0; i < seen.length; i++) {
                wire.chunk("data: " + i + "\n\n");
                wire.await(seen[i]);
            }
            wire.endChunks();
        });

        try (RawClient client = ask(STREAM)) {
            client.readHead();
            for (int i = 0; i < seen.length; i++) {
                assertThat(new String(client.readChunk(), UTF_8)).isEqualTo("data: " + i + "\n\n");
                seen[i].countDown();
            }
            assertThat(client.readChunk()).isEmpty();
        }
    }

    @Test
    void aPieceOfAnEventIsNotHeldBackForItsRest() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        byte[] euro = "€".getBytes(UTF_8);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.chunk(new byte[] {euro[0]});
            wire.await(half);
            wire.chunk(new byte[] {euro[1], euro[2]});
            wire.endChunks();
        });

        try (RawClient client = ask(STREAM)) {
            client.readHead();
            assertThat(client.readChunk()).containsExactly(euro[0]);
            half.countDown();
            assertThat(client.readChunk()).containsExactly(euro[1], euro[2]);
        }
    }

    @Test
    void aCountedAnswerStreamsToo() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.head(200, "Content-Type: application/x-jsonl", "Content-Length: 8");
            wire.send("one\n");
            wire.await(half);
            wire.send("two\n");
        });

        try (RawClient client = proxy.connect()) {
            client.send(RawClient.get("/v1/messages/batches/b/results", proxy.host()));
            client.readHead();
            assertThat(client.readExactly(4)).isEqualTo("one\n".getBytes(UTF_8));
            half.countDown();
            assertThat(client.readExactly(4)).isEqualTo("two\n".getBytes(UTF_8));
        }
    }

    @Test
    void anAnswerThatTheConnectionsEndEndsIsWhole() throws Exception {
        upstream.answer((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n{\"a\":1}");
            wire.closeAfter();
        });

        try (RawClient client = ask(PLAIN)) {
            client.readHead();
            assertThat(new String(client.readBody(), UTF_8)).isEqualTo("{\"a\":1}");
            assertThat(client.cleanEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamCutUpstreamIsCutForTheClient(boolean reset) throws Exception {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_start", "{}");
            end(wire, reset);
        });

        try (RawClient client = ask(STREAM)) {
            client.readHead();
            assertThat(client.readEvent()).contains("message_start");
            assertThatThrownBy(client::readChunk).isInstanceOf(java.io.IOException.class);
            assertThat(client.ending()).isNotEqualTo(Ending.COMPLETE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCountedAnswerCutUpstreamIsCutForTheClient(boolean reset) throws Exception {
        upstream.answer((request, wire) -> {
            wire.head(200, "Content-Type: application/json", "Content-Length: 100");
            wire.send("{\"id\":\"msg\"");
            end(wire, reset);
        });

        try (RawClient client = ask(PLAIN)) {
            client.readHead();
            assertThat(client.ending()).isNotEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void aStreamCutRightAfterItsHeadIsCutForTheClient() throws Exception {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.cut();
        });

        try (RawClient client = ask(STREAM)) {
            client.readHead();
            assertThat(client.ending()).isNotEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void anOldClientWithoutChunksSeesACutToo() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_start", "{}");
            wire.await(seen);
            wire.cut();
        });

        try (RawClient client = proxy.connect()) {
            client.send("POST /v1/messages HTTP/1.0\r\nHost: " + proxy.host() + "\r\nContent-Length: " + STREAM.length()
                    + "\r\n\r\n" + STREAM);
            client.readHead();
            client.readUntil("message_start");
            seen.countDown();
            assertThat(client.ending()).isEqualTo(Ending.RESET);
        }
    }

    @Test
    void theConnectionServesTheNextRequestAfterAStream() throws Exception {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_stop", "{}");
            wire.endChunks();
        });

        try (RawClient client = ask(STREAM)) {
            for (int i = 0; i < 3; i++) {
                client.readHead();
                client.readBody();
                client.send(RawClient.post("/v1/messages", proxy.host(), STREAM.getBytes(UTF_8)));
            }
            assertThat(client.readHead().status()).isEqualTo(200);
            client.readBody();
        }
        assertThat(upstream.requests().stream().map(RecordedRequest::connection))
                .hasSize(4)
                .containsOnly(upstream.requests().get(0).connection());
    }

    @Test
    void theEndOfAStreamDoesNotWaitForWhatComesAfterIt() throws Exception {
        CountDownLatch endSeen = new CountDownLatch(1);
        CamelContext camel = proxy.bean(CamelContext.class);
        EventNotifier slowCompletion = new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) throws Exception {
                if (event instanceof CamelEvent.ExchangeCompletedEvent completed
                        && "messages".equals(completed.getExchange().getFromRouteId())) {
                    endSeen.await(30, TimeUnit.SECONDS);
                }
            }
        };
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_stop", "{}");
            wire.endChunks();
        });

        boolean notified = camel.getCamelContextExtension().isEventNotificationApplicable();
        camel.getCamelContextExtension().setEventNotificationApplicable(true);
        camel.getManagementStrategy().addEventNotifier(slowCompletion);
        try (RawClient client = ask(STREAM)) {
            client.readHead();
            assertThat(client.readEvent()).contains("message_stop");
            assertThat(client.readBody()).isEmpty();
            assertThat(client.cleanEnd()).isTrue();
        } finally {
            endSeen.countDown();
            camel.getManagementStrategy().removeEventNotifier(slowCompletion);
            camel.getCamelContextExtension().setEventNotificationApplicable(notified);
        }
    }

    @Test
    void requestsPipelinedIntoASilentStreamAreAnsweredAfterIt() throws Exception {
        CountDownLatch pipelined = new CountDownLatch(1);
        byte[] large = "x".repeat(20_000).getBytes(UTF_8);
        upstream.on(r -> r.target().equals("/v1/messages"), (request, wire) -> {
            wire.eventStream();
            wire.await(pipelined);
            wire.awaitClientGone(java.time.Duration.ofMillis(1_200)); // two looks at the client's socket
            wire.event("message_stop", "{}");
            wire.endChunks();
        });
        upstream.on(r -> true, io.agenticproxy.testing.Scripts.echoBody());

        try (RawClient client = ask(STREAM)) {
            client.readHead();
            client.send(RawClient.post("/v1/a", proxy.host(), large));
            client.send(RawClient.post("/v1/b", proxy.host(), large));
            pipelined.countDown();
            assertThat(client.readEvent()).contains("message_stop");
            client.readBody();
            for (int i = 0; i < 2; i++) {
                assertThat(client.readHead().status()).isEqualTo(200);
                assertThat(client.readBody()).isEqualTo(large);
            }
        }
    }

    private static void end(Wire wire, boolean reset) throws Exception {
        if (reset) {
            wire.cut();
        } else {
            wire.fin();
        }
    }

    @Test
    void theEndOfAnAnswerIsReadOnce() throws Exception {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.endChunks();
        });

        try (RawClient client = ask(STREAM)) {
            client.readHead();
            assertThat(client.readChunk()).isEmpty();
            assertThat(client.cleanEnd()).isTrue();
        } catch (EOFException cut) {
            throw new AssertionError("an empty stream is whole", cut);
        }
    }
}
