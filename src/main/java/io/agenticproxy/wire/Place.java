package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * Where in a request a value stands, as far as that decides what says nothing about the answer: prompt-cache marks, the
 * client's attribution block, and the two top-level members {@code stream} and {@code metadata}.
 *
 * <p>A {@code cache_control} is a mark only where the API reads one: on the request, on a tool, on a block of
 * {@code system} or of a message, and on a block inside a tool result, a search result or a document. Anywhere else, as
 * in a tool's {@code input} or {@code input_schema}, it is the user's own data. So is what no longer looks like a mark.
 * A place that is missing here costs a second call; one too many would give a wrong answer. Source: the API's guide to
 * prompt caching, November 2026.
 */
enum Place {
    /** The user's: everything counts. */
    DATA,
    REQUEST,
    TOOLS,
    TOOL,
    MESSAGES,
    MESSAGE,
    /** Blocks, the first of which may be a note of the client's about itself: it can change from call to call. */
    SYSTEM,
    BLOCKS,
    BLOCK,
    /** Of a document, which can be made of blocks. */
    SOURCE;

    private static final String ATTRIBUTION = "x-anthropic-billing-header:";
    private static final Set<String> HOLDS_BLOCKS = Set.of("tool_result", "mcp_tool_result", "search_result");

    /** Whether a member of the object that stands here says nothing about the answer. */
    boolean leavesOut(String name, JsonNode value) {
        return switch (this) {
            case REQUEST -> name.equals("stream") || name.equals("metadata") || isMark(name, value);
            case TOOL, BLOCK -> isMark(name, value);
            default -> false;
        };
    }

    /** Whether what stands here is one of the parts that a request is made of, in {@link PartFacts}. */
    boolean isPart() {
        return this == TOOLS || this == SYSTEM || this == MESSAGE;
    }

    private static boolean isMark(String name, JsonNode value) {
        return name.equals("cache_control") && (value.isObject() || value.isNull());
    }

    /** The first entry that counts of the array that stands here. */
    int begin(JsonNode array) {
        return this == SYSTEM && isAttribution(array.path(0)) ? 1 : 0;
    }

    private static boolean isAttribution(JsonNode block) {
        String text = block.path("text").textValue();
        return type(block).equals("text") && text != null && text.startsWith(ATTRIBUTION);
    }

    /** Where an entry of the array that stands here stands. */
    Place entry() {
        return switch (this) {
            case TOOLS -> TOOL;
            case MESSAGES -> MESSAGE;
            case SYSTEM, BLOCKS -> BLOCK;
            default -> DATA;
        };
    }

    /** Where a member of the object that stands here stands. */
    Place member(String name, JsonNode object) {
        return switch (this) {
            case REQUEST -> ofRequest(name);
            case MESSAGE, SOURCE -> name.equals("content") ? BLOCKS : DATA;
            case BLOCK -> ofBlock(name, object);
            default -> DATA;
        };
    }

    private static Place ofRequest(String name) {
        return switch (name) {
            case "tools" -> TOOLS;
            case "system" -> SYSTEM;
            case "messages" -> MESSAGES;
            default -> DATA;
        };
    }

    private static Place ofBlock(String name, JsonNode block) {
        return switch (name) {
            case "content" -> HOLDS_BLOCKS.contains(type(block)) ? BLOCKS : DATA;
            case "source" -> type(block).equals("document") ? SOURCE : DATA;
            default -> DATA;
        };
    }

    private static String type(JsonNode block) {
        String type = block.path("type").textValue();
        return type == null ? "" : type;
    }
}
