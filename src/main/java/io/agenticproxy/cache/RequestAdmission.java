package io.agenticproxy.cache;

import static io.agenticproxy.cache.NotCached.NOT_CACHED_CONTAINER;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_CONTEXT_EDIT;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_DIAGNOSTICS;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_FALLBACKS;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_MCP_SERVERS;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_NO_STORE;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_PREWARM;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_SERVER_TOOL;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_THREAD;
import static io.agenticproxy.cache.NotCached.NOT_CACHED_UNKNOWN_TOOL;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.RequestTree;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The requests that have nothing to do with the cache: whose answer depends on more than what they say, or changes with
 * time. Fields that nobody here has heard of don't matter: they are part of the key. Source: the API's reference,
 * November 2026.
 */
final class RequestAdmission {
    /** Anthropic's tools that the client runs; what they gave stands in the request. */
    private static final Pattern CLIENT_TOOL =
            Pattern.compile("(bash|text_editor|memory|computer|computer_toolset|browser_toolset)_\\d{8}");

    private static final Pattern SERVER_TOOL =
            Pattern.compile("(web_search|web_fetch|code_execution|tool_search|mcp_toolset|advisor)(_.*)?");

    /** Anything else is compaction, or new. */
    private static final Pattern CLEARING = Pattern.compile("(clear_tool_uses|clear_thinking)_\\d{8}");

    private RequestAdmission() {}

    /** Why this request is not looked up, if so; the first reason of several. */
    static Optional<NotCached> refusal(RequestTree request, RequestControls controls) {
        return controls.noStore() ? Optional.of(NOT_CACHED_NO_STORE) : refusal(request.root());
    }

    private static Optional<NotCached> refusal(JsonNode request) {
        if (asks(request, "thread")) {
            return Optional.of(NOT_CACHED_THREAD);
        }
        if (asks(request, "container")) {
            return Optional.of(NOT_CACHED_CONTAINER);
        }
        if (asks(request, "mcp_servers")) {
            return Optional.of(NOT_CACHED_MCP_SERVERS);
        }
        if (asks(request, "fallbacks")) {
            return Optional.of(NOT_CACHED_FALLBACKS);
        }
        if (asks(request, "diagnostics")) {
            return Optional.of(NOT_CACHED_DIAGNOSTICS);
        }
        if (asks(request, "compaction") || editsContext(request.path("context_management"))) {
            return Optional.of(NOT_CACHED_CONTEXT_EDIT);
        }
        JsonNode outputLimit = request.path("max_tokens");
        if (outputLimit.isNumber() && outputLimit.doubleValue() == 0) {
            return Optional.of(NOT_CACHED_PREWARM);
        }
        return refusedTool(request.path("tools"));
    }

    /** Null and an empty list are as good as nothing. */
    private static boolean asks(JsonNode request, String field) {
        JsonNode value = request.path(field);
        return !value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty());
    }

    private static boolean editsContext(JsonNode management) {
        for (JsonNode edit : management.path("edits")) {
            if (!CLEARING.matcher(edit.path("type").asText()).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<NotCached> refusedTool(JsonNode tools) {
        for (JsonNode tool : tools) {
            JsonNode type = tool.path("type");
            String name = type.asText();
            boolean custom = type.isMissingNode() || type.isNull() || name.equals("custom");
            if (!custom && !CLIENT_TOOL.matcher(name).matches()) {
                boolean known = SERVER_TOOL.matcher(name).matches();
                return Optional.of(known ? NOT_CACHED_SERVER_TOOL : NOT_CACHED_UNKNOWN_TOOL);
            }
        }
        return Optional.empty();
    }
}
