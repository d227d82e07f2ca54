package io.agenticproxy.router;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes of a request.
 *
 * @param omittedThinking what leaving out {@code thinking} means: {@code off} or {@code adaptive}
 * @param disabledUpTo    the most effort with which thinking may be disabled; null for any
 * @param defaultEffort   null for a model without the parameter
 * @param anySampling     whether temperature and the like may be anything, before API version 2026-10-21
 * @param prefill         whether the answer may be begun by the client
 * @param maxInputTokens  the window: prompt and answer together
 */
record ModelTraits(
        String omittedThinking,
        Set<String> thinkingTypes,
        @Nullable String disabledUpTo,
        Set<String> efforts,
        @Nullable String defaultEffort,
        boolean anySampling,
        boolean prefill,
        boolean forcedToolChoice,
        boolean systemMessages,
        Set<String> computerTools,
        long maxInputTokens,
        long maxTokens,
        int maxImages) {
    private static final List<String> BY_EFFORT = List.of("low", "medium", "high", "xhigh", "max");

    static ModelTraits of(JsonNode json) {
        JsonNode thinking = json.path("thinking");
        return new ModelTraits(
                thinking.path("omitted").asText(),
                texts(thinking.path("types")),
                thinking.path("disabled_up_to_effort").textValue(),
                texts(json.path("effort")),
                json.path("default_effort").textValue(),
                json.path("sampling").asText().equals("free"),
                json.path("prefill").asBoolean(),
                json.path("forced_tool_choice").asBoolean(),
                json.path("system_messages").asBoolean(),
                texts(json.path("computer_tools")),
                json.path("max_input_tokens").asLong(),
                json.path("max_tokens").asLong(),
                json.path("max_images").asInt());
    }

    static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Whether thinking can be switched off in so many words, at the request's effort. */
    boolean canDisableThinking(@Nullable String effort) {
        String asked = effort == null ? defaultEffort : effort;
        return thinkingTypes.contains("disabled")
                && (disabledUpTo == null
                        || asked == null
                        || BY_EFFORT.indexOf(asked) <= BY_EFFORT.indexOf(disabledUpTo));
    }

    /** With what the API's own list of models says of it, which has the last word. */
    ModelTraits refreshed(JsonNode model) {
        JsonNode capabilities = model.path("capabilities");
        return new ModelTraits(
                omittedThinking,
                supported(thinkingTypes, capabilities.path("thinking").path("types")),
                disabledUpTo,
                supported(efforts, capabilities.path("effort")),
                defaultEffort,
                anySampling,
                prefill,
                forcedToolChoice,
                systemMessages,
                computerTools,
                model.path("max_input_tokens").asLong(maxInputTokens),
                model.path("max_tokens").asLong(maxTokens),
                maxImages);
    }

    /** Only ever takes away: what a value that is new here would mean nobody knows. */
    private static Set<String> supported(Set<String> known, JsonNode said) {
        Set<String> left = new LinkedHashSet<>(known);
        left.removeIf(value -> said.path(value).has("supported")
                && !said.path(value).path("supported").asBoolean());
        return left;
    }
}
