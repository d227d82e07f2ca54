package io.agenticproxy.ledger;

import io.agenticproxy.exchange.CacheDecision.Outcome;
import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Sums over calls, by the columns of {@code ledger_total}. Not thread-safe. */
final class Totals {
    /** The columns, by their names in lower case: counts first, then money. */
    private enum Column {
        CALLS,
        API_CALLS,
        OTHER_CALLS,
        UNPRICED_CALLS,
        PARTIAL_CALLS,
        HITS,
        MISSES,
        COALESCED,
        BYPASSED,
        SIMPLE,
        MODERATE,
        COMPLEX,
        DOWNGRADED,
        KEPT,
        SKIPPED,
        INPUT_TOKENS,
        OUTPUT_TOKENS,
        PROMPT_CACHE_READ,
        PROMPT_CACHE_WRITE,
        ACTUAL_USD,
        CLASSIFIER_USD,
        BASELINE_USD,
        SAVED_CACHE_USD,
        SAVED_ROUTING_USD,
        SAVED_PROMPT_CACHE_USD,
        PROVIDER_CACHE_USD;

        private static final List<Column> ALL = List.of(values());
        private final String text = name().toLowerCase(Locale.ROOT);
    }

    private static final int COUNTS = Column.ACTUAL_USD.ordinal();

    private final long[] counts = new long[COUNTS];
    private final BigDecimal[] money = new BigDecimal[Column.ALL.size() - COUNTS];

    Totals() {
        Arrays.fill(money, BigDecimal.ZERO);
    }

    void add(Totals more) {
        Arrays.setAll(counts, i -> counts[i] + more.counts[i]);
        Arrays.setAll(money, i -> money[i].add(more.money[i]));
    }

    void add(PricedCall priced) {
        CallRecord call = priced.call();
        CallFacts facts = priced.facts();
        CallCost cost = priced.cost();
        if (facts == null || cost == null) {
            plus(Column.OTHER_CALLS, 1);
            return;
        }
        plus(Column.CALLS, 1);
        plus(Column.API_CALLS, call.upstream() ? 1 : 0);
        plus(Column.UNPRICED_CALLS, !cost.priced() ? 1 : 0);
        plus(Column.PARTIAL_CALLS, !facts.usageComplete() ? 1 : 0);
        plus(Column.HITS, call.cacheWas(Outcome.HIT) ? 1 : 0);
        plus(Column.MISSES, call.cacheWas(Outcome.MISS) ? 1 : 0);
        plus(Column.COALESCED, call.cacheWas(Outcome.COALESCED) ? 1 : 0);
        plus(Column.BYPASSED, call.cacheWas(Outcome.BYPASS) ? 1 : 0);
        if (call.routing() != null) {
            plus(Column.valueOf(call.routing().outcome().name()), 1);
            if (call.routing().complexity() != null) {
                plus(Column.valueOf(call.routing().complexity().name()), 1);
            }
        }
        if (facts.usage() != null) {
            Tokens tokens = facts.usage().totals();
            plus(Column.INPUT_TOKENS, tokens.input());
            plus(Column.OUTPUT_TOKENS, tokens.output());
            plus(Column.PROMPT_CACHE_READ, tokens.promptCacheRead());
            plus(Column.PROMPT_CACHE_WRITE, tokens.promptCacheWrite());
        }
        plus(Column.ACTUAL_USD, Optional.of(cost.knownActual()));
        plus(Column.CLASSIFIER_USD, cost.classifier());
        plus(Column.BASELINE_USD, cost.baseline());
        plus(Column.SAVED_CACHE_USD, cost.savedCache());
        plus(Column.SAVED_ROUTING_USD, Optional.of(cost.knownSavedRouting()));
        plus(Column.SAVED_PROMPT_CACHE_USD, cost.savedPromptCache());
        plus(Column.PROVIDER_CACHE_USD, cost.providerCache());
    }

    private void plus(Column count, long more) {
        counts[count.ordinal()] += more;
    }

    private void plus(Column column, Optional<Usd> amount) {
        if (amount.isPresent()) {
            int place = column.ordinal() - COUNTS;
            money[place] = money[place].add(amount.get().amount());
        }
    }

    /** All columns, those without a call as zero. */
    Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (Column column : Column.ALL) {
            int place = column.ordinal();
            columns.put(column.text, place < COUNTS ? BigDecimal.valueOf(counts[place]) : money[place - COUNTS]);
        }
        return columns;
    }
}
