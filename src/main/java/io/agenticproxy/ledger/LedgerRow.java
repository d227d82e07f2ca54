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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A priced call as the columns of {@code ledger_entry}, in the order of the statement that writes them. */
final class LedgerRow {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int LONGEST_MODEL = 128;

    /** The columns that re-pricing writes again. */
    static final List<String> MONEY = List.of(
            "actual_usd",
            "classifier_usd",
            "baseline_usd",
            "saved_cache_usd",
            "saved_routing_usd",
            "saved_prompt_cache_usd",
            "provider_cache_usd",
            "premium_usd",
            "estimated");

    private static final int COLUMNS = 47;

    private LedgerRow() {}

    /** A list by place, since a name for each value of each row is a third of what writing a row takes. */
    static List<@Nullable Object> of(PricedCall priced, long sessionId) {
        CallRecord call = priced.call();
        CallFacts facts = priced.facts();
        List<@Nullable Object> row = new ArrayList<>(COLUMNS);
        row.add(sessionId);
        row.add(call.callId());
        row.add(call.at().atOffset(ZoneOffset.UTC));
        row.add(call.client());
        row.add(call.message());
        row.add(call.method());
        row.add(call.path());
        row.add(call.stream());
        row.add(call.delivery().status());
        row.add(word(call.delivery().outcome()));
        row.add(call.requestId());
        row.add(call.retry());
        row.add(call.resent());
        addCache(row, call.cache());
        row.add(call.model());
        row.add(servedModel(call.answer()));
        addRouting(row, call.routing());
        addPromptCache(row, call.marking());
        row.add(call.upstream() ? millis(call.apiNanos()) : null);
        row.add(
                call.routing() == null || call.routing().nanos() == 0
                        ? null
                        : millis(call.routing().nanos()));
        row.add(call.contentNanos() == 0 ? null : millis(call.contentNanos()));
        row.add(call.overheadNanos().isPresent() ? millis(call.overheadNanos().getAsLong()) : null);
        addTokens(row, facts);
        row.addAll(money(priced.cost()));
        row.add(facts == null || facts.usageComplete());
        row.add(call.prompt());
        row.add(facts == null ? null : StoredFacts.write(facts));
        return row;
    }

    private static void addCache(List<@Nullable Object> row, CallRecord.@Nullable CacheUse cache) {
        row.add(cache == null ? null : word(cache.outcome()));
        row.add(cache == null ? null : cache.reason());
        row.add(cache == null || cache.outcome() != CacheDecision.Outcome.MISS ? null : cache.stored());
        row.add(cache == null ? null : cache.key());
        row.add(cache == null ? null : cache.nearMiss());
    }

    private static @Nullable String servedModel(@Nullable AnswerSummary answer) {
        return answer == null
                ? null
                : answer.model()
                        .map(model -> Text.printable(model, LONGEST_MODEL))
                        .orElse(null);
    }

    private static void addRouting(List<@Nullable Object> row, @Nullable RoutingDecision decision) {
        Complexity complexity = decision == null ? null : decision.complexity();
        row.add(complexity == null ? null : complexity.name());
        row.add(decision == null ? null : decision.confidence());
        row.add(decision == null ? null : word(decision.outcome()));
        row.add(decision == null ? null : decision.reason());
    }

    private static void addPromptCache(List<@Nullable Object> row, CallRecord.@Nullable MarkingUse marking) {
        row.add(marking == null ? null : marking.marked() ? "marked" : "skipped");
        row.add(marking == null ? null : marking.reason());
    }

    private static void addTokens(List<@Nullable Object> row, @Nullable CallFacts facts) {
        Tokens tokens =
                facts == null || facts.usage() == null ? null : facts.usage().totals();
        row.add(tokens == null ? null : tokens.input());
        row.add(tokens == null ? null : tokens.output());
        row.add(tokens == null ? null : tokens.promptCacheRead());
        row.add(tokens == null ? null : tokens.promptCacheWrite5m());
        row.add(tokens == null ? null : tokens.promptCacheWrite1h());
    }

    /** The values of {@link #MONEY}. */
    static List<@Nullable Object> money(@Nullable CallCost cost) {
        Optional<CallCost> known = Optional.ofNullable(cost);
        return Arrays.asList(
                amount(known.flatMap(CallCost::actual)),
                amount(known.flatMap(CallCost::classifier)),
                amount(known.flatMap(CallCost::baseline)),
                amount(known.flatMap(CallCost::savedCache)),
                amount(known.flatMap(CallCost::savedRouting)),
                amount(known.flatMap(CallCost::savedPromptCache)),
                amount(known.flatMap(CallCost::providerCache)),
                amount(known.flatMap(CallCost::premium)),
                known.map(CallCost::estimated).orElse(false));
    }

    private static @Nullable BigDecimal amount(Optional<Usd> usd) {
        return usd.map(Usd::amount).orElse(null);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
