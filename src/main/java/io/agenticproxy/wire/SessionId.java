package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The session that a request says it belongs to: a header of its own, or {@code metadata.user_id}, which Claude Code
 * fills with JSON (earlier: with {@code user_…_session_<uuid>}). Source: traffic of Claude Code, November 2026.
 */
final class SessionId {
    private static final Pattern WITHIN =
            Pattern.compile("_session_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");
    private static final Pattern IN_JSON = Pattern.compile("\"session_id\"\\s*:\\s*\"([^\"\\\\]{1,128})\"");

    private SessionId() {}

    static Optional<String> of(JsonNode userId) {
        if (!userId.isTextual()) {
            return Optional.empty();
        }
        for (Pattern pattern : new Pattern[] {IN_JSON, WITHIN}) {
            Matcher found = pattern.matcher(userId.textValue());
            if (found.find()) {
                return Optional.of(found.group(1));
            }
        }
        return Optional.empty();
    }
}
