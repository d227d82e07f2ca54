package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends an answer where the request wants it to end: at a stop sequence, or at {@code max_tokens}. */
final class DemoLimits {
    private static final DemoUsage UNPRICED = new DemoUsage(0, 0, 0, 0);

    private DemoLimits() {}

    /**
     * @param draft      changed where it is cut
     * @param stopReason of an answer that is let through whole
     */
    static DemoReply apply(DemoRequest request, List<ObjectNode> draft, String stopReason) {
        List<ObjectNode> content = new ArrayList<>();
        int left = request.maxTokens();
        for (ObjectNode block : draft) {
            String stop = cutAtStop(block, request.json().path("stop_sequences"));
            boolean tooLong = DemoReply.tokens(block) > left;
            if (!tooLong || cutToFit(block, left)) {
                content.add(block);
            }
            if (tooLong) {
                return reply(request, content, "max_tokens", null);
            }
            if (stop != null) {
                return reply(request, content, "stop_sequence", stop);
            }
            left -= DemoReply.tokens(block);
        }
        return reply(request, content, stopReason, null);
    }

    private static DemoReply reply(
            DemoRequest request, List<ObjectNode> content, String stopReason, @Nullable String stop) {
        return new DemoReply(request, content, stopReason, stop, UNPRICED, () -> {});
    }

    /** Returns the sequence that comes first in a text, or null. */
    private static @Nullable String cutAtStop(ObjectNode block, JsonNode sequences) {
        String first = null;
        for (JsonNode sequence : sequences) {
            String text = block.path("text").asText();
            int at = text.indexOf(sequence.asText());
            if (at >= 0 && !sequence.asText().isEmpty()) {
                block.put("text", text.substring(0, at));
                first = sequence.asText();
            }
        }
        return first;
    }

    /** Keeps the whole words that fit; false if nothing does, as with a tool call, which has no half. */
    private static boolean cutToFit(ObjectNode block, int tokens) {
        String field = block.path("type").asText();
        String text = block.path(field).asText();
        while (DemoUsage.tokens(text) > tokens) {
            text = text.substring(0, Math.max(0, text.lastIndexOf(' ')));
        }
        if (!text.isEmpty()) {
            block.put(field, text);
        }
        return !text.isEmpty();
    }
}
