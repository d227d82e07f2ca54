package io.agenticproxy.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.HttpHead;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies of any size pass through a proxy that has only 80 MB of heap, one after another and many at once: they are
 * streamed, and what is held is bounded.
 */
@Timeout(240)
class LargeTransferIT {
    private static final int MB = 1024 * 1024;
    private static final long LARGEST_FILE = 500L * MB;
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int AT_ONCE = 30;

    private static FakeUpstream upstream;
    private static ProxyProcess proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyProcess.start(
                Map.of("UPSTREAM_URL", upstream.url()), "-Xmx80m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void nothingExhausted() {
        upstream.reset();
        assertThat(proxy.running()).as(proxy.output()).isTrue();
        assertThat(proxy.output()).doesNotContain("OutOfMemory").doesNotContain("ERROR");
    }

    /** A request for a message, of so many bytes. */
    private static InputStream message(int number, int length) {
        byte[] begin = ("{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"system\":\"" + number
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"")
                .getBytes(UTF_8);
        byte[] end = "\"}]}".getBytes(UTF_8);
        return new SequenceInputStream(
                new SequenceInputStream(
                        new ByteArrayInputStream(begin), new Letters(length - begin.length - end.length)),
                new ByteArrayInputStream(end));
    }

    private static RawClient send(String target, long length, InputStream body) throws IOException {
        RawClient client = RawClient.connect(proxy.port(), BOUND);
        client.send(
                "POST " + target + " HTTP/1.1\r\nHost: " + proxy.host() + "\r\nContent-Length: " + length + "\r\n\r\n");
        return client.send(body);
    }

    @Test
    void aFileOf500MbIsUploadedWhole() throws Exception {
        upstream.countBodies().answer(Scripts.json(200, "{\"type\":\"file\"}"));

        try (RawClient client = send("/v1/files", LARGEST_FILE, Bytes.stream(1, LARGEST_FILE))) {
            assertThat(client.readHead().status()).isEqualTo(200);
        }

        RecordedRequest received = upstream.awaitRequest(BOUND);
        assertThat(received.complete()).isTrue();
        assertThat(received.bodyLength()).isEqualTo(LARGEST_FILE);
        assertThat(received.bodySha256()).isEqualTo(Bytes.sha256(Bytes.stream(1, LARGEST_FILE)));
    }

    @Test
    void aFileOf500MbIsDownloadedWhole() throws Exception {
        upstream.answer((request, wire) -> {
            wire.head(200, "Content-Type: application/octet-stream", "Transfer-Encoding: chunked");
            try (InputStream content = Bytes.stream(2, LARGEST_FILE)) {
                for (byte[] piece = content.readNBytes(MB); piece.length > 0; piece = content.readNBytes(MB)) {
                    wire.chunk(piece);
                }
            }
            wire.endChunks();
        });

        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (RawClient client = RawClient.connect(proxy.port(), BOUND)) {
            client.send(RawClient.get("/v1/files/file_1/content", proxy.host()));
            HttpHead head = client.readHead();
            assertThat(head.status()).isEqualTo(200);
            client.readBody(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            assertThat(client.cleanEnd()).isTrue();
        }
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(Bytes.sha256(Bytes.stream(2, LARGEST_FILE)));
    }

    @Test
    void aMessageTooLargeToHoldPassesWhole() throws Exception {
        int length = 9 * MB;
        upstream.countBodies().answer(Scripts.json(200, "{\"type\":\"message\"}"));

        try (RawClient client = send("/v1/messages", length, message(1, length))) {
            assertThat(client.readHead().status()).isEqualTo(200);
        }

        assertThat(upstream.awaitRequest(BOUND).bodySha256()).isEqualTo(Bytes.sha256(message(1, length)));
    }

    /** Some are small enough to be held, but not all of them at once. */
    @ParameterizedTest
    @ValueSource(ints = {7 * MB, 3 * MB, 700 * 1024})
    void messagesWithoutRoomForAllAtOncePassWhole(int length) throws Exception {
        CountDownLatch allThere = new CountDownLatch(AT_ONCE);
        upstream.countBodies().answer((request, wire) -> {
            allThere.countDown();
            wire.await(allThere);
            wire.json(200, "{\"sha256\":\"" + request.bodySha256() + "\"}");
        });

        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int number = i;
                answers.add(clients.submit(() -> {
                    try (RawClient client = send("/v1/messages", length, message(number, length))) {
                        client.readHead();
                        return new String(client.readBody(), UTF_8);
                    }
                }));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(answers.get(i).get(BOUND.toSeconds(), TimeUnit.SECONDS))
                        .as(proxy.output())
                        .isEqualTo("{\"sha256\":\"" + Bytes.sha256(message(i, length)) + "\"}");
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":1}", "[[]]", "\"a\""})
    void messagesOfManySmallValuesPassWhole(String item) throws Exception {
        int count = 240_000 / (item.equals("{}") ? 2 : item.startsWith("{") || item.equals("[[]]") ? 4 : 1);
        byte[] body = ("{\"model\":\"claude-opus-5-5\",\"x\":[" + (item + ",").repeat(count) + "1]}").getBytes(UTF_8);
        CountDownLatch allThere = new CountDownLatch(AT_ONCE);
        upstream.countBodies().answer((request, wire) -> {
            allThere.countDown();
            wire.await(allThere);
            wire.json(200, "{\"sha256\":\"" + request.bodySha256() + "\"}");
        });
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(clients.submit(() -> {
                    try (RawClient client = send("/v1/messages", body.length, new ByteArrayInputStream(body))) {
                        client.readHead();
                        return new String(client.readBody(), UTF_8);
                    }
                }));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(answers.get(i).get(BOUND.toSeconds(), TimeUnit.SECONDS))
                        .as(proxy.output())
                        .isEqualTo("{\"sha256\":\"" + Bytes.sha256(body) + "\"}");
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** So many letters. */
    private static final class Letters extends InputStream {
        private int left;

        private Letters(int count) {
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            int given = Math.min(count, left);
            if (given <= 0) {
                return count == 0 ? 0 : -1;
            }
            Arrays.fill(target, offset, offset + given, (byte) 'x');
            left -= given;
            return given;
        }
    }
}
