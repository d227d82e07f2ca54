package io.agenticproxy.ledger;

import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums over calls, by the columns of {@code ledger_total}. Not thread-safe. */
final class Totals {
    static final List<String> COLUMNS = List.of(
            "calls",
            "api_calls",
            "other_calls",
            "unpriced_calls",
            "partial_calls",
            "hits",
            "misses",
            "coalesced",
            "bypassed",
            "simple",
            "moderate",
            "complex",
            "downgraded",
            "kept",
            "skipped",
            "input_tokens",
            "output_tokens",
            "prompt_cache_read",
            "prompt_cache_write",
            "actual_usd",
            "classifier_usd",
            "baseline_usd",
            "saved_cache_usd",
            "saved_routing_usd",
            "saved_prompt_cache_usd",
            "provider_cache_usd");

    private final Map<String, BigDecimal> sums = new HashMap<>();

    void add(PricedCall priced) {
        CallRecord call = priced.call();
        CallFacts facts = priced.facts();
        CallCost cost = priced.cost();
        if (facts == null || cost == null) {
            count("other_calls", true);
            return;
        }
        count("calls", true);
        count("api_calls", call.upstream());
        count("unpriced_calls", !cost.priced());
        count("partial_calls", !facts.usageComplete());
        if (facts.usage() != null) {
            Tokens tokens = facts.usage().totals();
            plus("input_tokens", BigDecimal.valueOf(tokens.input()));
            plus("output_tokens", BigDecimal.valueOf(tokens.output()));
            plus("prompt_cache_read", BigDecimal.valueOf(tokens.promptCacheRead()));
            plus("prompt_cache_write", BigDecimal.valueOf(tokens.promptCacheWrite()));
        }
        money("actual_usd", Optional.of(cost.knownActual()));
        money("classifier_usd", cost.classifier());
        money("baseline_usd", cost.baseline());
        money("saved_cache_usd", cost.savedCache());
        money("saved_routing_usd", Optional.of(cost.knownSavedRouting()));
        money("saved_prompt_cache_usd", cost.savedPromptCache());
        money("provider_cache_usd", cost.providerCache());
    }

    private void count(String column, boolean yes) {
        plus(column, yes ? BigDecimal.ONE : BigDecimal.ZERO);
    }

    private void money(String column, Optional<Usd> amount) {
        plus(column, amount.map(Usd::amount).orElse(BigDecimal.ZERO));
    }

    private void plus(String column, BigDecimal more) {
        sums.merge(column, more, BigDecimal::add);
    }

    /** All columns, those without a call as zero. */
    Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>();
        COLUMNS.forEach(column -> columns.put(column, sums.getOrDefault(column, BigDecimal.ZERO)));
        return columns;
    }
}
