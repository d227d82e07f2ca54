package io.agenticproxy.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says of one model. Null is: not said.
 *
 * @param tokensForSameText relative to other models; unsaid, it counts as any other does
 * @param inferenceGeo      multipliers by region; in a region that is not named the price is the usual one
 * @param periods           ascending by date, one at least
 */
record ModelEntry(
        String id,
        SortedSet<String> aliases,
        @Nullable ModelFamily family,
        @Nullable Long minCacheableTokens,
        @Nullable BigDecimal tokensForSameText,
        @Nullable SortedMap<String, BigDecimal> inferenceGeo,
        List<PricePeriod> periods) {

    Optional<PricePeriod> period(LocalDate day) {
        PricePeriod latest = null;
        for (PricePeriod period : periods) {
            if (!period.validFrom().isAfter(day)) {
                latest = period;
            }
        }
        return Optional.ofNullable(latest);
    }

    BigDecimal multiplier(@Nullable String geo) {
        Map<String, BigDecimal> known = inferenceGeo == null ? Map.of() : inferenceGeo;
        return geo == null ? BigDecimal.ONE : known.getOrDefault(geo, BigDecimal.ONE);
    }

    Model model() {
        return new Model(
                id,
                Optional.ofNullable(family),
                minCacheableTokens == null ? OptionalLong.empty() : OptionalLong.of(minCacheableTokens),
                Optional.ofNullable(tokensForSameText));
    }

    /** This entry's prices, and what else it says; the other's where this one says nothing. */
    ModelEntry over(@Nullable ModelEntry other) {
        if (other == null) {
            return this;
        }
        return new ModelEntry(
                id,
                union(aliases, other.aliases),
                family == null ? other.family : family,
                minCacheableTokens == null ? other.minCacheableTokens : minCacheableTokens,
                tokensForSameText == null ? other.tokensForSameText : tokensForSameText,
                inferenceGeo == null ? other.inferenceGeo : inferenceGeo,
                periods);
    }

    private static SortedSet<String> union(Collection<String> some, Collection<String> others) {
        SortedSet<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
