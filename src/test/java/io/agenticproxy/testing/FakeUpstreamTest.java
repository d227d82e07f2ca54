package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FakeUpstreamTest {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final FakeUpstream upstream = FakeUpstream.start();

    @AfterEach
    void close() {
        upstream.close();
    }

    @Test
    void aRequestIsRecordedAsTheBytesThatCame() throws Exception {
        upstream.answer(Scripts.json(200, "{}"));
        String request = String.join(
                "\r\n",
                "POST /v1/messages?beta=true HTTP/1.1",
                "hOsT: x",
                "X-Two:  a ",
                "x-two: b",
                "Content-Length: 4",
                "",
                "{ }\n");

        try (RawClient client = client()) {
            client.exchange(request);
        }

        RecordedRequest recorded = upstream.take();
        assertThat(recorded.line()).isEqualTo("POST /v1/messages?beta=true HTTP/1.1");
        assertThat(recorded.method()).isEqualTo("POST");
        assertThat(recorded.target()).isEqualTo("/v1/messages?beta=true");
        assertThat(recorded.headers())
                .containsExactly(
                        Map.entry("hOsT", "x"),
                        Map.entry("X-Two", "a"),
                        Map.entry("x-two", "b"),
                        Map.entry("Content-Length", "4"));
        assertThat(recorded.header("X-TWO")).hasValue("a");
        assertThat(recorded.headers("X-TWO")).containsExactly("a", "b");
        assertThat(new String(recorded.head(), ISO_8859_1) + recorded.bodyText())
                .isEqualTo(request);
        assertThat(recorded.chunked()).isFalse();
        assertThat(recorded.complete()).isTrue();
    }

    @Test
    void aChunkedBodyIsKeptWithAndWithoutItsFraming() throws Exception {
        upstream.answer(Scripts.echoBody());
        String framed = "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n";

        try (RawClient client = client()) {
            RawResponse response =
                    client.exchange("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + framed);
            assertThat(response.text()).isEqualTo("abcde");
        }

        RecordedRequest recorded = upstream.take();
        assertThat(recorded.chunked()).isTrue();
        assertThat(recorded.bodyText()).isEqualTo("abcde");
        assertThat(recorded.rawBody()).asString(UTF_8).isEqualTo(framed);
    }

    @Test
    void aBodyTooLargeToHoldIsCountedAndHashed() throws Exception {
        long length = 50_000_000;
        upstream.countBodies().answer(Scripts.json(200, "{}"));

        try (RawClient client = client()) {
            client.send("PUT /v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
                    .send(Bytes.stream(1, length));
            assertThat(client.readHead().status()).isEqualTo(200);
        }

        RecordedRequest recorded = upstream.take();
        assertThat(recorded.bodyLength()).isEqualTo(length);
        assertThat(recorded.bodySha256()).isEqualTo(Bytes.sha256(Bytes.stream(1, length)));
        assertThatThrownBy(recorded::body).hasMessageContaining("bodyLength()");
    }

    @Test
    void aReusedConnectionIsTold() throws Exception {
        upstream.answer(Scripts.json(200, "{}"));

        try (RawClient first = client();
                RawClient second = client()) {
            first.exchange(RawClient.get("/1", "x"));
            first.exchange(RawClient.get("/2", "x"));
            second.exchange(RawClient.get("/3", "x"));
        }

        assertThat(upstream.requests())
                .extracting(RecordedRequest::target, RecordedRequest::connection, RecordedRequest::sequence)
                .containsExactly(tuple("/1", 1, 1), tuple("/2", 1, 2), tuple("/3", 2, 1));
        assertThat(upstream.connections()).isEqualTo(2);
    }

    @Test
    void rulesComeBeforeAnswersAndTheLastAnswerIsRepeated() throws Exception {
        upstream.on(r -> r.target().equals("/rule"), Scripts.json(201, "{}"))
                .answer(Scripts.json(429, "{}"), Scripts.json(200, "{}"));

        try (RawClient client = client()) {
            assertThat(client.exchange(RawClient.get("/rule", "x")).status()).isEqualTo(201);
            assertThat(client.exchange(RawClient.get("/", "x")).status()).isEqualTo(429);
            assertThat(client.exchange(RawClient.get("/rule", "x")).status()).isEqualTo(201);
            assertThat(client.exchange(RawClient.get("/", "x")).status()).isEqualTo(200);
            assertThat(client.exchange(RawClient.get("/", "x")).status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotScriptedIsNotFound() throws Exception {
        try (RawClient client = client()) {
            RawResponse response = client.exchange(RawClient.get("/v1/models", "x"));

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).contains("no script for GET /v1/models");
        }
    }

    @Test
    void aStreamGoesOnWhenTheTestSaysSo() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{}");
            wire.await(seen);
            wire.chunk("late");
            wire.endChunks();
        });

        try (RawClient client = client()) {
            client.send(RawClient.get("/", "x")).readHead();
            assertThat(client.readChunk()).asString(UTF_8).isEqualTo("event: ping\ndata: {}\n\n");
            seen.countDown();
            assertThat(client.readChunk()).asString(UTF_8).isEqualTo("late");
            assertThat(client.cleanEnd()).isTrue();
        }
    }

    @Test
    void aCutAndACleanCloseLookDifferentToTheClient() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        upstream.on(r -> r.target().equals("/cut"), (request, wire) -> {
                    wire.head(200, "Content-Length: 10");
                    wire.send("half");
                    wire.await(read);
                    wire.cut();
                })
                .on(r -> r.target().equals("/fin"), (request, wire) -> {
                    wire.eventStream();
                    wire.chunk("half");
                    wire.fin();
                });

        try (RawClient client = client()) {
            client.send(RawClient.get("/cut", "x")).readHead();
            assertThat(client.readBodyUntil("half")).isEqualTo("half");
            read.countDown();
            assertThat(client.ending()).isEqualTo(Ending.RESET);
        }
        try (RawClient client = client()) {
            RawResponse response = client.exchange(RawClient.get("/fin", "x"));
            assertThat(response.text()).isEqualTo("half");
            assertThat(response.ending()).isEqualTo(Ending.CUT);
        }
    }

    @Test
    void aConnectionCanBeClosedAfterItsAnswer() throws Exception {
        upstream.answer((request, wire) -> {
            wire.json(200, "{}");
            wire.closeAfter();
        });

        try (RawClient client = client()) {
            assertThat(client.exchange(RawClient.get("/", "x")).cleanEnd()).isTrue();
            assertThat(client.awaitClosed(BOUND)).isTrue();
        }
    }

    @Test
    void aConnectionIsClosedWhenItsClientAsksForThat() throws Exception {
        upstream.answer(Scripts.json(200, "{}"));

        try (RawClient client = client()) {
            client.exchange(RawClient.get("/", "x", "Connection: close"));
            assertThat(client.awaitClosed(BOUND)).isTrue();
        }
    }

    @Test
    void idleConnectionsAreClosedWhenTheTestSaysSo() throws Exception {
        upstream.answer(Scripts.json(200, "{}"));

        try (RawClient client = client()) {
            client.exchange(RawClient.get("/", "x"));
            upstream.closeConnections();
            assertThat(client.awaitClosed(BOUND)).isTrue();
        }
    }

    @Test
    void aClientThatLeavesIsNoticedInSilence() throws Exception {
        for (boolean reset : new boolean[] {true, false}) {
            CompletableFuture<Boolean> gone = new CompletableFuture<>();
            upstream.answer((request, wire) -> {
                wire.eventStream();
                gone.complete(wire.awaitClientGone(BOUND));
            });

            try (RawClient client = client()) {
                client.send(RawClient.get("/", "x")).readHead();
                if (reset) {
                    client.reset();
                }
            }

            assertThat(gone.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatStaysIsNotGone() throws Exception {
        upstream.answer(
                (request, wire) -> wire.json(200, Boolean.toString(wire.awaitClientGone(Duration.ofMillis(20)))));

        try (RawClient client = client()) {
            client.send(RawClient.get("/1", "x"));
            // the next request, sent meanwhile, is not lost
            RawResponse first = client.exchange(RawClient.get("/2", "x"));
            assertThat(first.text()).isEqualTo("false");
            assertThat(client.readHead().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).extracting(RecordedRequest::target).containsExactly("/1", "/2");
    }

    @Test
    void anAnswerCanComeBeforeTheBody() throws Exception {
        upstream.answerBeforeBody(r -> r.method().equals("POST"), (request, wire) -> {
            wire.json(413, "{}");
            assertThat(wire.bytesSent()).isPositive();
        });

        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(413);
            assertThat(client.readBody()).asString(UTF_8).isEqualTo("{}");
            assertThat(upstream.awaitHead(BOUND).complete()).isFalse();
            assertThat(upstream.requests()).isEmpty();

            client.send("abcdef");
            assertThat(upstream.take().bodyText()).isEqualTo("abcdef");
        }
    }

    @Test
    void aBodyCanBeWatchedWhileItComes() throws Exception {
        upstream.answer(Scripts.echoBody());

        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .sendChunk("abc".getBytes(UTF_8));
            RecordedRequest request = upstream.awaitHead(BOUND);
            assertThat(request.awaitBody(3, BOUND)).isTrue();
            assertThat(request.complete()).isFalse();

            client.sendChunk(new byte[0]);
            assertThat(request.awaitComplete(BOUND)).isTrue();
            assertThat(client.readHead().header("content-length")).hasValue("3");
        }
    }

    @Test
    void anUploadThatItsClientBreaksOffIsNotComplete() throws Exception {
        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
        }

        RecordedRequest request = upstream.take();
        assertThat(request.complete()).isFalse();
        assertThat(request.bodyText()).isEqualTo("abc");
    }

    @Test
    void aClientThatWaitsForContinueGetsIt() throws Exception {
        upstream.answer(Scripts.echoBody());

        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(100);
            client.send("a");
            assertThat(client.readHead().status()).isEqualTo(200);
        }
    }

    @Test
    void whatAScriptThrowsFailsTheTest() throws Exception {
        upstream.answer((request, wire) -> assertThat(request.target()).isEqualTo("/other"));

        try (RawClient client = client()) {
            assertThatThrownBy(() -> client.exchange(RawClient.get("/this", "x")))
                    .isInstanceOf(IOException.class);
        }

        assertThatThrownBy(upstream::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GET /this")
                .hasMessageContaining("/other");
        upstream.verify();
    }

    @Test
    void aScriptThatForgetsToAnswerFailsTheTest() throws Exception {
        upstream.answer((request, wire) -> {});

        try (RawClient client = client()) {
            assertThatThrownBy(() -> client.exchange(RawClient.get("/", "x"))).isInstanceOf(IOException.class);
        }

        assertThatThrownBy(upstream::verify).hasMessageContaining("neither answered nor ended");
    }

    @Test
    void aRuleThatCannotTellFailsTheTest() throws Exception {
        upstream.countBodies().on(request -> request.bodyText().isEmpty(), Scripts.message());

        try (RawClient client = client()) {
            assertThatThrownBy(() -> client.exchange(RawClient.get("/", "x"))).isInstanceOf(IOException.class);
        }

        assertThatThrownBy(upstream::verify).hasMessageContaining("a rule can't tell");
    }

    @Test
    void aClientThatSpeaksNoHttpFailsTheTest() throws Exception {
        try (RawClient client = client()) {
            client.send("hello\r\n\r\n");
            assertThat(client.awaitClosed(BOUND)).isTrue();
        }

        assertThatThrownBy(upstream::verify).hasRootCauseMessage("not the first line of an HTTP/1.1 message: 'hello'");
    }

    @Test
    void afterAResetNothingIsLeftOfTheTestBefore() throws Exception {
        upstream.countBodies().answer(Scripts.json(200, "{}"));
        try (RawClient client = client()) {
            client.exchange(RawClient.get("/", "x"));
            upstream.reset();

            assertThat(upstream.requests()).isEmpty();
            assertThat(upstream.connections()).isZero();
            assertThat(client.exchange(RawClient.get("/", "x")).status()).isEqualTo(404);
            assertThat(upstream.take().body()).isEmpty();
        }
    }

    @Test
    void closingEndsAScriptThatWaits() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        upstream.answer((request, wire) -> wire.await(never));

        try (RawClient client = client()) {
            client.send(RawClient.get("/", "x"));
            upstream.take();
            upstream.close();
            assertThat(client.awaitClosed(BOUND)).isTrue();
        }
    }

    @Test
    void aRequestThatDoesNotComeFailsTheTest() {
        assertThatThrownBy(() -> upstream.awaitRequest(Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("so far: []");
        assertThatThrownBy(() -> upstream.awaitRequests(2, Duration.ZERO)).hasMessageContaining("2 requests");
    }

    @Test
    void thereArePortsThatRefuseAndPortsThatNeverAnswer() throws Exception {
        assertThatThrownBy(() -> RawClient.connect(URI.create(upstream.refuse()).getPort()))
                .isInstanceOf(ConnectException.class);

        try (RawClient client =
                RawClient.connect(URI.create(upstream.blackhole()).getPort(), Duration.ofMillis(50))) {
            assertThatThrownBy(() -> client.exchange(RawClient.get("/", "x")))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private RawClient client() throws IOException {
        return RawClient.connect(upstream.port());
    }
}
