package io.agenticproxy.contract;

import static io.agenticproxy.contract.JavaSdk.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.MessageTokensCount;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.models.ModelInfo;
import com.anthropic.models.models.ModelListParams;
import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.contract.JavaSdk.Seen;
import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages, tools, token counts and models: the official SDK gets through the proxy what it gets without it. */
class JavaSdkIT {
    private static final String MODEL = "claude-opus-5-5";
    private static final String MESSAGE = Bytes.text("golden/thinking-and-tool-use/message.json");
    private static final byte[] STREAM = Bytes.resource("golden/thinking-and-tool-use/response.sse");

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static JavaSdk sdk;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.inFrontOf(upstream);
        sdk = new JavaSdk(upstream, proxy);
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

    private static MessageCreateParams.Builder question() {
        return MessageCreateParams.builder()
                .model(MODEL)
                .maxTokens(1024)
                .system("You are terse. Grüße, \u2028 \uD83C\uDF27 and \\ \"quotes\".")
                .addUserMessage("What is the weather in Zürich?");
    }

    private static Tool weather() {
        return Tool.builder()
                .name("get_weather")
                .description("The weather of a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .addRequired("city")
                        .build())
                .build();
    }

    private static Message streamed(AnthropicClient client) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(question().build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    private static Script events(byte[] bytes, int pieceLength) {
        return (request, wire) -> {
            wire.eventStream("request-id: " + Scripts.REQUEST_ID);
            for (int at = 0; at < bytes.length; at += pieceLength) {
                wire.chunk(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceLength)));
            }
            wire.endChunks();
        };
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void aMessageIsTheOneThatUpstreamSent() throws Exception {
        upstream.answer(Scripts.json(200, MESSAGE));

        Seen<Message> seen =
                sdk.same(client -> client.messages().create(question().build()));

        assertThat(json(seen.result())).isEqualTo(json(MESSAGE));
        RecordedRequest request = seen.request();
        assertThat(request.line()).isEqualTo("POST /v1/messages HTTP/1.1");
        assertThat(json(request.bodyText()).at("/messages/0/content").asText())
                .isEqualTo("What is the weather in Zürich?");
        assertThat(request.header("anthropic-version")).isPresent();
        assertThat(request.header("x-stainless-retry-count")).contains("0");
    }

    @Test
    void aFieldThatTheSdkDoesNotKnowReachesUpstreamAndComesBack() throws Exception {
        upstream.answer(Scripts.json(200, MESSAGE.replaceFirst("\\{", "{\"tomorrow\":{\"n\":1.50},")));

        Seen<Message> seen = sdk.same(client -> client.messages()
                .create(question()
                        .putAdditionalBodyProperty("tomorrow", JsonValue.from(List.of(1, "two")))
                        .build()));

        assertThat(seen.request().bodyText()).contains("\"tomorrow\":[1,\"two\"]");
        assertThat(seen.result()._additionalProperties()).containsOnlyKeys("tomorrow");
    }

    @Test
    void aStreamWithThinkingAndToolUseAccumulatesToTheWholeMessage() throws Exception {
        upstream.answer(events(STREAM, STREAM.length));

        Seen<Message> seen = sdk.same(JavaSdkIT::streamed);

        assertThat(json(seen.result())).isEqualTo(json(MESSAGE));
        assertThat(json(seen.request().bodyText()).path("stream").asBoolean()).isTrue();
    }

    @Test
    void aStreamThatIsCutIntoSingleBytesAccumulatesToTheSame() throws Exception {
        upstream.answer(events(STREAM, 1));

        Seen<Message> seen = sdk.same(JavaSdkIT::streamed);

        assertThat(json(seen.result())).isEqualTo(json(MESSAGE));
    }

