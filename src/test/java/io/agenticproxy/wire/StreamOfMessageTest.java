package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The event stream made of a stored message: what a client that streams gets for a message that nobody streamed. */
class StreamOfMessageTest {
    private static final int LIMIT = 1_000_000;

    @Test
    void theStreamFollowsTheGrammarToTheLetter() {
        String message = """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5-5","content":[
                {"type":"thinking","thinking":"Hm.","signature":"Eq+/="},
                {"type":"text","text":"I look."},
                {"type":"tool_use","id":"toolu_1","name":"edit","input":{"n": 1.0}}],
                "stop_reason":"tool_use","stop_sequence":null,"stop_details":null,
                "usage":{"input_tokens":5,"output_tokens":503}}
                """;

        assertThat(stream(message)).isEqualTo("""
                        event: message_start
                        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
                        "model":"claude-opus-5-5","content":[],"stop_reason":null,"stop_sequence":null,\
                        "stop_details":null,"usage":{"input_tokens":5,"output_tokens":1}}}

                        event: content_block_start
                        data: {"type":"content_block_start","index":0,\
                        "content_block":{"type":"thinking","thinking":"","signature":""}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":0,\
                        "delta":{"type":"thinking_delta","thinking":"Hm."}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":0,\
                        "delta":{"type":"signature_delta","signature":"Eq+/="}}

                        event: content_block_stop
                        data: {"type":"content_block_stop","index":0}

                        event: content_block_start
                        data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"I look."}}

                        event: content_block_stop
                        data: {"type":"content_block_stop","index":1}

                        event: content_block_start
                        data: {"type":"content_block_start","index":2,\
                        "content_block":{"type":"tool_use","id":"toolu_1","name":"edit","input":{}}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":2,\
                        "delta":{"type":"input_json_delta","partial_json":""}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":2,\
                        "delta":{"type":"input_json_delta","partial_json":"{\\"n\\": 1.0}"}}

                        event: content_block_stop
                        data: {"type":"content_block_stop","index":2}

                        event: message_delta
                        data: {"type":"message_delta",\
                        "delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null},\
                        "usage":{"input_tokens":5,"output_tokens":503}}

                        event: message_stop
                        data: {"type":"message_stop"}

                        """);
    }

    @Test
    void redactedThinkingComesWholeWithItsStart() {
        String block = "{\"type\":\"redacted_thinking\",\"data\":\"Emw/+=\",\"new\":[1.50]}";

        assertThat(data(message(block), "content_block_start"))
                .containsExactly("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}");
        assertThat(data(message(block), "content_block_delta")).isEmpty();
    }

