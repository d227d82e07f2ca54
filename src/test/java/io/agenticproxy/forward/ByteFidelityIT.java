package io.agenticproxy.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client sent is what upstream receives; what upstream sent is what the client receives. */
class ByteFidelityIT {
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

    private static RawResponse send(byte[] request) throws Exception {
        try (RawClient client = proxy.connect()) {
            return client.exchange(request);
        }
    }

    private static RecordedRequest post(String target, byte[] body, String... headers) throws Exception {
        upstream.answer(Scripts.message());
        send(RawClient.post(target, proxy.host(), body, headers));
        return upstream.take();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"claude-opus-5-5\",\"max_tokens\":1e2,\"messages\":[]}",
                "{ \"messages\" : [ {\"role\":\"user\",\"content\":\"\\u00e9\\ud83d\\ude00 é😀\"} ],\n\t\"model\":\"x\" }",
                "{\"model\":\"x\",\"temperature\":0.10000000000000000000001,\"n\":-0.0}",
                "{\"model\":\"x\",\"model\":\"y\"}",
                "[1,2,3]",
                "not json at all",
                "{\"model\":",
                "\uFEFF{\"model\":\"x\"}",
                "{\"model\":{\"a\":1},\"stream\":\"maybe\"}",
                "{\"a\":1} trailing"
            })
    void aMessageBodyArrivesByteForByte(String body) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);

        RecordedRequest received = post("/v1/messages", bytes, "Content-Type: application/json");

        assertThat(received.body()).isEqualTo(bytes);
        assertThat(received.header("content-length")).contains(String.valueOf(bytes.length));
    }

    @Test
    void invalidUtf8ArrivesByteForByte() throws Exception {
        byte[] bytes = "{\"model\":\"\u00ff\u00fe\u00c0\u0080\"}".getBytes(ISO_8859_1);

        assertThat(post("/v1/messages", bytes).body()).isEqualTo(bytes);
    }

    @Test
    void deepNestingAndEnormousNumbersAreUpstreamsToJudge() throws Exception {
        String deep = "{\"model\":\"x\",\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        String huge = "{\"model\":\"x\",\"max_tokens\":" + "9".repeat(100_000) + "}";

        assertThat(post("/v1/messages", deep.getBytes(UTF_8)).bodyText()).isEqualTo(deep);
        assertThat(post("/v1/messages", huge.getBytes(UTF_8)).bodyText()).isEqualTo(huge);
    }

    @Test
    void aCompressedBodyStaysCompressed() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("{\"model\":\"x\",\"messages\":[]}".getBytes(UTF_8));
        }

        RecordedRequest received = post("/v1/messages", zipped.toByteArray(), "Content-Encoding: gzip");

        assertThat(received.body()).isEqualTo(zipped.toByteArray());
        assertThat(received.header("content-encoding")).contains("gzip");
    }

    @Test
    void aChunkedBodyArrivesWhole() throws Exception {
        upstream.answer(Scripts.message());
        try (RawClient client = proxy.connect()) {
            client.send(
                    "POST /v1/messages HTTP/1.1\r\nHost: " + proxy.host() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.sendChunk("{\"model\":".getBytes(UTF_8));
            client.sendChunk("\"x\"}".getBytes(UTF_8));
            client.sendChunk(new byte[0]);
            assertThat(client.readHead().status()).isEqualTo(200);
        }

        assertThat(upstream.take().bodyText()).isEqualTo("{\"model\":\"x\"}");
    }

    @Test
    void aBodyTooLargeToHoldStreamsThroughUntouched() throws Exception {
        byte[] bytes = Bytes.random(7, 9 * 1024 * 1024);

        assertThat(post("/v1/messages", bytes).body()).isEqualTo(bytes);
    }

    @Test
    void aBodyOverTheApisLimitIsRefusedInItsShape() throws Exception {
        RawResponse response = send(("POST /v1/messages HTTP/1.1\r\nHost: " + proxy.host()
                        + "\r\nContent-Length: 33554433\r\nConnection: close\r\n\r\n")
                .getBytes(UTF_8));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.text()).contains("\"type\":\"request_too_large\"").contains("\"request_id\":\"req_proxy_");
        assertThat(response.header("x-should-retry")).contains("false");
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages?beta=true",
                "/v1/messages/count_tokens?beta=true",
                "/v1/models/a%2Fb",
                "/v1/files/%E2%82%AC%20x/content?x=~%zz&x-api-key=abc&beta=1",
                "/v1/models?after_id=&limit=1000&q=a+b%20c",
                "/v1/x?q={\"a\":[1|2^`<>]}",
                "/v1/sessions/../models",
                "/v1//double//slash",
                "/v1/x;p=1?y",
                "/unknown/path?",
                "/api/hello"
            })
    void aTargetArrivesCharacterForCharacter(String target) throws Exception {
        upstream.answer(Scripts.json(200, "{}"));
        byte[] request = ("GET " + target + " HTTP/1.1\r\nHost: " + proxy.host() + "\r\nConnection: close\r\n\r\n")
                .getBytes(UTF_8);

        assertThat(send(request).status()).isEqualTo(200);
        assertThat(upstream.take().line().getBytes(ISO_8859_1))
                .isEqualTo(("GET " + target + " HTTP/1.1").getBytes(UTF_8));
    }

    @Test
    void headersArriveInOrderRepeatedAndUnjoined() throws Exception {
        RecordedRequest received = post(
                "/v1/messages?beta=true",
                "{}".getBytes(UTF_8),
                "beta: header-named-like-a-parameter",
                "X-List: [a, b]",
                "anthropic-beta: one,two",
                "anthropic-beta: three",
                "X-Latin: caf\u00e9",
                "User-Agent: Anthropic/Java 3.4.0",
                "Accept-Encoding: gzip, br");

        assertThat(received.headers().stream().map(h -> h.getKey() + "=" + h.getValue()))
                .containsSubsequence(
                        "beta=header-named-like-a-parameter",
                        "x-list=[a, b]",
                        "anthropic-beta=one,two",
                        "anthropic-beta=three",
                        "x-latin=caf\u00e9",
                        "user-agent=Anthropic/Java 3.4.0",
                        "accept-encoding=gzip, br");
    }

    @Test
    void headersOfOneHopStayOnIt() throws Exception {
        RecordedRequest received = post(
                "/v1/messages",
                "{}".getBytes(UTF_8),
                "Connection: keep-alive, X-Mine",
                "X-Mine: 1",
                "Keep-Alive: timeout=5",
                "TE: trailers",
                "Proxy-Authorization: Basic abc",
                "Via: 1.0 elsewhere");

        assertThat(received.header("x-mine")).isEmpty();
        assertThat(received.header("keep-alive")).isEmpty();
        assertThat(received.header("te")).isEmpty();
        assertThat(received.header("proxy-authorization")).isEmpty();
        assertThat(received.headers("via")).containsExactly("1.0 elsewhere", "1.1 agentic-proxy");
        assertThat(received.header("host")).contains("127.0.0.1:" + upstream.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "PUT", "PATCH", "POST", "OPTIONS", "PROPFIND"})
    void everyMethodPassesWithItsBody(String method) throws Exception {
        upstream.answer(Scripts.echoBody());
        byte[] request = (method + " /v1/files/x HTTP/1.1\r\nHost: " + proxy.host()
                        + "\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
                .getBytes(UTF_8);

        RawResponse response = send(request);

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        RecordedRequest received = upstream.take();
        assertThat(received.method()).isEqualTo(method);
        assertThat(received.bodyText()).isEqualTo("hello");
        assertThat(response.text()).isEqualTo("hello");
    }

    @Test
    void aRequestWithoutBodyGetsNone() throws Exception {
        upstream.answer(Scripts.json(200, "{}"));

        send(RawClient.get("/v1/models", proxy.host(), "Connection: close"));

        RecordedRequest received = upstream.take();
        assertThat(received.header("content-length")).isEmpty();
        assertThat(received.header("transfer-encoding")).isEmpty();
    }

    @Test
    void headAsksAndAnswersWithoutBody() throws Exception {
        upstream.answer((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
        });
        try (RawClient client = proxy.connect()) {
            client.send("HEAD /api/hello HTTP/1.1\r\nHost: " + proxy.host() + "\r\nConnection: close\r\n\r\n");
            var head = client.readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).contains("1234");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void formsAndMultipartBodiesAreNotDecoded() throws Exception {
        byte[] form = "grant_type=x&assertion=a%20b+c".getBytes(UTF_8);
        byte[] multipart =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n\u0000\u0001\r\n--b--\r\n"
                        .getBytes(ISO_8859_1);

        assertThat(post("/v1/oauth/token", form, "Content-Type: application/x-www-form-urlencoded")
                        .body())
                .isEqualTo(form);
        assertThat(post("/v1/files", multipart, "Content-Type: multipart/form-data; boundary=b")
                        .body())
                .isEqualTo(multipart);
    }

    @Test
    void expectContinueIsAnsweredAndTheBodyPasses() throws Exception {
        upstream.answer(Scripts.message());
        try (RawClient client = proxy.connect()) {
            client.send("POST /v1/messages HTTP/1.1\r\nHost: " + proxy.host()
                    + "\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(100);
            client.send("{}");
            assertThat(client.readHead().status()).isEqualTo(200);
        }
        assertThat(upstream.take().bodyText()).isEqualTo("{}");
    }

    @Test
    void anAnswerComesBackByteForByte() throws Exception {
        byte[] binary = Bytes.random(3, 100_000);
        upstream.answer((request, wire) -> {
            wire.head(
                    200,
                    "Content-Type: application/octet-stream; charset=utf-8",
                    "X-List: [a, b]",
                    "Set-Cookie: a=1",
                    "Set-Cookie: b=2",
                    "Cache-Control: no-cache, no-store",
                    "Date: Mon, 01 Jan 2024 00:00:00 GMT",
                    "Content-Encoding: br",
                    "X-Latin: caf\u00e9",
                    "Content-Length: 100000");
            wire.send(binary);
        });

        RawResponse response = send(RawClient.get("/v1/files/x/content", proxy.host(), "Connection: close"));

        assertThat(response.body()).isEqualTo(binary);
        assertThat(response.header("content-type")).contains("application/octet-stream; charset=utf-8");
        assertThat(response.headers("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.header("x-list")).contains("[a, b]");
        assertThat(response.header("cache-control")).contains("no-cache, no-store");
        assertThat(response.headers("date")).containsExactly("Mon, 01 Jan 2024 00:00:00 GMT");
        assertThat(response.header("content-encoding")).contains("br");
        assertThat(response.header("x-latin")).contains("caf\u00e9");
        assertThat(response.header("content-length")).contains("100000");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 304, 400, 401, 403, 404, 408, 413, 422, 429, 499, 500, 502, 503, 529})
    void everyStatusComesBackWithItsHeaders(int status) throws Exception {
        boolean bodyless = status == 204 || status == 304;
        String body =
                bodyless ? "" : "{\"type\":\"error\",\"error\":{\"type\":\"x\",\"message\":\"as upstream said\"}}";
        upstream.answer((request, wire) -> {
            if (bodyless) {
                wire.head(status, "request-id: req_1");
            } else {
                wire.json(
                        status, body, "request-id: req_1", "retry-after: 7", "x-should-retry: true", "Location: /else");
            }
        });

        RawResponse response =
                send(RawClient.post("/v1/messages", proxy.host(), "{}".getBytes(UTF_8), "Connection: close"));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).isEqualTo(body);
        assertThat(response.header("request-id")).contains("req_1");
        if (!bodyless) {
            assertThat(response.headers("retry-after")).containsExactly("7");
            assertThat(response.headers("x-should-retry")).containsExactly("true");
        }
    }

    @Test
    void theProxyMarksWhatPassedThroughIt() throws Exception {
        upstream.answer(Scripts.message());

        RawResponse response =
                send(RawClient.post("/v1/messages", proxy.host(), "{}".getBytes(UTF_8), "Connection: close"));

        assertThat(response.header("via")).contains("1.1 agentic-proxy");
        assertThat(response.header("x-agentic-proxy-call-id").orElseThrow()).hasSize(36);
        assertThat(response.header("server-timing").orElseThrow())
                .matches("agentic-proxy;dur=[0-9.]+, upstream;dur=[0-9.]+");
    }

    @Test
    void onlyViaIsAddedToARequest() throws Exception {
        RecordedRequest received = post("/v1/messages", "{}".getBytes(UTF_8), "x-api-key: sk-ant-api03-own");

        List<String> names = received.headers().stream()
                .map(Map.Entry::getKey)
                .map(String::toLowerCase)
                .toList();
        assertThat(names).containsExactlyInAnyOrder("x-api-key", "via", "host", "content-length", "connection");
    }

    @Test
    void aRequestThatHasComeThroughBeforeIsALoop() throws Exception {
        RawResponse response =
                send(RawClient.get("/v1/models", proxy.host(), "Via: 1.1 agentic-proxy", "Connection: close"));

        assertThat(response.status()).isEqualTo(508);
        assertThat(response.text()).contains("UPSTREAM_URL");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void upstreamsAuthorityIsItsOwnWhateverTheTargetSays() throws Exception {
        upstream.answer(Scripts.json(200, "{}"));
        RawResponse response = send(("GET http://" + proxy.host() + "/v1/models?x=1 HTTP/1.1\r\nHost: " + proxy.host()
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(UTF_8));

        assertThat(response.status()).isEqualTo(200);
        RecordedRequest received = upstream.take();
        assertThat(received.target()).isEqualTo("/v1/models?x=1");
        assertThat(received.header("host")).contains("127.0.0.1:" + upstream.port());
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        upstream.on(r -> r.target().equals("/v1/one"), Scripts.json(200, "one"));
        upstream.on(r -> r.target().equals("/v1/two"), Scripts.json(200, "two"));
        try (RawClient client = proxy.connect()) {
            String one = new String(RawClient.get("/v1/one", proxy.host()), UTF_8);
            String two = new String(RawClient.get("/v1/two", proxy.host()), UTF_8);
            client.send(one + two);
            client.readHead();
            assertThat(new String(client.readBody(), UTF_8)).isEqualTo("one");
            client.readHead();
            assertThat(new String(client.readBody(), UTF_8)).isEqualTo("two");
        }
    }
}
