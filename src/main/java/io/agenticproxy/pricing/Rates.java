package io.agenticproxy.pricing;

import java.math.BigDecimal;

/** What one token costs in each category. */
public record Rates(Usd input, Usd output, Usd promptCacheRead, Usd promptCacheWrite5m, Usd promptCacheWrite1h) {

    /** Σ count × rate. */
    public Usd price(Tokens tokens) {
        return input.times(tokens.input())
                .plus(output.times(tokens.output()))
                .plus(promptCacheRead.times(tokens.promptCacheRead()))
                .plus(promptCacheWrite5m.times(tokens.promptCacheWrite5m()))
                .plus(promptCacheWrite1h.times(tokens.promptCacheWrite1h()));
    }

    Rates times(BigDecimal factor) {
        if (factor.compareTo(BigDecimal.ONE) == 0) { // as nearly always
            return this;
        }
        return new Rates(
                input.times(factor),
                output.times(factor),
                promptCacheRead.times(factor),
                promptCacheWrite5m.times(factor),
                promptCacheWrite1h.times(factor));
    }
}
