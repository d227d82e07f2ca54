package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The message put together from a stored stream: what a client that does not stream gets for a stream. */
class MessageOfStreamTest {
    private static final int LIMIT = 1_000_000;
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[],"
                    + "\"stop_reason\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}";
    private static final String TEXT =
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}";
    private static final String TOOL = "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
            + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}}";
    private static final String THINKING = "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
            + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}";
    private static final String REDACTED = "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
            + "{\"type\":\"redacted_thinking\",\"data\":\"Em\"}}";
    private static final String STOP = "{\"type\":\"content_block_stop\",\"index\":0}";
    private static final String END = "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
            + "\"stop_sequence\":null},\"usage\":{\"output_tokens\":15}}";
    private static final String LAST = "{\"type\":\"message_stop\"}";

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
                "several-message-deltas",
                "empty-text",
                "unicode",
                "crlf",
                "cr",
                "no-content",
                "refusal"
            })
    void aRecordedStreamIsTheSameMessageSplitAtEveryByteAndThroughAnotherStream(String golden) {
        byte[] stream = Bytes.resource("golden/" + golden + "/response.sse");
        byte[] expected = Derivation.messageOf(stream, LIMIT).result().orElseThrow();
        for (int split = 1; split < stream.length; split++) {
            MessageOfStream message = new MessageOfStream(LIMIT);
            message.feed(stream, 0, split);
            message.feed(stream, split, stream.length - split);

            assertThat(message.finish().result()).as("split at byte %d", split).hasValue(expected);
        }
        byte[] again = Derivation.streamOf(expected, LIMIT).result().orElseThrow();
        assertThat(SpelledJson.tree(Derivation.messageOf(again, LIMIT).result().orElseThrow()))
                .isEqualTo(SpelledJson.tree(expected));
    }

    @Test
    void aRecordedStreamBecomesTheRecordedMessage() {
        byte[] stream = Bytes.resource("golden/thinking-and-tool-use/response.sse");

        assertThat(SpelledJson.tree(Derivation.messageOf(stream, LIMIT).result().orElseThrow()))
                .isEqualTo(SpelledJson.tree(Bytes.text("golden/thinking-and-tool-use/message.json")));
    }

    @ParameterizedTest
    @CsvSource({
        "bad-event-json, NOT_DERIVED_UNREADABLE",
        "cut-before-stop, NOT_DERIVED_CUT",
        "cut-stream, NOT_DERIVED_CUT",
        "error-first, NOT_DERIVED_ERROR",
        "error-mid-stream, NOT_DERIVED_ERROR",
        "iterations, NOT_DERIVED_UNKNOWN_BLOCK",
        "multi-line-data, NOT_DERIVED_ORDER",
        "pings-and-unknown, NOT_DERIVED_UNKNOWN_BLOCK",
        "server-tool, NOT_DERIVED_UNKNOWN_BLOCK"
    })
    void aRecordedStreamThatLeavesADoubtIsRefused(String golden, NotDerived reason) {
        byte[] stream = Bytes.resource("golden/" + golden + "/response.sse");

        assertThat(Derivation.messageOf(stream, LIMIT).refusal()).contains(reason);
    }

    @Test
    void usageIsThatOfTheStartOverwrittenByWhatTheEndReports() {
        String start = START.replace("\"output_tokens\":1", "\"cache\":{\"a\":1.0},\"read\":7,\"output_tokens\":1");
        String end = END.replace("\"output_tokens\":15", "\"cache\":null,\"read\":9,\"new\":[2],\"output_tokens\":15");

        assertThat(message(start, end, LAST))
                .contains("\"usage\":{\"input_tokens\":25,\"cache\":{\"a\":1.0},\"read\":9,\"output_tokens\":15,"
                        + "\"new\":[2]}");
    }

    @Test
    void whatTheEndBringsBesidesIsPartOfTheMessage() {
        String end = END.replace("\"usage\":", "\"context_management\":{\"applied_edits\":[]},\"usage\":")
                .replace("\"stop_sequence\":null", "\"stop_sequence\":\"\\u002e\",\"stop_details\":null,\"new\":1.50");

        assertThat(message(START, end, LAST))
                .contains("\"stop_sequence\":\"\\u002e\",\"stop_details\":null,\"new\":1.50,"
                        + "\"context_management\":{\"applied_edits\":[]}");
    }

    @Test
    void aToolsInputIsSpelledAsItCame() {
        assertThat(message(
                        START,
                        TOOL,
                        input(""),
                        input("{\\\"a\\\": 1.0, "),
                        input("\\\"b\\\":1234567"),
                        input("8901234567890123}"),
                        STOP,
                        END,
                        LAST))
                .contains("\"input\":{\"a\": 1.0, \"b\":12345678901234567890123}");
    }

    @Test
    void aToolWithoutInputHasAnEmptyOne() {
        assertThat(message(START, TOOL, STOP, END, LAST)).contains("\"input\":{}");
        assertThat(message(START, TOOL, input(""), STOP, END, LAST)).contains("\"input\":{}");
    }

    @Test
    void anInputThatIsThereFromTheStartIsKept() {
        String whole = TOOL.replace("\"input\":{}", "\"input\":{\"a\":1.0}");

        assertThat(message(START, whole, input(""), STOP, END, LAST)).contains("\"input\":{\"a\":1.0}");
        assertThat(refusal(START, whole, input("{}"), STOP, END, LAST)).isEqualTo(NotDerived.NOT_DERIVED_ORDER);
    }

    @Test
    void aCharacterWhoseHalvesComeApartIsOneAgain() {
        assertThat(message(START, TEXT, text("\\ud83c"), text("\\udf27"), STOP, END, LAST))
                .contains("\"text\":\"\\ud83c\\udf27\"");
        assertThat(message(START, TOOL, input("{\\\"a\\\":\\\"\\ud83c"), input("\\udf27\\\"}"), STOP, END, LAST))
                .contains("\"input\":{\"a\":\"\uD83C\uDF27\"}");
        assertThat(refusal(START, TOOL, input("{\\\"a\\\":\\\"\\ud83c\\\"}"), STOP, END, LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_UNREADABLE);
    }

    @Test
    void citationsAreGathered() {
        String citation = "{\"type\":\"citations_delta\",\"citation\":{\"page\":1}}";

        assertThat(message(START, TEXT, text("x"), delta(citation), delta(citation), STOP, END, LAST))
                .contains("{\"type\":\"text\",\"text\":\"x\",\"citations\":[{\"page\":1},{\"page\":1}]}");
    }

    @Test
    void whatEveryClientSkipsIsSkipped() {
        String body = sse(START, END, LAST)
                .replace(
                        "event: message_delta",
                        ": a comment\n\nevent: ping\ndata: {}\n\nevent: new\ndata: no JSON\n\ndata: {}\n\nid: 1\n\n"
                                + "event: message_delta");

        assertThat(derive(body).result()).isPresent();
        assertThat(derive(body + "event: ping\ndata: {}\n\n").result()).isPresent();
    }

    @Test
    void eventsOutOfOrderAreRefused() {
        assertOutOfOrder(TEXT, START, STOP, END, LAST);
        assertOutOfOrder(START, START, END, LAST);
        assertOutOfOrder(START, TEXT, TEXT, STOP, END, LAST);
        assertOutOfOrder(START, STOP, END, LAST);
        assertOutOfOrder(START, text("x"), END, LAST);
        assertOutOfOrder(START, TEXT, END, STOP, LAST);
        assertOutOfOrder(START, END, TEXT, STOP, LAST);
        assertOutOfOrder(START, TEXT, STOP, TEXT, STOP, END, LAST);
        assertOutOfOrder(START, TEXT.replace(":0,", ":1,"), STOP.replace(":0", ":1"), END, LAST);
        assertOutOfOrder(START, TEXT, text("x").replace(":0,", ":1,"), STOP, END, LAST);
        assertOutOfOrder(START, TEXT, STOP.replace(":0", ":\"0\""), END, LAST);
        assertOutOfOrder(START, END, LAST, LAST);
        assertOutOfOrder(START, END, LAST, END);
        assertOutOfOrder(START.replace("\"content\":[]", "\"content\":[{}]"), END, LAST);
    }

    private static void assertOutOfOrder(String... data) {
        assertThat(refusal(data)).as(sse(data)).isEqualTo(NotDerived.NOT_DERIVED_ORDER);
    }

    @Test
    void anEventThatIsCalledOtherwiseThanItsDataIsRefused() {
        String body = sse(START, END, LAST).replace("event: message_stop", "event: message_delta");

        assertThat(derive(body).refusal()).contains(NotDerived.NOT_DERIVED_ORDER);
    }

    @Test
    void aStreamThatDoesNotComeToItsEndIsRefused() {
        assertThat(refusal()).isEqualTo(NotDerived.NOT_DERIVED_CUT);
        assertThat(refusal(START, TEXT, STOP)).isEqualTo(NotDerived.NOT_DERIVED_CUT);
        assertThat(refusal(START, END)).isEqualTo(NotDerived.NOT_DERIVED_CUT);
        assertThat(refusal(START, LAST)).isEqualTo(NotDerived.NOT_DERIVED_CUT);
        assertThat(refusal(START, END, END.replace("\"end_turn\"", "null"), LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_CUT);
    }

    @Test
    void anErrorIsRefusedWhereverItStands() {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}";

        assertThat(refusal(START, error, END, LAST)).isEqualTo(NotDerived.NOT_DERIVED_ERROR);
        assertThat(refusal(START, END, LAST, error)).isEqualTo(NotDerived.NOT_DERIVED_ERROR);
    }

    @Test
    void aDeltaThatIsUnknownOrDoesNotFitItsBlockIsRefused() {
        assertThat(refusal(START, TEXT, delta("{\"type\":\"new_delta\",\"text\":\"x\"}"), STOP, END, LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_UNKNOWN_DELTA);
        assertThat(refusal(START, TOOL, text("x"), STOP, END, LAST)).isEqualTo(NotDerived.NOT_DERIVED_ORDER);
        assertThat(refusal(START, TEXT, input("{}"), STOP, END, LAST)).isEqualTo(NotDerived.NOT_DERIVED_ORDER);
        assertThat(refusal(START, REDACTED, text("x"), STOP, END, LAST)).isEqualTo(NotDerived.NOT_DERIVED_ORDER);
        assertThat(refusal(START, TEXT, delta("{\"type\":\"text_delta\"}"), STOP, END, LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_NO_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "role", "model", "content", "usage"})
    void anEndThatChangesWhatTheStartSaidIsRefused(String field) {
        assertThat(refusal(START, END.replace("{\"stop", "{\"" + field + "\":null,\"stop"), LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_UNKNOWN_DELTA);
    }

    @Test
    void aSecondSignatureIsRefused() {
        String signature = delta("{\"type\":\"signature_delta\",\"signature\":\"Eq\"}");

        assertThat(message(START, THINKING, signature, STOP, END, LAST)).contains("\"signature\":\"Eq\"");
        assertThat(refusal(START, THINKING, signature, signature, STOP, END, LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_ORDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "7", "{} {}", "{\\\"a\\\":1,\\\"a\\\":2}", "{\\\"a\\\":01}"})
    void aToolsInputThatIsNoObjectIsRefused(String partial) {
        assertThat(refusal(START, TOOL, input(partial), STOP, END, LAST)).isEqualTo(NotDerived.NOT_DERIVED_UNREADABLE);
    }

    @Test
    void whatIsNoMessageIsRefused() {
        assertThat(refusal(START.replace("\"type\":\"message\"", "\"type\":\"note\""), END, LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_NO_MESSAGE);
        assertThat(refusal(
                        START.replaceFirst("\"usage\":\\{[^}]*}", "\"usage\":null"),
                        END.replaceFirst("\"usage\":\\{[^}]*}", "\"usage\":null"),
                        LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_NO_MESSAGE);
        assertThat(refusal(START.replace("output_", "x_"), END.replace("output_", "x_"), LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_NO_MESSAGE);
        assertThat(refusal(START, THINKING.replace("signature", "x"), STOP, END, LAST))
                .isEqualTo(NotDerived.NOT_DERIVED_NO_MESSAGE);
    }

    @Test
    void aMessageOrAnEventOverTheLimitIsRefused() {
        String body = sse(START, TEXT, text("x".repeat(500)), text("x".repeat(500)), STOP, END, LAST);
        int size = derive(body).result().orElseThrow().length;

        assertThat(Derivation.messageOf(body.getBytes(UTF_8), size).result()).isPresent();
        assertThat(Derivation.messageOf(body.getBytes(UTF_8), size - 1).refusal())
                .contains(NotDerived.NOT_DERIVED_TOO_LARGE);
        assertThat(Derivation.messageOf(body.getBytes(UTF_8), 400).refusal())
                .contains(NotDerived.NOT_DERIVED_TOO_LARGE);
    }

    private static String text(String inner) {
        return delta("{\"type\":\"text_delta\",\"text\":\"" + inner + "\"}");
    }

    private static String input(String inner) {
        return delta("{\"type\":\"input_json_delta\",\"partial_json\":\"" + inner + "\"}");
    }

    private static String delta(String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}";
    }

    private static String sse(String... data) {
        return Stream.of(data)
                .map(event ->
                        "event: " + SpelledJson.tree(event).path("type").textValue() + "\ndata: " + event + "\n\n")
                .collect(Collectors.joining());
    }

    private static Derivation derive(String body) {
        return Derivation.messageOf(body.getBytes(UTF_8), LIMIT);
    }

    private static String message(String... data) {
        return new String(derive(sse(data)).result().orElseThrow(), UTF_8);
    }

    private static NotDerived refusal(String... data) {
        return derive(sse(data)).refusal().orElseThrow();
    }
}
