package io.agenticproxy.contract;

import static io.agenticproxy.contract.JavaSdk.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.BetaMessageAccumulator;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.Scripts;
import io.agenticproxy.wire.Derivation;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official SDK gets the same message from an answer's other form, which upstream has never sent. */
class JavaSdkOtherFormTest {
    private static final int LIMIT = 1_000_000;
    private static final String USAGE = "{\"input_tokens\":25,\"cache_creation_input_tokens\":7,"
            + "\"cache_read_input_tokens\":1024,\"cache_creation\":{\"ephemeral_5m_input_tokens\":7,"
            + "\"ephemeral_1h_input_tokens\":0},\"output_tokens\":503,\"output_tokens_details\":{\"thinking_tokens\":12},"
            + "\"server_tool_use\":null,\"service_tier\":\"standard\",\"inference_geo\":\"not_available\"}";

    private static FakeUpstream upstream;

    /** A call, and the message that the SDK makes of its answer, as JSON. */
    @FunctionalInterface
    private interface Call {
        Object message(AnthropicClient client);
    }

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"type\":\"text\",\"text\":\"Gr\u00fc\u00dfe \\ud83c\\udf27 \\\"q\\\"\\n\",\"citations\":null}",
                "{\"type\":\"text\",\"text\":\"no citations at all\"}",
                "{\"type\":\"text\",\"text\":\"\",\"citations\":null}",
                "{\"type\":\"text\",\"text\":\"cited\",\"citations\":["
                        + "{\"type\":\"char_location\",\"cited_text\":\"a\",\"document_index\":0,\"document_title\":null,"
                        + "\"file_id\":null,\"start_char_index\":0,\"end_char_index\":1},"
                        + "{\"type\":\"page_location\",\"cited_text\":\"b\",\"document_index\":1,\"document_title\":\"B\","
                        + "\"file_id\":null,\"start_page_number\":1,\"end_page_number\":2}]}",
                "{\"type\":\"thinking\",\"thinking\":\"Hm.\\nHm.\",\"signature\":\"EqQB+/==\"}",
                "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"EqQB+/==\"}",
                "{\"type\":\"redacted_thinking\",\"data\":\"EmwK/+=\"}",
                "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"edit\",\"caller\":{\"type\":\"direct\"},"
                        + "\"input\":{\"n\":1.5,\"big\":12345678901234567890123,\"list\":[null,true,{\"a\":\"\\\\\"}]}}",
                "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"now\",\"input\":{}}"
            })
    void aMessageIsTheSameAsAStream(String block) throws Exception {
        String message = message("{\"type\":\"text\",\"text\":\"First.\"}," + block);

        assertThat(streamed(derivedStream(message))).isEqualTo(whole(message.getBytes(UTF_8)));
    }

    @Test
    void allOfAMessageIsInItsStream() throws Exception {
        String message = message("{\"type\":\"text\",\"text\":\"x\",\"citations\":null}");

        JsonNode streamed = streamed(derivedStream(message));

        assertThat(streamed).isEqualTo(json(message));
        assertThat(streamed.at("/usage/output_tokens").intValue()).isEqualTo(503);
    }

    @Test
    void aRecordedMessageIsTheSameAsAStream() throws Exception {
        for (String golden : new String[] {"json-tool-use/response.json", "thinking-and-tool-use/message.json"}) {
            String message = Bytes.text("golden/" + golden);

            assertThat(streamed(derivedStream(message))).as(golden).isEqualTo(whole(message.getBytes(UTF_8)));
        }
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
    void aRecordedStreamIsTheSameAsAMessageAndAsAStreamAgain(String golden) throws Exception {
        byte[] stream = Bytes.resource("golden/" + golden + "/response.sse");
        byte[] message = Derivation.messageOf(stream, LIMIT).result().orElseThrow();
        JsonNode live = live(stream);

        assertThat(whole(message)).isEqualTo(live);
        assertThat(streamed(derivedStream(new String(message, UTF_8)))).isEqualTo(live);
    }

    @Test
    void whatWasDoneToTheContextIsTheSameAsAStream() throws Exception {
        String message = message("{\"type\":\"text\",\"text\":\"x\",\"citations\":null}")
                .replaceFirst(
                        "\\{",
                        "{\"container\":null,\"context_management\":{\"applied_edits\":["
                                + "{\"type\":\"clear_tool_uses_20250919\",\"cleared_tool_uses\":3,"
                                + "\"cleared_input_tokens\":50000}]},");

        JsonNode streamed = betaStreamed(derivedStream(message));

        assertThat(streamed.at("/context_management/applied_edits/0/cleared_tool_uses")
                        .intValue())
                .isEqualTo(3);
        assertThat(streamed).isEqualTo(betaWhole(message));
    }

    private static String message(String blocks) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\","
                + "\"content\":[" + blocks + "],\"stop_reason\":\"tool_use\",\"stop_sequence\":null,"
                + "\"stop_details\":null,\"usage\":" + USAGE + "}";
    }

    private static byte[] derivedStream(String message) {
        return Derivation.streamOf(message.getBytes(UTF_8), LIMIT).result().orElseThrow();
    }

    private static MessageCreateParams question() {
        return MessageCreateParams.builder()
                .model("claude-opus-5-5")
                .maxTokens(1024)
                .addUserMessage("What is the weather in Z\u00fcrich?")
                .build();
    }

    private static com.anthropic.models.beta.messages.MessageCreateParams betaQuestion() {
        return com.anthropic.models.beta.messages.MessageCreateParams.builder()
                .model("claude-opus-5-5")
                .maxTokens(1024)
                .addUserMessage("What is the weather in Z\u00fcrich?")
                .build();
    }

    private static JsonNode whole(byte[] message) throws Exception {
        upstream.answer(Scripts.json(200, new String(message, UTF_8)));
        return called(client -> client.messages().create(question()).validate());
    }

    private static JsonNode betaWhole(String message) throws Exception {
        upstream.answer(Scripts.json(200, message));
        return called(client -> client.beta().messages().create(betaQuestion()).validate());
    }

    /** Events of a kind that is not known are no valid ones to the SDK, and it passes over them. */
    private static JsonNode live(byte[] stream) throws Exception {
        return streamed(stream, event -> event);
    }

    private static JsonNode streamed(byte[] stream) throws Exception {
        return streamed(stream, RawMessageStreamEvent::validate);
    }

    private static JsonNode streamed(byte[] stream, UnaryOperator<RawMessageStreamEvent> check) throws Exception {
        answer(stream);
        return called(client -> {
            MessageAccumulator accumulator = MessageAccumulator.create();
            try (StreamResponse<RawMessageStreamEvent> events =
                    client.messages().createStreaming(question())) {
                events.stream().map(check).forEach(accumulator::accumulate);
            }
            return accumulator.message().validate();
        });
    }

    private static JsonNode betaStreamed(byte[] stream) throws Exception {
        answer(stream);
        return called(client -> {
            BetaMessageAccumulator accumulator = BetaMessageAccumulator.create();
            try (StreamResponse<BetaRawMessageStreamEvent> events =
                    client.beta().messages().createStreaming(betaQuestion())) {
                events.stream().map(BetaRawMessageStreamEvent::validate).forEach(accumulator::accumulate);
            }
            return accumulator.message().validate();
        });
    }

    /** In pieces that end anywhere. */
    private static void answer(byte[] stream) {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            for (int at = 0; at < stream.length; at += 97) {
                wire.chunk(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + 97)));
            }
            wire.endChunks();
        });
    }

    private static JsonNode called(Call call) throws Exception {
        return JavaSdk.once(
                JavaSdk.at(upstream.url(), new JavaSdk.Pauses()).maxRetries(0), client -> json(call.message(client)));
    }
}
