package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import io.agenticproxy.wire.AnswerReader;
import io.agenticproxy.wire.Headers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers are stored. */
class AnswerAdmissionTest {
    private static final AnswerAdmission ADMISSION = new AnswerAdmission(100_000);
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream; charset=utf-8";

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
                "crlf",
                "cr"
            })
    void aWholeStreamIsStored(String golden) {
        assertThat(stream(golden)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bad-event-json, NOT_STORED_UNREAD",
        "cut-before-stop, NOT_STORED_CUT",
        "cut-stream, NOT_STORED_CUT",
        "error-first, NOT_STORED_ERROR",
        "error-mid-stream, NOT_STORED_ERROR",
        "refusal, NOT_STORED_STOP_REASON",
        "several-message-deltas, NOT_STORED_STOP_REASON",
        "iterations, NOT_STORED_BLOCK_TYPE",
        "server-tool, NOT_STORED_BLOCK_TYPE",
        "pings-and-unknown, NOT_STORED_BLOCK_TYPE",
        "no-content, NOT_STORED_EMPTY"
    })
    void anyOtherStreamIsNot(String golden, NotStored reason) {
        assertThat(stream(golden)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-text", "json-tool-use"})
    void aWholeMessageIsStored(String golden) {
        assertThat(message(golden)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "json-cut, NOT_STORED_CUT",
        "json-error, NOT_STORED_ERROR",
        "json-trailed, NOT_STORED_UNREAD",
        "json-refusal, NOT_STORED_STOP_REASON",
        "json-count-tokens, NOT_STORED_STOP_REASON",
        "json-iterations, NOT_STORED_ITERATIONS"
    })
    void anyOtherMessageIsNot(String golden, NotStored reason) {
        assertThat(message(golden)).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "end_turn | {} |",
                "tool_use | {\"iterations\":null} |",
                "stop_sequence | {\"iterations\":[]} |",
                "end_turn | {\"iterations\":[{\"type\":\"message\"}]} |",
                "end_turn | {\"iterations\":[{\"type\":\"message\"},{\"type\":\"compaction\"}]} | NOT_STORED_ITERATIONS",
                "end_turn | {\"iterations\":[{\"type\":\"fallback_message\"}]} | NOT_STORED_ITERATIONS",
                "end_turn | {\"iterations\":[{\"type\":\"advisor_message\"}]} | NOT_STORED_ITERATIONS",
                "end_turn | {\"iterations\":7} | NOT_STORED_ITERATIONS",
                "end_turn | null | NOT_STORED_USAGE_UNKNOWN",
                "max_tokens | {} | NOT_STORED_STOP_REASON",
                "pause_turn | {} | NOT_STORED_STOP_REASON",
                "compaction | {} | NOT_STORED_STOP_REASON",
                "model_context_window_exceeded | {} | NOT_STORED_STOP_REASON",
                "brand_new | {} | NOT_STORED_STOP_REASON"
            })
    void theEndAndTheUsageOfAnAnswerCount(String stopReason, String usage, NotStored reason) {
        assertThat(refusal(false, 200, JSON, body(stopReason, usage, ""))).isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void anAnswerThatIsBoundToItsMomentIsNotStored() {
        assertThat(refusal(false, 200, JSON, body("end_turn", "{}", ",\"container\":{\"id\":\"c\"}")))
                .contains(NotStored.NOT_STORED_CONTAINER);
        assertThat(refusal(
                        false,
                        200,
                        JSON,
                        body("end_turn", "{}", ",\"context_management\":{\"applied_edits\":[{\"type\":\"x\"}]}")))
                .contains(NotStored.NOT_STORED_CONTEXT_EDITED);
        assertThat(refusal(
                        false,
                        200,
                        JSON,
                        body("end_turn", "{}", ",\"container\":null,\"context_management\":{\"applied_edits\":[]}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 400, 429, 529})
    void onlyStatus200IsStored(int status) {
        assertThat(refusal(false, status, JSON, body("end_turn", "{}", ""))).contains(NotStored.NOT_STORED_STATUS);
    }

    @ParameterizedTest
    @CsvSource({
        "true, application/json, true",
        "false, text/event-stream, true",
        "false, text/html, true",
        "false, '', true",
        "false, application/problem+json, true",
        "false, Application/JSON;charset=UTF-8, false"
    })
    void theContentTypeIsThatWhichWasAskedFor(boolean stream, String type, boolean refused) {
        Optional<NotStored> refusal = refusal(stream, 200, type, body("end_turn", "{}", ""));

        assertThat(refusal.filter(NotStored.NOT_STORED_CONTENT_TYPE::equals).isPresent())
                .isEqualTo(refused);
    }

    @Test
    void anAnswerOverTheLimitIsNotStored() {
        byte[] body = body("end_turn", "{}", "");

        assertThat(refusal(new AnswerAdmission(body.length), false, 200, JSON, body))
                .isEmpty();
        assertThat(refusal(new AnswerAdmission(body.length - 1), false, 200, JSON, body))
                .contains(NotStored.NOT_STORED_SIZE);
    }

    private static Optional<NotStored> stream(String golden) {
        return refusal(true, 200, EVENTS, Bytes.resource("golden/" + golden + "/response.sse"));
    }

    private static Optional<NotStored> message(String golden) {
        return refusal(false, 200, JSON, Bytes.resource("golden/" + golden + "/response.json"));
    }

    private static byte[] body(String stopReason, String usage, String rest) {
        return ("{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],"
                        + "\"stop_reason\":\"" + stopReason + "\",\"usage\":" + usage + rest + "}")
                .getBytes(UTF_8);
    }

    private static Optional<NotStored> refusal(boolean stream, int status, String type, byte[] body) {
        return refusal(ADMISSION, stream, status, type, body);
    }

    private static Optional<NotStored> refusal(
            AnswerAdmission admission, boolean stream, int status, String type, byte[] body) {
        Headers head = Headers.NONE.with("Content-Type", type);
        AnswerReader reader = AnswerReader.of(head, () -> {});
        reader.feed(body, 0, body.length);
        return admission.refusal(stream, status, head, reader.finish(), body.length);
    }
}
