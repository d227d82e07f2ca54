package io.agenticproxy.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.Headers;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of its model, as far as models differ in that.
 *
 * @param unjudged       why the router must not judge it at all; null when it may
 * @param thinking       the type that is named; null when none is
 * @param sampling       whether temperature, top_p or top_k are other than the defaults
 * @param prefill        whether the client has begun the answer
 * @param forcedTool     whether a tool has to be used
 * @param thinkingBefore whether its history holds thinking
 * @param used           the names of what it makes use of
 */
record RequestFeatures(
        @Nullable RouterReason unjudged,
        @Nullable String thinking,
        @Nullable String effort,
        boolean anySampling,
        boolean sampling,
        boolean prefill,
        boolean format,
        boolean forcedTool,
        boolean systemMessages,
        boolean tools,
        Set<String> computerTools,
        int images,
        boolean thinkingBefore,
        long maxTokens,
        String apiVersion,
        Set<String> used) {
    private static final double DEFAULT_TOP_P = 0.99;

    static RequestFeatures of(JsonNode request, Headers headers, Compatibility.Known known) {
        return new Reading(request, known).features(headers);
    }

    /** Thinks, or may: whether that was asked for in so many words or is what leaving it out means. */
    boolean thinksAt(ModelTraits model) {
        return thinking == null ? !model.omittedThinking().equals("off") : !thinking.equals("disabled");
    }

    /** Requests with the same one fare alike. */
    String signature() {
        return String.join(" ", new TreeSet<>(used));
    }

    private static final class Reading {
        private final JsonNode request;
        private final Compatibility.Known known;
        private final Set<String> used = new HashSet<>();
        private final Set<String> computer = new HashSet<>();
        private @Nullable RouterReason unjudged;
        private int images;
        private boolean thinkingBefore;
        private boolean systemMessages;

        Reading(JsonNode request, Compatibility.Known known) {
            this.request = request;
            this.known = known;
        }

        RequestFeatures features(Headers headers) {
            request.fieldNames().forEachRemaining(name -> {
                used.add(name);
                refuseUnless(known.fields().contains(name), RouterReason.KEPT_UNKNOWN_FIELD);
            });
            JsonNode output = request.path("output_config");
            output.fieldNames()
                    .forEachRemaining(
                            name -> refuseUnless(known.outputConfig().contains(name), RouterReason.KEPT_UNKNOWN_FIELD));
            for (String line : headers.all("anthropic-beta")) {
                for (String beta : line.split(",")) {
                    refuseUnless(beta.isBlank() || known.betas().contains(beta.strip()), RouterReason.KEPT_BETA);
                }
            }
            request.path("tools").forEach(this::tool);
            blocks(request.path("system"));
            request.path("messages").forEach(message -> {
                systemMessages |= message.path("role").asText().equals("system");
                blocks(message.path("content"));
            });
            long maxTokens = request.path("max_tokens").asLong(0);
            refuseUnless(maxTokens > 0, RouterReason.KEPT_PREWARM);
            JsonNode messages = request.path("messages");
            String choice = request.path("tool_choice").path("type").asText();
            return new RequestFeatures(
                    unjudged,
                    request.path("thinking").path("type").textValue(),
                    output.path("effort").textValue(),
                    request.hasNonNull("temperature") || request.hasNonNull("top_p") || request.hasNonNull("top_k"),
                    sampling(),
                    messages.path(messages.size() - 1).path("role").asText().equals("assistant"),
                    output.hasNonNull("format"),
                    choice.equals("any") || choice.equals("tool"),
                    systemMessages,
                    !request.path("tools").isEmpty(),
                    Set.copyOf(computer),
                    images,
                    thinkingBefore,
                    maxTokens,
                    headers.first("anthropic-version").orElse(""),
                    used);
        }

        private void refuseUnless(boolean fine, RouterReason reason) {
            if (!fine && unjudged == null) {
                unjudged = reason;
            }
        }

        private void tool(JsonNode tool) {
            String type = tool.path("type").asText("custom");
            used.add("tool:" + type);
            if (type.startsWith("computer_") || type.startsWith("browser_")) {
                computer.add(type);
            } else {
                refuseUnless(known.tools().contains(type), RouterReason.KEPT_TOOL);
            }
        }

        private void blocks(JsonNode content) {
            for (JsonNode block : content) {
                String type = block.path("type").asText();
                used.add("block:" + type);
                refuseUnless(known.blocks().contains(type), RouterReason.KEPT_UNKNOWN_BLOCK);
                images += type.equals("image") || type.equals("document") ? 1 : 0;
                thinkingBefore |= type.equals("thinking") || type.equals("redacted_thinking");
                if (type.equals("tool_result")) {
                    blocks(block.path("content"));
                }
            }
        }

        private boolean sampling() {
            boolean temperature = Optional.ofNullable(request.get("temperature"))
                    .filter(value -> !value.isNull() && value.asDouble() != 1)
                    .isPresent();
            boolean topP = Optional.ofNullable(request.get("top_p"))
                    .filter(value -> !value.isNull() && value.asDouble() != DEFAULT_TOP_P)
                    .isPresent();
            boolean both = request.hasNonNull("temperature") && request.hasNonNull("top_p");
            return temperature || topP || both || request.hasNonNull("top_k");
        }
    }
}
