package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RawClientTest {
    private static final byte[] GET = RawClient.get("/", "x");

    private final FakeUpstream server = FakeUpstream.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anAnswerIsShownAsItCame() throws Exception {
        server.answer((request, wire) -> {
            wire.send(
                    "HTTP/1.1 299 As  It Came\r\nx-ONE: 1\r\nX-Two:2\r\nx-one:  3\r\nContent-Length: 3\r\n\r\n\u00e9!");
        });

        try (RawClient client = RawClient.connect(server.port())) {
            RawResponse response = client.exchange(GET);

            assertThat(response.statusLine()).isEqualTo("HTTP/1.1 299 As  It Came");
            assertThat(response.status()).isEqualTo(299);
            assertThat(response.headers())
                    .containsExactly(
                            Map.entry("x-ONE", "1"),
                            Map.entry("X-Two", "2"),
                            Map.entry("x-one", "3"),
                            Map.entry("Content-Length", "3"));
            assertThat(response.header("X-One")).hasValue("1");
            assertThat(response.headers("X-One")).containsExactly("1", "3");
            assertThat(response.text()).isEqualTo("\u00e9!");
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void aBodyCanBePassedOnInsteadOfHeld() throws Exception {
        byte[] body = Bytes.random(7, 300_000);
        server.answer((request, wire) -> {
            wire.head(200, "Content-Length: " + body.length);
            wire.send(body);
        });

        try (RawClient client = RawClient.connect(server.port())) {
            client.send(GET).readHead();
            ByteArrayOutputStream passedOn = new ByteArrayOutputStream();
            client.readBody(passedOn);

            assertThat(passedOn.toByteArray()).isEqualTo(body);
            assertThat(client.readBody()).isEmpty();
            assertThat(client.cleanEnd()).isTrue();
        }
    }

    @Test
    void everyFramingHasItsEnd() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            server.answer((request, wire) -> wire.send("HTTP/1.1 204 No Content\r\n\r\n"));
            assertThat(client.exchange(GET).body()).isEmpty();

            server.answer(Scripts.json(200, "{}"));
            assertThat(client.exchange("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").body())
                    .isEmpty();

            server.answer((request, wire) -> {
                wire.send("HTTP/1.1 103 Early Hints\r\n\r\n");
                wire.head(200, "Transfer-Encoding: chunked");
                wire.send("1\r\na\r\n1\r\nb\r\n0\r\nTrailer: t\r\n\r\n");
            });
            assertThat(client.exchange(GET).text()).isEqualTo("ab");

            server.answer((request, wire) -> {
                wire.head(200);
                wire.send("until the close");
                wire.closeAfter();
            });
            RawResponse response = client.exchange(GET);
            assertThat(response.text()).isEqualTo("until the close");
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void chunksAreSeenWithTheirEdges() throws Exception {
        server.answer((request, wire) -> {
            wire.head(200, "Transfer-Encoding: chunked");
            wire.chunk("one ");
            wire.send("3\r\ntw"); // one chunk in two writes
            wire.send("o\r\n");
            wire.endChunks();
        });

        try (RawClient client = RawClient.connect(server.port())) {
            client.send(GET).readHead();
            assertThat(client.readChunk()).asString(UTF_8).isEqualTo("one ");
            assertThat(client.readChunk()).asString(UTF_8).isEqualTo("two");
            assertThat(client.readChunk()).isEmpty();
            assertThat(client.ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void aChunkThatIsCutIsNoChunk() throws Exception {
        server.answer((request, wire) -> {
            wire.head(200, "Transfer-Encoding: chunked");
            wire.send("5\r\nab");
            wire.fin();
        });

        try (RawClient client = RawClient.connect(server.port())) {
            client.send(GET).readHead();
            assertThatThrownBy(client::readChunk).isInstanceOf(EOFException.class);
            assertThat(client.ending()).isEqualTo(Ending.CUT);
        }
    }

    @Test
    void eventsAreReadAcrossChunks() throws Exception {
        server.answer((request, wire) -> {
            wire.eventStream();
            wire.chunk("event: a\n");
            wire.chunk("data: \u20ac\n\nevent: b\ndata: 2\n");
            wire.chunk("\nrest");
            wire.endChunks();
        });

        try (RawClient client = RawClient.connect(server.port())) {
            client.send(GET).readHead();
            assertThat(client.readEvent()).isEqualTo("event: a\ndata: \u20ac\n\n");
            assertThat(client.readEvent()).isEqualTo("event: b\ndata: 2\n\n");
            assertThatThrownBy(client::readEvent)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("'rest'");
        }
    }

    @Test
    void theWireIsReadWithItsFraming() throws Exception {
        server.answer((request, wire) -> {
            wire.eventStream();
            wire.chunk("abc");
            wire.endChunks();
            wire.closeAfter();
        });

        try (RawClient client = RawClient.connect(server.port())) {
            client.send(GET);
            assertThat(client.readUntil("\r\n")).isEqualTo("HTTP/1.1 200 OK\r\n");
            assertThat(client.readUntil("\r\n\r\n")).endsWith("Transfer-Encoding: chunked\r\n\r\n");
            assertThat(client.readExactly(4)).asString(UTF_8).isEqualTo("3\r\na");
            assertThat(client.readToEnd()).asString(UTF_8).isEqualTo("bc\r\n0\r\n\r\n");
        }
    }

    @Test
    void aReadThatTimedOutCanBeTriedAgain() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        server.answer((request, wire) -> {
            wire.head(200, "Transfer-Encoding: chunked");
            wire.send("5\r\nab");
            wire.await(timedOut);
            wire.send("cde\r\n");
            wire.endChunks();
        });

        try (RawClient client = RawClient.connect(server.port())) {
            client.send(GET).readHead();
            client.timeout(Duration.ofMillis(50));
            assertThatThrownBy(client::readChunk).isInstanceOf(SocketTimeoutException.class);
            client.timeout(Duration.ofSeconds(10));
            timedOut.countDown();
            assertThat(client.readChunk()).asString(UTF_8).isEqualTo("abcde");
        }
    }

    @Test
    void aHalfClosedClientStillReads() throws Exception {
        server.answer(Scripts.echoBody());

        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.post("/", "x", "body".getBytes(UTF_8), "X-Test: 1"));
            client.halfClose();
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.readBody()).asString(UTF_8).isEqualTo("body");
        }
        assertThat(server.take().header("x-test")).hasValue("1");
    }

    @Test
    void anAnswerThatDoesNotComeIsAnError() throws Exception {
        server.answer((request, wire) -> wire.fin());

        try (RawClient client = RawClient.connect(server.port())) {
            assertThatThrownBy(() -> client.exchange(GET))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the peer closed without an answer");
        }
    }
}
