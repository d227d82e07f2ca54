package io.agenticproxy.dashboard;

import io.agenticproxy.exchange.CacheState;
import io.agenticproxy.exchange.LedgerState;
import io.agenticproxy.exchange.PromptCacheState;
import io.agenticproxy.exchange.Refusal;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Step of {@code dashboard-stats}: one row of totals as the figures of {@code /stats}. */
@Component("statsView")
final class StatsView {
    private final LedgerState ledger;
    private final CacheState cache;
    private final PromptCacheState promptCache;

    StatsView(LedgerState ledger, CacheState cache, PromptCacheState promptCache) {
        this.ledger = ledger;
        this.cache = cache;
        this.promptCache = promptCache;
    }

    Map<String, Object> compose(
            @ExchangeProperty("total") List<Map<String, Object>> rows, @Body List<Map<String, Object>> latencies)
            throws Refusal {
        return figures(
                Figures.onlyRow(rows),
                new Latencies(latencies.stream().map(Figures::lowerCase).toList()));
    }

    /** Of a ledger that writes no rows: what has been counted in memory since the start. */
    Map<String, Object> sinceStart() {
        Map<String, Object> columns = new LinkedHashMap<>(ledger.countedSinceStart());
        columns.put("since", ledger.startedAt().atOffset(ZoneOffset.UTC));
        return figures(columns, new Latencies(List.of()));
    }

    private Map<String, Object> figures(Map<String, Object> row, Latencies latencies) {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("session", Figures.count(row, "session_id") == 0 ? "all" : row.get("session_id"));
        stats.put("since", Figures.value(row.get("since")));
        for (String column : List.of("calls", "api_calls", "other_calls", "unpriced_calls", "partial_calls")) {
            stats.put(column, Figures.count(row, column));
        }
        stats.put("dropped_rows", ledger.droppedRows());
        stats.put("waiting_rows", ledger.waitingRows());
        stats.put("ledger", ledger.status());
        stats.put("prices_of", ledger.pricesOf());
        stats.put("repriced", ledger.repriced());
        stats.put("cache", cache(row));
        stats.put("cost", cost(row));
        stats.put("tokens", tokens(row));
        stats.put("latency_ms", latency(latencies));
        stats.put("complexity", counts(row, Map.of("SIMPLE", "simple", "MODERATE", "moderate", "COMPLEX", "complex")));
        stats.put("routing", counts(row, Map.of("downgraded", "downgraded", "kept", "kept", "skipped", "skipped")));
        return stats;
    }

    private Map<String, Object> cache(Map<String, Object> row) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (String column : List.of("hits", "misses", "coalesced", "bypassed")) {
            figures.put(column, Figures.count(row, column));
        }
        long answered = Figures.count(row, "hits") + Figures.count(row, "coalesced");
        long asked = answered + Figures.count(row, "misses");
        figures.put("hit_rate", asked == 0 ? 0.0 : (double) answered / asked);
        figures.put("entries", cache.entries());
        figures.put("max_entries", cache.maxEntries());
        figures.put("enabled", cache.enabled());
        return figures;
    }

    private static Map<String, Object> counts(Map<String, Object> row, Map<String, String> columns) {
        Map<String, Object> counts = new TreeMap<>();
        columns.forEach((name, column) -> counts.put(name, Figures.count(row, column)));
        return counts;
    }

    private Map<String, Object> cost(Map<String, Object> row) {
        Map<String, Object> cost = new LinkedHashMap<>();
        for (String column : List.of("actual_usd", "classifier_usd", "baseline_usd")) {
            cost.put(column, Figures.money(row, column));
        }
        cost.put("saved_usd", Figures.saved(row));
        for (String column :
                List.of("saved_cache_usd", "saved_routing_usd", "saved_prompt_cache_usd", "provider_cache_usd")) {
            cost.put(column, Figures.money(row, column));
        }
        cost.put("prompt_cache_bank_usd", Figures.value(promptCache.bank().amount()));
        return cost;
    }

    private static Map<String, Object> tokens(Map<String, Object> row) {
        Map<String, Object> tokens = new LinkedHashMap<>();
        tokens.put("input", Figures.count(row, "input_tokens"));
        tokens.put("output", Figures.count(row, "output_tokens"));
        tokens.put("prompt_cache_read", Figures.count(row, "prompt_cache_read"));
        tokens.put("prompt_cache_write", Figures.count(row, "prompt_cache_write"));
        return tokens;
    }

    private static Map<String, Object> latency(Latencies latencies) {
        Map<String, Object> latency = new LinkedHashMap<>();
        latency.put("api_avg", latencies.average("api"));
        latency.put("api_p50", latencies.percentile("api", 0.5));
        latency.put("api_p95", latencies.percentile("api", 0.95));
        latency.put("router_avg", latencies.average("router"));
        latency.put("overhead_p50", latencies.percentile("overhead", 0.5));
        latency.put("overhead_p95", latencies.percentile("overhead", 0.95));
        return latency;
    }
}
