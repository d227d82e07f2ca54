package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the person said last: the last user message that holds text of a person's, without the blocks that agents wrap
 * around it. A message that only carries tool results is not a person's turn. Source of the wrappers: traffic of Claude
 * Code, November 2026.
 *
 * @param index the place of that message, -1 when there is none
 * @param text  empty when there is none
 */
record HumanTurn(int index, String text) {
    /** Nobody said anything. */
    private static final HumanTurn NONE = new HumanTurn(-1, "");

    private static final Pattern INJECTED = Pattern.compile(
            "<(system-reminder|command-name|command-message|command-args|local-command-stdout|local-command-stderr"
                    + "|local-command-caveat)>.*?</\\1>",
            Pattern.DOTALL);

    static HumanTurn of(JsonNode messages) {
        for (int i = messages.isArray() ? messages.size() - 1 : -1; i >= 0; i--) {
            if (messages.get(i).path("role").asText().equals("user")) {
                String said = said(messages.get(i));
                if (!said.isEmpty()) {
                    return new HumanTurn(i, said);
                }
            }
        }
        return NONE;
    }

    private static String said(JsonNode message) {
        String text = text(message.path("content"));
        return text.indexOf('<') < 0
                ? text.strip()
                : INJECTED.matcher(text).replaceAll("").strip();
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
