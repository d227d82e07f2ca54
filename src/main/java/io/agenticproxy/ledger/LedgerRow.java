package io.agenticproxy.ledger;

import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import io.agenticproxy.wire.AnswerSummary;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A priced call as the columns of {@code ledger_entry}. */
final class LedgerRow {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int LONGEST_MODEL = 128;

    /** In the order of the statement that writes them. */
    static final List<String> COLUMNS = List.of(
            "session_key",
            "call_id",
            "requested_at",
            "client",
            "is_message",
            "method",
            "path",
            "stream",
            "status",
            "outcome",
            "request_id",
            "retry",
            "resent",
            "cache",
            "cache_reason",
            "stored",
            "cache_key",
            "cache_near_miss",
            "model_requested",
            "model_served",
            "complexity",
            "confidence",
            "routing",
            "routing_reason",
            "prompt_cache",
            "prompt_cache_reason",
            "api_ms",
            "router_ms",
            "ttft_ms",
            "overhead_ms",
            "input_tokens",
            "output_tokens",
            "prompt_cache_read_tokens",
            "prompt_cache_write_5m_tokens",
            "prompt_cache_write_1h_tokens",
            "actual_usd",
            "classifier_usd",
            "baseline_usd",
            "saved_cache_usd",
            "saved_routing_usd",
            "saved_prompt_cache_usd",
            "provider_cache_usd",
            "premium_usd",
            "estimated",
            "usage_complete",
            "prompt",
            "facts");

    private LedgerRow() {}

    static List<Object> of(PricedCall priced, String sessionKey) {
        Map<String, Object> row = columns(priced, sessionKey);
        List<Object> values = new ArrayList<>(COLUMNS.size());
        COLUMNS.forEach(column -> values.add(row.get(column)));
        return values;
    }

    private static Map<String, Object> columns(PricedCall priced, String sessionKey) {
        CallRecord call = priced.call();
        Map<String, Object> row = new HashMap<>(2 * COLUMNS.size());
        row.put("session_key", sessionKey);
        row.put("call_id", call.callId());
        row.put("requested_at", call.at().atOffset(ZoneOffset.UTC));
        row.put("client", call.client());
        row.put("is_message", call.message());
        row.put("method", call.method());
        row.put("path", call.path());
        row.put("stream", call.stream());
        row.put("status", call.delivery().status());
        row.put("outcome", call.delivery().outcome().name().toLowerCase(Locale.ROOT));
        row.put("request_id", call.requestId());
        row.put("retry", call.retry());
        row.put("resent", call.resent());
        cache(row, call.cache());
        row.put("cache_near_miss", null);
        AnswerSummary answer = call.answer();
        row.put("model_requested", call.model());
        row.put(
                "model_served",
                answer == null
                        ? null
                        : answer.model()
                                .map(model -> Text.printable(model, LONGEST_MODEL))
                                .orElse(null));
        routing(row, call.routing());
        marking(row, call.marking());
        row.put("api_ms", call.upstream() ? millis(call.apiNanos()) : null);
        row.put("ttft_ms", call.contentNanos() == 0 ? null : millis(call.contentNanos()));
        row.put(
                "overhead_ms",
                call.overheadNanos().isPresent() ? millis(call.overheadNanos().getAsLong()) : null);
        row.put("prompt", call.prompt());
        tokens(row, priced.facts());
        money(row, priced.cost());
        row.put("usage_complete", priced.facts() == null || priced.facts().usageComplete());
        row.put("facts", priced.facts() == null ? null : StoredFacts.write(priced.facts()));
        return row;
    }

    private static void cache(Map<String, Object> row, CallRecord.@Nullable CacheUse cache) {
        row.put("cache", cache == null ? null : cache.outcome().name().toLowerCase(Locale.ROOT));
        row.put("cache_reason", cache == null ? null : cache.reason());
        row.put("stored", cache == null || cache.outcome() != CacheDecision.Outcome.MISS ? null : cache.stored());
        row.put("cache_key", cache == null ? null : cache.key());
    }

    private static void routing(Map<String, Object> row, @Nullable RoutingDecision decision) {
        Optional<RoutingDecision> routing = Optional.ofNullable(decision);
        row.put(
                "complexity",
                routing.map(RoutingDecision::complexity).map(Complexity::name).orElse(null));
        row.put("confidence", routing.map(RoutingDecision::confidence).orElse(null));
        row.put(
                "routing",
                routing.map(one -> one.outcome().name().toLowerCase(Locale.ROOT))
                        .orElse(null));
        row.put("routing_reason", routing.map(RoutingDecision::reason).orElse(null));
        row.put(
                "router_ms",
                routing.map(RoutingDecision::nanos)
                        .filter(nanos -> nanos > 0)
                        .map(LedgerRow::millis)
                        .orElse(null));
    }

    private static void marking(Map<String, Object> row, CallRecord.@Nullable MarkingUse marking) {
        row.put("prompt_cache", marking == null ? null : marking.marked() ? "marked" : "skipped");
        row.put("prompt_cache_reason", marking == null ? null : marking.reason());
    }

    private static void tokens(Map<String, Object> row, @Nullable CallFacts facts) {
        Tokens tokens =
                facts == null || facts.usage() == null ? null : facts.usage().totals();
        row.put("input_tokens", tokens == null ? null : tokens.input());
        row.put("output_tokens", tokens == null ? null : tokens.output());
        row.put("prompt_cache_read_tokens", tokens == null ? null : tokens.promptCacheRead());
        row.put("prompt_cache_write_5m_tokens", tokens == null ? null : tokens.promptCacheWrite5m());
        row.put("prompt_cache_write_1h_tokens", tokens == null ? null : tokens.promptCacheWrite1h());
    }

    /** The columns that re-pricing writes again. */
    static void money(Map<String, Object> row, @Nullable CallCost cost) {
        Optional<CallCost> known = Optional.ofNullable(cost);
        row.put("actual_usd", amount(known.flatMap(CallCost::actual)));
        row.put("classifier_usd", amount(known.flatMap(CallCost::classifier)));
        row.put("baseline_usd", amount(known.flatMap(CallCost::baseline)));
        row.put("saved_cache_usd", amount(known.flatMap(CallCost::savedCache)));
        row.put("saved_routing_usd", amount(known.flatMap(CallCost::savedRouting)));
        row.put("saved_prompt_cache_usd", amount(known.flatMap(CallCost::savedPromptCache)));
        row.put("provider_cache_usd", amount(known.flatMap(CallCost::providerCache)));
        row.put("premium_usd", amount(known.flatMap(CallCost::premium)));
        row.put("estimated", known.map(CallCost::estimated).orElse(false));
    }

    private static @Nullable BigDecimal amount(Optional<Usd> usd) {
        return usd.map(Usd::amount).orElse(null);
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
