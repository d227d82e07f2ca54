package io.agenticproxy.pricing;

import java.math.BigDecimal;

/** What one token costs in each category. */
public record Rates(Usd input, Usd output, Usd promptCacheRead, Usd promptCacheWrite5m, Usd promptCacheWrite1h) {

    /** Σ count × rate. */
    public Usd price(Tokens tokens) {
        Usd sum = input.times(tokens.input()).plus(output.times(tokens.output()));
        sum = plus(sum, promptCacheRead, tokens.promptCacheRead());
        sum = plus(sum, promptCacheWrite5m, tokens.promptCacheWrite5m());
        return plus(sum, promptCacheWrite1h, tokens.promptCacheWrite1h());
    }

    /** Most calls have none of two or three kinds. */
    private static Usd plus(Usd sum, Usd rate, long tokens) {
        return tokens == 0 ? sum : sum.plus(rate.times(tokens));
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