    @Test
    void citationsFollowTheirText() {
        String message = message("{\"type\":\"text\",\"text\":\"Yes.\",\"citations\":[{\"type\":\"page_location\","
                + "\"start_page_number\":1}]}");

        assertThat(data(message, "content_block_start"))
                .singleElement()
                .asString()
                .contains("\"text\":\"\",\"citations\":[]");
        assertThat(data(message, "content_block_delta"))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"delta\":{\"type\":\"citations_delta\","
                        + "\"citation\":{\"type\":\"page_location\",\"start_page_number\":1}}");
    }

    @Test
    void anEmptyTextHasOneEmptyDelta() {
        assertThat(data(message("{\"type\":\"text\",\"text\":\"\"}"), "content_block_delta"))
                .singleElement()
                .asString()
                .contains("\"delta\":{\"type\":\"text_delta\",\"text\":\"\"}");
    }

    @Test
    void thinkingThatIsOmittedHasItsSignatureAlone() {
        assertThat(data(
                        message("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"Eq==\"}"),
                        "content_block_delta"))
                .singleElement()
                .asString()
                .contains("signature_delta");
    }

    @Test
    void fieldsThatNobodyKnowsAreKeptWhereTheyWere() {
        String message = message("{\"type\":\"text\",\"text\":\"x\",\"caller\":{\"a\":1E+05}}")
                .replaceFirst("\\{", "{\"tomorrow\":[1.50,-0.0],");

        assertThat(data(message, "message_start")).singleElement().asString().contains("\"tomorrow\":[1.50,-0.0]");
        assertThat(data(message, "content_block_start"))
                .singleElement()
                .asString()
                .contains("\"caller\":{\"a\":1E+05}");
    }

    @Test
    void whatUpstreamTellsAtTheEndIsToldAtTheEnd() {
        String message = message("{\"type\":\"text\",\"text\":\"x\"}")
                .replaceFirst(
                        "\\{",
                        "{\"container\":{\"id\":\"c\"},\"context_management\":{\"applied_edits\":[{\"n\":1}]},"
                                + "\"input_transformations\":[7],");

        assertThat(data(message, "message_start"))
                .singleElement()
                .asString()
                .contains("\"container\":null,\"context_management\":null,\"input_transformations\":null");
        assertThat(data(message, "message_delta"))
                .singleElement()
                .asString()
                .contains("\"container\":{\"id\":\"c\"}}", ",\"context_management\":{\"applied_edits\":[{\"n\":1}]}")
                .endsWith(",\"input_transformations\":[7]}");
    }

    @Test
    void usageBeginsWithoutWhatOnlyTheEndKnows() {
        String message = message("{\"type\":\"text\",\"text\":\"x\"}")
                .replace(
                        "\"output_tokens\":15",
                        "\"cache_read_input_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":3},"
                                + "\"output_tokens\":15");

        assertThat(data(message, "message_start"))
                .singleElement()
                .asString()
                .contains("\"usage\":{\"input_tokens\":25,\"cache_read_input_tokens\":9,\"output_tokens\":1}");
        assertThat(data(message, "message_delta"))
                .singleElement()
                .asString()
                .contains("\"output_tokens_details\":{\"thinking_tokens\":3},\"output_tokens\":15}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1.0,\"b\":12345678901234567890123,\"c\":-0.0,\"d\":1e5,\"e\":1e999999999}",
                "{ \"spaced\" :\t[ ] }",
                "{\"\\u00fc\":\"\\/ \\ud83c\\udf27 \u00fc\"}"
            })
    void aToolsInputIsSpelledAsItWas(String input) {
        String message = message("{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":" + input + "}");

        StringBuilder joined = new StringBuilder();
        for (String event : data(message, "content_block_delta")) {
            joined.append(SpelledJson.tree(event).at("/delta/partial_json").textValue());
        }

        assertThat(joined).hasToString(input);
    }

    @Test
    void longStringsComeInPiecesThatAreWholeInThemselves() {
        String text = "\uD83C\uDF27\\ud83c\\udf27\\n\\\\u00fc".repeat(4000);
        List<String> deltas = data(message("{\"type\":\"text\",\"text\":\"" + text + "\"}"), "content_block_delta");

        assertThat(deltas).hasSizeGreaterThan(10).allMatch(delta -> delta.length() < 5000);
        StringBuilder joined = new StringBuilder();
        for (String delta : deltas) {
            String piece = SpelledJson.tree(delta).at("/delta/text").textValue();
            assertThat(UTF_8.newEncoder().canEncode(piece)).isTrue();
            joined.append(piece);
        }
        assertThat(joined).hasToString("\uD83C\uDF27\uD83C\uDF27\n\\u00fc".repeat(4000));
    }

    @Test
    void aSignatureIsNeverCut() {
        String signature = "Eq+/".repeat(30_000);

        assertThat(data(
                        message("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"" + signature + "\"}"),
                        "content_block_delta"))
                .singleElement()
                .asString()
                .contains(signature);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "NOT_DERIVED_UNKNOWN_BLOCK | {\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"n\",\"input\":{}}",
                "NOT_DERIVED_UNKNOWN_BLOCK | {\"type\":7}",
                "NOT_DERIVED_UNREADABLE | 7",
                "NOT_DERIVED_UNREADABLE | {\"type\":\"text\",\"text\":\"a\",\"text\":\"b\"}",
                "NOT_DERIVED_UNREADABLE | {\"type\":\"text\",\"text\":\"a\",\"citations\":7}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"text\"}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"text\",\"text\":null}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"thinking\",\"thinking\":\"no signature\"}",
                "NOT_DERIVED_UNREADABLE | {\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":[]}",
                "NOT_DERIVED_UNREADABLE | {\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{\"a\":1,\"a\":2}}",
                "NOT_DERIVED_UNREADABLE | {\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\"}"
            })
    void aBlockThatLeavesADoubtIsRefused(NotDerived reason, String block) {
        assertThat(derive(message(block)).refusal()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "NOT_DERIVED_UNREADABLE | {\"type\":\"message\"",
                "NOT_DERIVED_UNREADABLE | {\"type\":\"message\"} {}",
                "NOT_DERIVED_UNREADABLE | [1]",
                "NOT_DERIVED_UNREADABLE | <html>",
                "NOT_DERIVED_NO_MESSAGE | {}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"message\",\"stop_reason\":null,\"content\":[],\"usage\":{}}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"message\",\"stop_reason\":\"end_turn\",\"content\":[]}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"message\",\"stop_reason\":\"end_turn\",\"content\":[],\"usage\":{}}",
                "NOT_DERIVED_NO_MESSAGE | {\"type\":\"message\",\"stop_reason\":\"end_turn\","
                        + "\"usage\":{\"output_tokens\":1}}"
            })
    void whatIsNoWholeMessageIsRefused(NotDerived reason, String body) {
        assertThat(derive(body).refusal()).contains(reason);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] message = message("{\"type\":\"text\",\"text\":\"?\"}").getBytes(UTF_8);
        message[new String(message, UTF_8).indexOf('?')] = (byte) 0xC0;

        assertThat(Derivation.streamOf(message, LIMIT).refusal()).contains(NotDerived.NOT_DERIVED_UNREADABLE);
    }

    @Test
    void aStreamOverTheLimitIsRefused() {
        String message = message("{\"type\":\"text\",\"text\":\"\u00fc\"}");
        int size = stream(message).getBytes(UTF_8).length;

        assertThat(Derivation.streamOf(message.getBytes(UTF_8), size).result()).isPresent();
        assertThat(Derivation.streamOf(message.getBytes(UTF_8), size - 1).refusal())
                .contains(NotDerived.NOT_DERIVED_TOO_LARGE);
    }

    @Test
    void aRecordedMessageBecomesAStream() {
        String message = Bytes.text("golden/json-tool-use/response.json");

        byte[] again = Derivation.messageOf(stream(message).getBytes(UTF_8), LIMIT)
                .result()
                .orElseThrow();

        assertThat(SpelledJson.tree(again)).isEqualTo(SpelledJson.tree(message));
    }

    private static String message(String block) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[" + block + "],\"stop_reason\":\"end_turn\","
                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":15}}";
    }

    private static Derivation derive(String message) {
        return Derivation.streamOf(message.getBytes(UTF_8), LIMIT);
    }

    private static String stream(String message) {
        return new String(derive(message).result().orElseThrow(), UTF_8);
    }

    /** The data of each event of that name. */
    private static List<String> data(String message, String name) {
        List<String> found = new ArrayList<>();
        for (String event : stream(message).split("\n\n")) {
            if (event.startsWith("event: " + name + "\ndata: ")) {
                found.add(event.substring(event.indexOf("\ndata: ") + 7));
            }
        }
        return found;
    }
}
