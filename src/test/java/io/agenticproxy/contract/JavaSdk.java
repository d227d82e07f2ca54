package io.agenticproxy.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.Sleeper;
import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RecordedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The official SDK for Java in front of one upstream: straight at it and through the proxy. */
final class JavaSdk {
    static final String KEY = "sk-ant-api03-the-agents-own";

    /** They belong to one connection, are there because of the proxy, or stand in another place. */
    private static final Set<String> APART =
            Set.of("host", "via", "connection", "keep-alive", "content-length", "transfer-encoding");

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final FakeUpstream upstream;
    private final ProxyUnderTest proxy;

    JavaSdk(FakeUpstream upstream, ProxyUnderTest proxy) {
        this.upstream = upstream;
        this.proxy = proxy;
    }

    /** A call as a user of the SDK writes it. */
    @FunctionalInterface
    interface Use<T> {
        T with(AnthropicClient client) throws Exception;
    }

    /** What the SDK gave, and what upstream received for it. */
    record Seen<T>(T result, List<RecordedRequest> requests) {
        RecordedRequest request() {
            assertThat(requests).hasSize(1);
            return requests.get(0);
        }
    }

    /** A pause that is noted and not made. */
    static final class Pauses implements Sleeper {
        private final List<Duration> asked = new CopyOnWriteArrayList<>();

        List<Duration> asked() {
            return List.copyOf(asked);
        }

        @Override
        public void sleep(Duration duration) {
            asked.add(duration);
        }

        @Override
        public CompletableFuture<Void> sleepAsync(Duration duration) {
            asked.add(duration);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }

    /** A client with the SDK's defaults, but for the pauses between its retries; its user closes it. */
    static AnthropicOkHttpClient.Builder at(ProxyUnderTest proxy, Pauses pauses) {
        return at(proxy.url(), pauses);
    }

    static AnthropicOkHttpClient.Builder at(String baseUrl, Pauses pauses) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey(KEY)
                .timeout(TIMEOUT)
                .sleeper(pauses);
    }

    /** Uses a client once, and closes it. */
    static <T> T once(AnthropicOkHttpClient.Builder builder, Use<T> use) throws Exception {
        AnthropicClient client = builder.build();
        try {
            return use.with(client);
        } finally {
            client.close();
        }
    }

    /**
     * Uses the SDK twice. Fails unless both uses gave the same, and unless upstream received the same requests: line,
     * header lines in their order, and body.
     */
    <T> Seen<T> same(Use<T> use) throws Exception {
        Seen<T> direct = seen(upstream.url(), use);
        Seen<T> proxied = seen(proxy.url(), use);
        assertThat(proxied.result()).isEqualTo(direct.result());
        assertThat(proxied.requests()).hasSameSizeAs(direct.requests());
        for (int i = 0; i < direct.requests().size(); i++) {
            RecordedRequest straight = direct.requests().get(i);
            RecordedRequest through = proxied.requests().get(i);
            assertThat(through.line()).isEqualTo(straight.line());
            assertThat(endToEnd(through)).isEqualTo(endToEnd(straight));
            assertThat(through.header("content-length")).isEqualTo(straight.header("content-length"));
            assertThat(through.chunked()).isEqualTo(straight.chunked());
            assertThat(comparableBody(through)).isEqualTo(comparableBody(straight));
            assertThat(through.header("via")).contains("1.1 agentic-proxy");
        }
        return proxied;
    }

    private <T> Seen<T> seen(String baseUrl, Use<T> use) throws Exception {
        int before = upstream.requests().size();
        T result = once(at(baseUrl, new Pauses()).maxRetries(0), use);
        List<RecordedRequest> all = upstream.requests();
        return new Seen<>(result, all.subList(before, all.size()));
    }

    private static List<Map.Entry<String, String>> endToEnd(RecordedRequest request) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!APART.contains(name)) {
                headers.add(Map.entry(name, withoutBoundary(request, header.getValue())));
            }
        }
        return headers;
    }

    private static String comparableBody(RecordedRequest request) {
        return withoutBoundary(request, new String(request.body(), ISO_8859_1));
    }

    /** The SDK makes up a boundary for each multipart body. */
    private static String withoutBoundary(RecordedRequest request, String text) {
        return request.header("content-type")
                .filter(type -> type.contains("boundary="))
                .map(type -> text.replace(type.substring(type.indexOf("boundary=") + 9), "(boundary)"))
                .orElse(text);
    }

    /** A value of the SDK as the JSON that it stands for. */
    static JsonNode json(Object value) throws Exception {
        return json(ObjectMappers.jsonMapper().writeValueAsString(value));
    }

    static JsonNode json(String text) throws Exception {
        return ObjectMappers.jsonMapper().readTree(text);
    }

    /** The values of one query parameter of a request's target, not decoded. */
    static List<String> query(RecordedRequest request, String name) {
        String target = request.target();
        return Arrays.stream(target.substring(target.indexOf('?') + 1).split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .toList();
    }
}
