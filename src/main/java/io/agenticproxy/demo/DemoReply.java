package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated model answers.
 *
 * @param content      blocks of type text, thinking and tool_use, as they stand in a message
 * @param stopSequence the one that ended the answer, or null
 * @param prompt       what the prompt counts as
 * @param begun        to be run when the first byte of the answer leaves
 */
record DemoReply(
        DemoRequest request,
        List<ObjectNode> content,
        String stopReason,
        @Nullable String stopSequence,
        DemoUsage prompt,
        Runnable begun) {
    DemoReply {
        content = List.copyOf(content);
    }

    DemoReply priced(DemoUsage usage, Runnable whenBegun) {
        return new DemoReply(request, content, stopReason, stopSequence, usage, whenBegun);
    }

    /** The question that the routes ask. */
    public boolean isStream() {
        return request.isStream();
    }

    /** The message without its content and its end, as an event stream starts. */
    ObjectNode head() {
        ObjectNode message = JsonNodeFactory.instance
                .objectNode()
                .put("id", "msg_demo_" + UUID.randomUUID().toString().replace("-", ""))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", request.model().id());
        message.putArray("content");
        message.putNull("stop_reason")
                .putNull("stop_sequence")
                .putNull("stop_details")
                .putNull("container");
        return message.set("usage", prompt.json(1, 0));
    }

    /** The whole message. */
    ObjectNode message() {
        ObjectNode message = head();
        message.putArray("content").addAll(content);
        message.setAll(end());
        return message.set("usage", usage());
    }

    /** Why the answer ended. */
    ObjectNode end() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("stop_reason", stopReason)
                .put("stop_sequence", stopSequence)
                .putNull("stop_details")
                .putNull("container");
    }

    ObjectNode usage() {
        int output = content.stream().mapToInt(DemoReply::tokens).sum();
        int thinking = content.stream()
                .filter(block -> DemoRequest.isA(block, "thinking"))
                .mapToInt(DemoReply::tokens)
                .sum();
        return prompt.json(output, thinking);
    }

    static int tokens(ObjectNode block) {
        return switch (block.path("type").asText()) {
            case "text" -> DemoUsage.tokens(block.path("text").asText());
            case "thinking" -> DemoUsage.tokens(block.path("thinking").asText());
            default -> DemoUsage.tokens(block.path("name").asText() + block.path("input"));
        };
    }
}
