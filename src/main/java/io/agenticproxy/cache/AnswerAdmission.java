package io.agenticproxy.cache;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.AnswerSummary;
import io.agenticproxy.wire.Headers;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The answers that are stored: whole, read to the end, and such that they would be right a second time. */
final class AnswerAdmission {
    private static final Set<String> STOP_REASONS = Set.of("end_turn", "tool_use", "stop_sequence");
    private static final Set<String> BLOCK_TYPES = Set.of("text", "thinking", "redacted_thinking", "tool_use");

    private final long mostBytes;

    /** @param mostBytes of an answer without its content coding */
    AnswerAdmission(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Why an answer is not stored, if so; the first reason of several.
     *
     * @param stream  whether the request asked for an event stream
     * @param head    of the answer
     * @param summary of the whole answer
     * @param bytes   of the answer without its content coding
     */
    Optional<NotStored> refusal(boolean stream, int status, Headers head, AnswerSummary summary, long bytes) {
        if (status != 200) {
            return Optional.of(NotStored.NOT_STORED_STATUS);
        }
        if (!mediaType(head).equals(stream ? "text/event-stream" : "application/json")) {
            return Optional.of(NotStored.NOT_STORED_CONTENT_TYPE);
        }
        return unsound(summary)
                .or(() -> bytes > mostBytes ? Optional.of(NotStored.NOT_STORED_SIZE) : Optional.empty())
                .or(() -> unrepeatable(summary));
    }

    private static String mediaType(Headers head) {
        String type = head.first("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static Optional<NotStored> unsound(AnswerSummary summary) {
        if (summary.sound()) {
            return Optional.empty();
        }
        if (summary.errorType().isPresent()) {
            return Optional.of(NotStored.NOT_STORED_ERROR);
        }
        boolean unread = summary.stopped().isPresent() || summary.skippedEvents() > 0;
        return Optional.of(unread ? NotStored.NOT_STORED_UNREAD : NotStored.NOT_STORED_CUT);
    }

    private static Optional<NotStored> unrepeatable(AnswerSummary summary) {
        if (summary.stopReason().filter(STOP_REASONS::contains).isEmpty()) {
            return Optional.of(NotStored.NOT_STORED_STOP_REASON);
        }
        if (!BLOCK_TYPES.containsAll(summary.blockTypes())) {
            return Optional.of(NotStored.NOT_STORED_BLOCK_TYPE);
        }
        if (summary.blockTypes().isEmpty()) {
            return Optional.of(NotStored.NOT_STORED_EMPTY);
        }
        if (summary.usage().isEmpty()) {
            return Optional.of(NotStored.NOT_STORED_USAGE_UNKNOWN);
        }
        if (!plain(summary.usage().get().path("iterations"))) {
            return Optional.of(NotStored.NOT_STORED_ITERATIONS);
        }
        if (summary.container()) {
            return Optional.of(NotStored.NOT_STORED_CONTAINER);
        }
        return summary.contextEdited() ? Optional.of(NotStored.NOT_STORED_CONTEXT_EDITED) : Optional.empty();
    }

    /** Nothing but the model's own turns. */
    private static boolean plain(JsonNode iterations) {
        if (!iterations.isArray()) {
            return iterations.isMissingNode() || iterations.isNull();
        }
        for (JsonNode iteration : iterations) {
            if (!iteration.path("type").asText().equals("message")) {
                return false;
            }
        }
        return true;
    }
}
