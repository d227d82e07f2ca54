package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Who sends a request. Source: traffic of Claude Code, and the prefixes of Anthropic's credentials, November 2026. */
public final class Callers {
    private static final String ATTRIBUTION = "x-anthropic-billing-header:";

    private Callers() {}

    /** With a credential that is no API key of its own kind: a subscription's, or an administrator's. */
    public static boolean oauth(Headers headers) {
        return headers.first("x-api-key").filter(Callers::special).isPresent()
                || headers.first("authorization")
                        .map(value -> value.strip().replaceFirst("(?i)^bearer\\s+", ""))
                        .filter(Callers::special)
                        .isPresent();
    }

    private static boolean special(String value) {
        return Credential.of(value.strip()) == Credential.SPECIAL;
    }

    public static boolean claudeCode(Headers headers, JsonNode request) {
        boolean program = headers.first("user-agent")
                .filter(agent -> agent.toLowerCase(Locale.ROOT).startsWith("claude-cli/"))
                .isPresent();
        return program
                || headers.has("x-claude-code-session-id")
                || request.path("system").path(0).path("text").asText().startsWith(ATTRIBUTION);
    }
}
