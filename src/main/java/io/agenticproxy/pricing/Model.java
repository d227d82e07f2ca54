package io.agenticproxy.pricing;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a model besides its prices.
 *
 * @param id                 without a date, aliases resolved
 * @param family             absent for a model of no known line
 * @param minCacheableTokens a shorter prefix is not written to the provider's prompt cache
 * @param tokensForSameText  how many tokens a text has, relative to the other models: their tokenizers differ
 */
public record Model(
        String id,
        Optional<ModelFamily> family,
        OptionalLong minCacheableTokens,
        Optional<BigDecimal> tokensForSameText) {}
