package io.agenticproxy.promptcache;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether an agent marks its requests itself: with a {@code cache_control} anywhere at all. */
final class ClientMarks {
    private static final String MARK = "cache_control";

    private ClientMarks() {}

    static boolean in(JsonNode value) {
        if (value.isObject()) {
            if (value.has(MARK)) {
                return true;
            }
            for (var member : value.properties()) {
                if (member.getValue().isContainerNode() && in(member.getValue())) {
                    return true;
                }
            }
        } else if (value.isArray()) {
            for (JsonNode entry : value) {
                if (entry.isContainerNode() && in(entry)) {
                    return true;
                }
            }
        }
        return false;
    }
}
