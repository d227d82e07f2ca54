package io.agenticproxy.router;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model takes a request that was written for another one, as it is or with thinking switched off.
 *
 * @param refusal          why it does not; null when it does
 * @param thinkingDisabled whether thinking has to be switched off in so many words
 */
record Fit(@Nullable RouterReason refusal, boolean thinkingDisabled) {
    /** From here on the API takes no sampling parameters at all. Source: its guide to that version. */
    private static final String VERSION_WITHOUT_SAMPLING = "2026-10-21";

    private static final Fit AS_IT_IS = new Fit(null, false);

    boolean fits() {
        return refusal == null;
    }

    /** Whether the model that was asked for would take it: if not, upstream is to say so. */
    static boolean takes(ModelTraits model, RequestFeatures request, long promptTokens) {
        return refusal(model, request, promptTokens).isEmpty()
                && (request.thinking() == null || takesThinking(model, request));
    }

    /**
     * @param requested    the model that the request was written for
     * @param promptTokens of the request, in the candidate's tokenizer; an estimate
     */
    static Fit of(ModelTraits candidate, ModelTraits requested, RequestFeatures request, long promptTokens) {
        Optional<RouterReason> refusal = refusal(candidate, request, promptTokens);
        if (refusal.isPresent()) {
            return new Fit(refusal.get(), false);
        }
        boolean thinks = request.thinksAt(requested);
        if (request.thinking() != null && takesThinking(candidate, request)) {
            return AS_IT_IS;
        }
        if (request.thinking() == null && thinks == request.thinksAt(candidate)) {
            return AS_IT_IS;
        }
        return !thinks && candidate.canDisableThinking(request.effort())
                ? new Fit(null, true)
                : new Fit(RouterReason.KEPT_THINKING, false);
    }

    private static boolean takesThinking(ModelTraits model, RequestFeatures request) {
        String type = request.thinking();
        return type != null
                && model.thinkingTypes().contains(type)
                && (!type.equals("disabled") || model.canDisableThinking(request.effort()));
    }

    private static Optional<RouterReason> refusal(ModelTraits model, RequestFeatures request, long promptTokens) {
        if (request.effort() != null && !model.efforts().contains(request.effort())) {
            return Optional.of(RouterReason.KEPT_EFFORT);
        }
        boolean noSampling = request.apiVersion().compareTo(VERSION_WITHOUT_SAMPLING) >= 0;
        if (noSampling ? request.anySampling() : request.sampling() && !model.anySampling()) {
            return Optional.of(RouterReason.KEPT_SAMPLING);
        }
        if (request.prefill() && (!model.prefill() || request.thinksAt(model) || request.format())) {
            return Optional.of(RouterReason.KEPT_PREFILL);
        }
        if (request.forcedTool() && (!model.forcedToolChoice() || "enabled".equals(request.thinking()))) {
            return Optional.of(RouterReason.KEPT_TOOL_CHOICE);
        }
        if (request.systemMessages() && !model.systemMessages()) {
            return Optional.of(RouterReason.KEPT_SYSTEM_MESSAGE);
        }
        if (!model.computerTools().containsAll(request.computerTools())) {
            return Optional.of(RouterReason.KEPT_COMPUTER_TOOL);
        }
        if (request.images() > model.maxImages()) {
            return Optional.of(RouterReason.KEPT_IMAGES);
        }
        if (request.maxTokens() > model.maxTokens()) {
            return Optional.of(RouterReason.KEPT_MAX_TOKENS);
        }
        return promptTokens + request.maxTokens() > model.maxInputTokens()
                ? Optional.of(RouterReason.KEPT_CONTEXT_LENGTH)
                : Optional.empty();
    }
}