    @Test
    void anEventIsThereBeforeUpstreamSendsTheNext() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        List<String> events = Scripts.events(MODEL, "Hel", "lo!");
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.chunk(events.get(0));
            wire.await(firstSeen);
            for (String event : events.subList(1, events.size())) {
                wire.chunk(event);
            }
            wire.endChunks();
        });

        JavaSdk.once(JavaSdk.at(proxy, new JavaSdk.Pauses()), client -> {
            try (StreamResponse<RawMessageStreamEvent> stream =
                    client.messages().createStreaming(question().build())) {
                Iterator<RawMessageStreamEvent> each = stream.stream().iterator();
                assertThat(each.next().isMessageStart()).isTrue();
                firstSeen.countDown();
                List<RawMessageStreamEvent> rest = new ArrayList<>();
                each.forEachRemaining(rest::add);
                assertThat(rest.get(rest.size() - 1).isMessageStop()).isTrue();
                return rest;
            }
        });
    }

    @Test
    void compressedAnswersAreReadable() throws Exception {
        byte[] message = gzip(MESSAGE.getBytes(UTF_8));
        byte[] stream = gzip(STREAM);
        upstream.on(r -> r.bodyText().contains("\"stream\":true"), (request, wire) -> {
            wire.eventStream("Content-Encoding: gzip");
            wire.chunk(stream);
            wire.endChunks();
        });
        upstream.answer((request, wire) -> {
            wire.head(
                    200,
                    "Content-Type: application/json",
                    "Content-Encoding: gzip",
                    "Content-Length: " + message.length);
            wire.send(message);
        });

        Seen<List<Message>> seen =
                sdk.same(client -> List.of(client.messages().create(question().build()), streamed(client)));

        assertThat(seen.requests().get(0).header("accept-encoding")).contains("gzip");
        assertThat(seen.result()).allSatisfy(m -> assertThat(json(m)).isEqualTo(json(MESSAGE)));
    }

    @Test
    void aToolIsUsedAndItsResultAnswered() throws Exception {
        upstream.on(r -> r.bodyText().contains("\"tool_result\""), Scripts.message("It rains."));
        upstream.answer(Scripts.json(200, MESSAGE));

        Seen<Message> seen = sdk.same(client -> {
            MessageCreateParams.Builder conversation = question().addTool(weather());
            Message asked = client.messages().create(conversation.build());
            String id = asked.content().get(2).asToolUse().id();
            return client.messages()
                    .create(conversation
                            .addMessage(asked)
                            .addUserMessageOfContentBlockParams(
                                    List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                            .toolUseId(id)
                                            .content("{\"rain\": true}")
                                            .build())))
                            .build());
        });

        assertThat(seen.result().content().get(0).asText().text()).isEqualTo("It rains.");
        JsonNode second = json(seen.requests().get(1).bodyText());
        assertThat(second.at("/messages/1/content/0/signature"))
                .isEqualTo(json(MESSAGE).at("/content/0/signature"));
        assertThat(second.at("/messages/1/content/2/input"))
                .isEqualTo(json(MESSAGE).at("/content/2/input"));
        assertThat(second.at("/messages/2/content/0/tool_use_id").asText()).isEqualTo("toolu_01Weather");
    }

    @Test
    void tokensAreCounted() throws Exception {
        upstream.answer(Scripts.json(200, "{\"input_tokens\":2095}"));

        Seen<MessageTokensCount> seen = sdk.same(client -> client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(MODEL)
                        .addUserMessage("How many?")
                        .build()));

        assertThat(seen.result().inputTokens()).isEqualTo(2095);
        assertThat(seen.request().line()).isEqualTo("POST /v1/messages/count_tokens HTTP/1.1");
    }

    @Test
    void theBetaHeaderAndQueryReachUpstream() throws Exception {
        upstream.answer(Scripts.message());

        Seen<?> seen = sdk.same(client -> client.beta()
                .messages()
                .create(com.anthropic.models.beta.messages.MessageCreateParams.builder()
                        .model(MODEL)
                        .maxTokens(10)
                        .addUserMessage("Hi")
                        .addBeta("context-management-2025-06-27")
                        .addBeta("a-beta-of-tomorrow-2027-01-01")
                        .putAdditionalQueryParam("beta", "true")
                        .build()));

        assertThat(seen.request().line()).isEqualTo("POST /v1/messages?beta=true HTTP/1.1");
        assertThat(String.join(",", seen.request().headers("anthropic-beta")))
                .isEqualTo("context-management-2025-06-27,a-beta-of-tomorrow-2027-01-01");
    }

    @Test
    void modelsAreListedPageByPage() throws Exception {
        String first = "{\"data\":[" + model("claude-a") + "," + model("claude-b")
                + "],\"has_more\":true,\"first_id\":\"claude-a\",\"last_id\":\"claude-b\"}";
        String second = "{\"data\":[" + model("claude-c")
                + "],\"has_more\":false,\"first_id\":\"claude-c\",\"last_id\":\"claude-c\"}";
        upstream.on(r -> r.target().contains("after_id=claude-b"), Scripts.json(200, second));
        upstream.answer(Scripts.json(200, first));

        Seen<List<String>> seen = sdk.same(client -> client
                .models()
                .list(ModelListParams.builder()
                        .limit(2)
                        .putAdditionalQueryParam("odd", "a b+c/ü&=%")
                        .build())
                .autoPager()
                .stream()
                .map(ModelInfo::id)
                .toList());

        assertThat(seen.result()).containsExactly("claude-a", "claude-b", "claude-c");
        assertThat(seen.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.target()).startsWith("/v1/models?");
            assertThat(JavaSdk.query(request, "limit")).containsExactly("2");
            assertThat(JavaSdk.query(request, "odd"))
                    .singleElement()
                    .satisfies(raw -> assertThat(URLDecoder.decode(raw, UTF_8)).isEqualTo("a b+c/ü&=%"));
        });
    }

    @Test
    void aModelIsRetrieved() throws Exception {
        upstream.answer(Scripts.json(200, model(MODEL)));

        Seen<ModelInfo> seen = sdk.same(client -> client.models().retrieve(MODEL));

        assertThat(seen.result().displayName()).isEqualTo("Model " + MODEL);
        assertThat(seen.request().line()).isEqualTo("GET /v1/models/" + MODEL + " HTTP/1.1");
    }

    @Test
    void headersOfTheAnswerAreReachable() throws Exception {
        Map<String, String> sent = Map.of(
                "request-id", Scripts.REQUEST_ID,
                "anthropic-organization-id", "0b6d2e0c-1111-4222-8333-944455556666",
                "anthropic-ratelimit-tokens-remaining", "39000",
                "anthropic-ratelimit-tokens-reset", "2026-11-24T10:00:00Z",
                "x-of-tomorrow", "a, b");
        String[] lines = sent.entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toArray(String[]::new);
        upstream.answer(Scripts.json(200, MESSAGE, lines));

        Seen<List<String>> seen = sdk.same(client -> {
            try (HttpResponseFor<Message> response =
                    client.messages().withRawResponse().create(question().build())) {
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.requestId()).contains(Scripts.REQUEST_ID);
                assertThat(json(response.parse())).isEqualTo(json(MESSAGE));
                return sent.keySet().stream()
                        .flatMap(name -> response.headers().values(name).stream())
                        .toList();
            }
        });

        assertThat(seen.result()).containsExactlyInAnyOrderElementsOf(sent.values());
    }

    private static String model(String id) {
        return "{\"type\":\"model\",\"id\":\"" + id + "\",\"display_name\":\"Model " + id
                + "\",\"created_at\":\"2026-10-07T00:00:00Z\",\"lifecycle\":\"active\",\"max_tokens\":128000}";
    }
}
