package io.agenticproxy.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.Credential;
import io.agenticproxy.wire.Headers;
import java.util.Locale;

/** Who sends a request. Source: traffic of Claude Code, and the prefixes of Anthropic's credentials, November 2026. */
final class Callers {
    private static final String ATTRIBUTION = "x-anthropic-billing-header:";

    private Callers() {}

    /** With a credential that is no API key of its own kind: a subscription's, or an administrator's. */
    static boolean oauth(Headers headers) {
        return headers.first("x-api-key").filter(Callers::special).isPresent()
                || headers.first("authorization")
                        .map(value -> value.strip().replaceFirst("(?i)^bearer\\s+", ""))
                        .filter(Callers::special)
                        .isPresent();
    }

    private static boolean special(String value) {
        return Credential.of(value.strip()) == Credential.SPECIAL;
    }

    static boolean claudeCode(Headers headers, JsonNode request) {
        boolean program = headers.first("user-agent")
                .filter(agent -> agent.toLowerCase(Locale.ROOT).startsWith("claude-cli/"))
                .isPresent();
        return program
                || headers.has("x-claude-code-session-id")
                || request.path("system").path(0).path("text").asText().startsWith(ATTRIBUTION);
    }
}
