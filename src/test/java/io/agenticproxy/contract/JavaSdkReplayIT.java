package io.agenticproxy.contract;

import static io.agenticproxy.contract.JavaSdk.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.Scripts;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official SDK makes the same message of a hit as it made of upstream's answer, in the form of that and the other. */
class JavaSdkReplayIT {
    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    /** Makes each answer the first one to its request. */
    private static int asked;

    /** What the SDK made of an answer, and what the proxy said of where it was from. */
    private record Got(JsonNode message, String status) {}

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "CACHE_ENABLED", "true"));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "tool-use",
                "thinking",
                "thinking-and-tool-use",
                "thinking-omitted",
                "redacted-thinking",
                "several-blocks",
                "empty-text",
                "unicode",
                "crlf"
            })
    void aReplayOfAStreamIsTheSameMessage(String golden) throws Exception {
        byte[] stream = Bytes.resource("golden/" + golden + "/response.sse");
        upstream.answer((request, wire) -> { // in pieces that end anywhere, in a character too
            wire.eventStream();
            for (int at = 0; at < stream.length; at += 97) {
                wire.chunk(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + 97)));
            }
            wire.endChunks();
        });
        MessageCreateParams question = question();

        Got live = streamed(question);

        assertSameFromTheStore(question, live);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"type\":\"text\",\"text\":\"Gr\u00fc\u00dfe \\ud83c\\udf27 \\\"q\\\"\\n\",\"citations\":null}",
                "{\"type\":\"text\",\"text\":\"\"}",
                "{\"type\":\"text\",\"text\":\"x\",\"of_tomorrow\":{\"a\":[1.50,null]}}",
                "{\"type\":\"thinking\",\"thinking\":\"Hm.\\nHm.\",\"signature\":\"EqQB+/==\"}",
                "{\"type\":\"redacted_thinking\",\"data\":\"EmwK/+=\"}",
                "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"edit\",\"caller\":{\"type\":\"direct\"},"
                        + "\"input\":{\"n\":1.5,\"big\":12345678901234567890123,\"list\":[null,true,{\"a\":\"\\\\\"}]}}",
                "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"now\",\"input\":{}}"
            })
    void aReplayOfAMessageIsTheSameMessage(String block) throws Exception {
        String message = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"First.\"}," + block + "],\"stop_reason\":\"tool_use\","
                + "\"stop_sequence\":null,\"field_of_tomorrow\":{\"x\":[1,\"2\"]},\"usage\":{\"input_tokens\":25,"
                + "\"cache_creation_input_tokens\":7,\"cache_read_input_tokens\":1024,\"output_tokens\":503,"
                + "\"tokens_of_tomorrow\":3,\"service_tier\":\"standard\"}}";
        upstream.answer(Scripts.json(200, message));
        MessageCreateParams question = question();

        Got live = whole(question);

        assertThat(live.message()).as("nothing is lost on the way").isEqualTo(json(message));
        assertSameFromTheStore(question, live);
    }

    private static void assertSameFromTheStore(MessageCreateParams question, Got live) throws Exception {
        assertThat(live.status()).isEqualTo("agentic-proxy; fwd=miss");
        for (Got hit : new Got[] {streamed(question), whole(question)}) {
            assertThat(hit.status()).startsWith("agentic-proxy; hit; ");
            assertThat(hit.message()).isEqualTo(live.message());
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    private static MessageCreateParams question() {
        return MessageCreateParams.builder()
                .model("claude-opus-5-5")
                .maxTokens(1024)
                .addUserMessage("What is the weather in Z\u00fcrich? " + ++asked)
                .build();
    }

    private static Got whole(MessageCreateParams question) throws Exception {
        return JavaSdk.once(JavaSdk.at(proxy, new JavaSdk.Pauses()).maxRetries(0), client -> {
            try (HttpResponseFor<Message> response =
                    client.messages().withRawResponse().create(question)) {
                return new Got(json(response.parse().validate()), status(response));
            }
        });
    }

    private static Got streamed(MessageCreateParams question) throws Exception {
        return JavaSdk.once(JavaSdk.at(proxy, new JavaSdk.Pauses()).maxRetries(0), client -> {
            MessageAccumulator accumulator = MessageAccumulator.create();
            try (HttpResponseFor<StreamResponse<RawMessageStreamEvent>> response =
                            client.messages().withRawResponse().createStreaming(question);
                    StreamResponse<RawMessageStreamEvent> events = response.parse()) {
                events.stream().forEach(accumulator::accumulate);
                return new Got(json(accumulator.message().validate()), status(response));
            }
        });
    }

    private static String status(HttpResponseFor<?> response) {
        return response.headers().values("Cache-Status").get(0);
    }
}
