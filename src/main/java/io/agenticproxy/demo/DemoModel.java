package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A model of the simulated line-up.
 *
 * @param createdAt    a date; the API says the epoch where it does not know one
 * @param window       tokens of context
 * @param minCacheable tokens; a shorter prefix is not written to the prompt cache
 * @param thinking     the thinking types that it takes, separated by blanks
 */
record DemoModel(String id, String name, String createdAt, int window, int minCacheable, String thinking) {
    private static final int MILLION = 1_000_000;
    private static final String UNKNOWN = "1970-01-01";
    private static final String NEWEST = "adaptive";
    private static final String CURRENT = "adaptive disabled";
    private static final String OLDER = "enabled adaptive disabled";
    private static final String ANY = "enabled adaptive disabled between_tools";

    /** Newest first. The models and their limits are those of November 2026. */
    static final List<DemoModel> LINE_UP = List.of(
            new DemoModel("claude-fable-5-2", "Claude Fable 5.2", UNKNOWN, MILLION, 512, NEWEST),
            new DemoModel("claude-haiku-5-5", "Claude Haiku 5.5", "2026-10-07", MILLION, 512, CURRENT),
            new DemoModel("claude-opus-5-5", "Claude Opus 5.5", UNKNOWN, MILLION, 512, NEWEST),
            new DemoModel("claude-sonnet-5-5", "Claude Sonnet 5.5", UNKNOWN, MILLION, 512, "adaptive between_tools"),
            new DemoModel("claude-opus-5", "Claude Opus 5", "2026-07-24", MILLION, 512, CURRENT),
            new DemoModel("claude-sonnet-5", "Claude Sonnet 5", "2026-06-30", MILLION, 1024, CURRENT),
            new DemoModel("claude-opus-4-8", "Claude Opus 4.8", "2026-05-28", MILLION, 1024, CURRENT),
            new DemoModel("claude-opus-4-6", "Claude Opus 4.6", "2026-02-05", MILLION, 4096, OLDER),
            new DemoModel("claude-sonnet-4-6", "Claude Sonnet 4.6", "2026-02-17", MILLION, 1024, OLDER),
            new DemoModel(
                    "claude-haiku-4-5-20251001", "Claude Haiku 4.5", "2025-10-01", 200_000, 4096, "enabled disabled"));

    /**
     * The model of an id or of a dated id's alias; any other {@code claude-…} gets usual limits.
     *
     * @throws DemoError 404 if the id is no Claude model's
     */
    static DemoModel of(String id) {
        if (!id.startsWith("claude-")) {
            throw DemoError.unknownModel(id);
        }
        return LINE_UP.stream()
                .filter(model -> model.isCalled(id))
                .findFirst()
                .orElseGet(() -> new DemoModel(id, id, UNKNOWN, MILLION, 1024, ANY));
    }

    boolean isCalled(String name) {
        return id.equals(name) || id.replaceFirst("-\\d{8}$", "").equals(name);
    }

    int maxTokens() {
        return window == MILLION ? 128_000 : 64_000;
    }

    boolean takesThinking(String type) {
        return List.of(thinking.split(" ")).contains(type);
    }

    /** A plausible wait for the first token. */
    int firstTokenMillis() {
        return 150 + 100 * tier();
    }

    /** A plausible gap between two pieces of an answer. */
    int pieceMillis() {
        return 10 + 3 * tier();
    }

    /** 0 for Haiku, then Sonnet, Opus and whatever is above or unknown. */
    private int tier() {
        List<String> families = List.of("haiku", "sonnet", "opus");
        return (int) families.stream().takeWhile(family -> !id.contains(family)).count();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", "model")
                .put("id", id)
                .put("display_name", name)
                .put("created_at", createdAt + "T00:00:00Z")
                .put("lifecycle", "active")
                .putNull("deprecated_at")
                .putNull("retires_at")
                .put("max_input_tokens", window)
                .put("max_tokens", maxTokens());
        ObjectNode can = json.putObject("capabilities");
        for (String feature : List.of("batch", "citations", "image_input", "pdf_input", "structured_outputs")) {
            can.putObject(feature).put("supported", true);
        }
        can.putObject("effort").put("supported", !thinking.equals("enabled disabled"));
        ObjectNode types = can.putObject("thinking").put("supported", true).putObject("types");
        for (String type : List.of("enabled", "adaptive", "disabled", "between_tools")) {
            types.putObject(type).put("supported", takesThinking(type));
        }
        return json;
    }
}
