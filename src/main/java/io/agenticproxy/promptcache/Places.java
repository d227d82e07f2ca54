package io.agenticproxy.promptcache;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.MarkPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a request can carry a mark. Never on thinking, on a text that says nothing, on a deferred tool, or on what nobody has heard
 * of: upstream would refuse it. Source: the API's guide to prompt caching, November 2026.
 */
final class Places {
    private static final Set<String> MARKABLE =
            Set.of("text", "image", "document", "search_result", "tool_use", "tool_result");

    private Places() {}

    /** The end of what an agent's requests have in common: its system prompt, or else its tools. */
    static Optional<MarkPlace> common(JsonNode request) {
        JsonNode system = request.path("system");
        if (system.isTextual() && !system.textValue().isBlank()) {
            return Optional.of(MarkPlace.system(MarkPlace.TEXT));
        }
        for (int block = system.isArray() ? system.size() - 1 : -1; block >= 0; block--) {
            if (markable(system.path(block))) {
                return Optional.of(MarkPlace.system(block));
            }
        }
        JsonNode tools = request.path("tools");
        for (int tool = tools.isArray() ? tools.size() - 1 : -1; tool >= 0; tool--) {
            if (tools.path(tool).isObject()
                    && !tools.path(tool).isEmpty()
                    && !tools.path(tool).path("defer_loading").asBoolean()) {
                return Optional.of(MarkPlace.tool(tool));
            }
        }
        return Optional.empty();
    }

    /**
     * The end of the first so many messages; absent when the last of them has no place for a mark.
     *
     * @param messages from 0 to all of them
     */
    static Optional<MarkPlace> end(JsonNode request, int messages) {
        JsonNode message = request.path("messages").path(messages - 1);
        JsonNode content = message.path("content");
        if (messages == 0 || message.has("clear_at")) {
            return Optional.empty();
        }
        if (content.isTextual()) {
            return content.textValue().isBlank()
                    ? Optional.empty()
                    : Optional.of(MarkPlace.message(messages - 1, MarkPlace.TEXT));
        }
        for (int block = content.size() - 1; content.isArray() && block >= 0; block--) {
            if (markable(content.path(block))) {
                return Optional.of(MarkPlace.message(messages - 1, block));
            }
        }
        return Optional.empty();
    }

    private static boolean markable(JsonNode block) {
        String type = block.path("type").asText();
        boolean emptyText = type.equals("text") && block.path("text").asText().isBlank();
        return MARKABLE.contains(type) && !emptyText;
    }

    /** All that there are, each once. */
    @SafeVarargs
    static List<MarkPlace> of(Optional<MarkPlace>... places) {
        List<MarkPlace> found = new ArrayList<>();
        for (Optional<MarkPlace> place : places) {
            place.filter(one -> !found.contains(one)).ifPresent(found::add);
        }
        return List.copyOf(found);
    }
}
