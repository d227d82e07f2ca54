package io.agenticproxy.pricing;

import org.jspecify.annotations.Nullable;

/**
 * On which terms tokens were billed, as the API reports it: the facts that multiply a price.
 *
 * @param fast         {@code speed} is {@code fast}: the model's fast prices hold
 * @param batch        {@code service_tier} is {@code batch}
 * @param inferenceGeo where inference ran ({@code us}); null when it was not said
 */
public record Terms(boolean fast, boolean batch, @Nullable String inferenceGeo) {
    public static final Terms STANDARD = new Terms(false, false, null);
}
