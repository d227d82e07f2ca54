package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message off its event stream. Only the few events that say something about the message as a whole become
 * trees; deltas, nearly all of a stream, are counted; what is unknown is ignored.
 */
final class StreamReading implements SseScanner.Events {
    /** Blocks that come whole, such as search results, can be large. */
    private static final int MOST_EVENT = 1024 * 1024;

    private final AnswerFacts facts;
    private final Runnable onFirstContent;
    private final SseScanner scanner = new SseScanner(MOST_EVENT, this);
    private boolean started;
    private boolean failed;
    private boolean content;

    /** @param onFirstContent run at the first content delta */
    StreamReading(AnswerFacts facts, Runnable onFirstContent) {
        this.facts = facts;
        this.onFirstContent = onFirstContent;
    }

    void read(byte[] bytes, int offset, int length) {
        scanner.feed(bytes, offset, length);
    }

    @Override
    public void event(String name, byte[] buffer, int data, int length) {
        switch (name) {
            case "content_block_delta" -> delta(buffer, data, length);
            case "content_block_start" ->
                facts.blockType(text(tree(buffer, data, length).path("content_block"), "type"));
            case "message_start" -> start(tree(buffer, data, length).path("message"));
            case "message_delta" -> change(tree(buffer, data, length));
            case "message_stop" -> {
                if (started && !failed) {
                    facts.complete();
                }
            }
            case "error" -> {
                failed = true;
                facts.errorType("unknown");
                facts.errorType(text(tree(buffer, data, length).path("error"), "type"));
            }
            default -> {}
        }
    }

    @Override
    public void oversized(String name) {
        facts.skipped();
    }

    private void delta(byte[] buffer, int data, int length) {
        facts.chars(DeltaScan.chars(buffer, data, data + length));
        if (!content) {
            content = true;
            onFirstContent.run();
        }
    }

    private void start(JsonNode message) {
        started = true;
        facts.messageId(text(message, "id"));
        facts.model(text(message, "model"));
        facts.usage(message.path("usage"));
        surroundings(message, message);
    }

    private void change(JsonNode event) {
        JsonNode delta = event.path("delta");
        facts.stopReason(text(delta, "stop_reason"));
        facts.refusalCategory(text(delta.path("stop_details"), "category"));
        facts.usage(event.path("usage"));
        surroundings(delta, event);
    }

    private void surroundings(JsonNode message, JsonNode context) {
        if (message.hasNonNull("container")) {
            facts.container();
        }
        if (!context.path("context_management").path("applied_edits").isEmpty()) {
            facts.contextEdited();
        }
    }

    private JsonNode tree(byte[] buffer, int data, int length) {
        try {
            return AnswerJson.MAPPER.readTree(buffer, data, length);
        } catch (IOException unreadable) {
            facts.skipped();
            return MissingNode.getInstance();
        }
    }

    private static @Nullable String text(JsonNode object, String field) {
        return object.path(field).textValue();
    }
}
