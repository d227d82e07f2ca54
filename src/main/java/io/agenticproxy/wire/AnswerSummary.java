package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What reading along with an answer has found. Immutable; without anything for an answer that is neither JSON nor an
 * event stream. Texts are shortened to 128 characters.
 *
 * @param model           that has answered, as upstream said
 * @param stopReason      the last one
 * @param refusalCategory of a refusal, if upstream gave one
 * @param usage           as reported; in a stream {@code message_start}'s, each field overwritten by that of a later
 *     {@code message_delta} unless it is null there
 * @param streamedChars   of text, thinking and tool input, in UTF-16 units: a measure for an answer that was cut
 * @param blockTypes      of the content, in the order they were first seen, unknown ones included
 * @param container       whether it names a container that code was run in, which won't live as long as a stored answer
 * @param contextEdited   whether upstream has cleared something of the conversation before it answered
 * @param complete        whether the message came to its own end: {@code message_stop} without an error event before
 *     it, or JSON to its last brace
 * @param errorType       of an error body or error event
 * @param skippedEvents   how many events were too large or not readable where they should have been
 * @param stopped         why reading along ended early, or that the content coding did not end as it should
 */
public record AnswerSummary(
        Optional<String> messageId,
        Optional<String> model,
        Optional<String> stopReason,
        Optional<String> refusalCategory,
        Optional<JsonNode> usage,
        long streamedChars,
        Set<String> blockTypes,
        boolean container,
        boolean contextEdited,
        boolean complete,
        Optional<String> errorType,
        int skippedEvents,
        Optional<ReadingStop> stopped) {

    public AnswerSummary {
        usage = usage.map(JsonNode::deepCopy);
        blockTypes = Collections.unmodifiableSet(new LinkedHashSet<>(blockTypes));
    }

    /** Whether this is a whole answer, no error, of which nothing was missed: the least that storing it asks for. */
    public boolean sound() {
        return complete && errorType.isEmpty() && skippedEvents == 0 && stopped.isEmpty();
    }

    /** Whether the usage is the last word: a stream names it together with the stop reason, just before its end. */
    public boolean usageFinal() {
        return usage.isPresent() && (complete || stopReason.isPresent());
    }
}
