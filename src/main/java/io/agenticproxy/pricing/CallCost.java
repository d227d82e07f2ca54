package io.agenticproxy.pricing;

import java.util.Optional;

/**
 * The money columns of one call.
 *
 * @param prices     absent when any price that it takes is unknown: the call is unpriced
 * @param classifier what the classifier's call cost, known or not independently of {@code prices}; zero when it was not
 *                   asked
 * @param estimated  the figures rest on something that was not counted: another model would have written another
 *                   answer, or the report of the usage is not complete
 */
public record CallCost(Optional<CallPrices> prices, Optional<Usd> classifier, boolean estimated) {

    public boolean priced() {
        return prices.isPresent();
    }

    public Optional<Usd> actual() {
        return prices.map(CallPrices::actual);
    }

    public Optional<Usd> baseline() {
        return prices.map(CallPrices::baseline);
    }

    public Optional<Usd> saved() {
        return prices.map(CallPrices::saved);
    }

    public Optional<Usd> savedCache() {
        return prices.map(CallPrices::savedCache);
    }

    public Optional<Usd> savedRouting() {
        return prices.map(CallPrices::savedRouting);
    }

    public Optional<Usd> savedPromptCache() {
        return prices.map(CallPrices::savedPromptCache);
    }

    public Optional<Usd> providerCache() {
        return prices.map(CallPrices::providerCache);
    }

    public Optional<Usd> premium() {
        return prices.map(CallPrices::premium);
    }

    /**
     * What the call adds to a sum of actual costs: of an unpriced call, that of its classifier. A sum of savings takes
     * the same off, as does one of those by routing, so that sums too add up.
     */
    public Usd knownActual() {
        return actual().or(() -> classifier).orElse(Usd.ZERO);
    }

    /** What the call adds to a sum of savings. */
    public Usd knownSaved() {
        return baseline().orElse(Usd.ZERO).minus(knownActual());
    }

    /** What the call adds to a sum of savings by routing. */
    public Usd knownSavedRouting() {
        return savedRouting().orElseGet(() -> knownActual().negated());
    }
}
