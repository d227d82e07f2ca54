package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the person said last: the last user message that holds text of a person's, without the blocks that agents wrap
 * around it. A message that only carries tool results is not a person's turn. Source of the wrappers: traffic of Claude
 * Code, November 2026.
 */
final class HumanTurn {
    private static final Pattern INJECTED = Pattern.compile(
            "<(system-reminder|command-name|command-message|command-args|local-command-stdout|local-command-stderr"
                    + "|local-command-caveat)>.*?</\\1>",
            Pattern.DOTALL);

    private HumanTurn() {}

    static Optional<String> of(JsonNode messages) {
        int at = indexOf(messages);
        return at < 0 ? Optional.empty() : Optional.of(said(messages.get(at)));
    }

    /** The place of that message, -1 when there is none. */
    static int indexOf(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path("role").asText().equals("user")
                    && !said(messages.get(i)).isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private static String said(JsonNode message) {
        return INJECTED.matcher(text(message.path("content"))).replaceAll("").strip();
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("text")) {
                texts.add(block.path("text").asText());
            }
        }
        return String.join("\n", texts);
    }
}
