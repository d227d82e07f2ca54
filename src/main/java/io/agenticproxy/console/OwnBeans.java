package io.agenticproxy.console;

import io.agenticproxy.exchange.CacheState;
import io.agenticproxy.exchange.LedgerState;
import io.agenticproxy.exchange.PromptCacheState;
import io.agenticproxy.exchange.RouterState;
import io.agenticproxy.exchange.StoredAnswers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The beans by their type, as the console's tree shows them. The names are those of {@code /stats}, which counts over all
 * sessions of the ledger; these count from this process's start.
 */
@Component
final class OwnBeans {
    private static final String SINCE_START = ", since the proxy started";
    private static final String USD = ", in US dollars" + SINCE_START;

    private final CacheState cache;
    private final StoredAnswers answers;
    private final RouterState router;
    private final PromptCacheState promptCache;
    private final LedgerState ledger;
    private final MeterRegistry metrics;

    OwnBeans(
            CacheState cache,
            StoredAnswers answers,
            RouterState router,
            PromptCacheState promptCache,
            LedgerState ledger,
            MeterRegistry metrics) {
        this.cache = cache;
        this.answers = answers;
        this.router = router;
        this.promptCache = promptCache;
        this.ledger = ledger;
        this.metrics = metrics;
    }

    Map<String, FigureBean> byType() {
        return new TreeMap<>(
                Map.of("Cache", cache(), "Router", router(), "PromptCache", promptCache(), "Ledger", ledger()));
    }

    private FigureBean cache() {
        return new FigureBean("The response cache: identical requests are answered from the store")
                .figure("Enabled", Boolean.class, "whether CACHE_ENABLED is on", cache::enabled)
                .figure("Entries", Long.class, "answers that are stored now", cache::entries)
                .figure("MaxEntries", Integer.class, "how many are kept at most (CACHE_MAX_ENTRIES)", cache::maxEntries)
                .figure("Hits", Long.class, "messages answered from the store" + SINCE_START, () -> count("hits"))
                .figure("Misses", Long.class, "messages that were not there" + SINCE_START, () -> count("misses"))
                .figure(
                        "Coalesced",
                        Long.class,
                        "messages that shared the answer of an identical one in flight" + SINCE_START,
                        () -> count("coalesced"))
                .figure(
                        "Bypassed",
                        Long.class,
                        "messages for which the store was not asked" + SINCE_START,
                        () -> count("bypassed"))
                .figure(
                        "HitRate",
                        Double.class,
                        "hits and coalesced of all that asked the store, from 0 to 1" + SINCE_START,
                        this::hitRate)
                .operation(
                        "clear",
                        Integer.class,
                        "removes every stored answer, from the database too; says how many there were",
                        answers::clearAll);
    }

    private FigureBean router() {
        return new FigureBean("The model router: simple prompts go to a cheaper model")
                .figure(
                        "Mode",
                        String.class,
                        "ROUTER_ENABLED: true, false, or shadow, which judges and changes nothing",
                        router::mode)
                .figure(
                        "Downgraded",
                        Long.class,
                        "messages sent to a cheaper model" + SINCE_START,
                        () -> count("downgraded"))
                .figure("Kept", Long.class, "messages left at their model" + SINCE_START, () -> count("kept"))
                .figure("Skipped", Long.class, "messages with nothing to decide" + SINCE_START, () -> count("skipped"))
                .figure("SavedUsd", Double.class, "what that has saved" + USD, () -> money("saved_routing_usd"))
                .figure(
                        "ClassifierUsd",
                        Double.class,
                        "what the verdicts have cost" + USD,
                        () -> money("classifier_usd"));
    }

    private FigureBean promptCache() {
        return new FigureBean("Marks for the provider's prompt cache, where the agent sets none")
                .figure("Enabled", Boolean.class, "whether PROMPT_CACHE_ENABLED is on", promptCache::enabled)
                .figure(
                        "BankUsd",
                        Double.class,
                        "what the marks of all accounts may still risk, in US dollars, now",
                        () -> promptCache.bank().amount().doubleValue())
                .figure(
                        "Marked",
                        Long.class,
                        "messages that carried marks of ours" + SINCE_START,
                        () -> marks("marked"))
                .figure("Skipped", Long.class, "messages that carried none" + SINCE_START, () -> marks("skipped"))
                .figure(
                        "SavedUsd",
                        Double.class,
                        "what that has saved, less than zero while marks cost more" + USD,
                        () -> money("saved_prompt_cache_usd"));
    }

    private FigureBean ledger() {
        return new FigureBean("The ledger: a priced row for each call")
                .figure("Status", String.class, "online; offline while the database is away; off", ledger::status)
                .figure("WaitingRows", Integer.class, "rows that wait for the database now", ledger::waitingRows)
                .figure(
                        "DroppedRows",
                        Long.class,
                        "rows that a full queue has dropped" + SINCE_START,
                        ledger::droppedRows)
                .figure("Calls", Long.class, "messages" + SINCE_START, () -> count("calls"))
                .figure(
                        "ActualUsd",
                        Double.class,
                        "what they have cost, verdicts included" + USD,
                        () -> money("actual_usd"))
                .figure(
                        "BaselineUsd",
                        Double.class,
                        "what they would have cost without the proxy" + USD,
                        () -> money("baseline_usd"))
                .figure("SavedUsd", Double.class, "the sum of the stages' savings" + USD, this::saved)
                .figure(
                        "Since",
                        String.class,
                        "when the proxy started: the figures count from then",
                        () -> ledger.startedAt().toString());
    }

    private long count(String column) {
        return ledger.countedSinceStart().get(column) instanceof Number number ? number.longValue() : 0;
    }

    private double money(String column) {
        return amount(ledger.countedSinceStart(), column).doubleValue();
    }

    private static BigDecimal amount(Map<String, Object> columns, String column) {
        return columns.get(column) instanceof BigDecimal amount ? amount : BigDecimal.ZERO;
    }

    private double saved() {
        Map<String, Object> columns = ledger.countedSinceStart();
        return Stream.of("saved_cache_usd", "saved_routing_usd", "saved_prompt_cache_usd")
                .map(column -> amount(columns, column))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    private double hitRate() {
        Map<String, Object> columns = ledger.countedSinceStart();
        BigDecimal answered = amount(columns, "hits").add(amount(columns, "coalesced"));
        BigDecimal asked = answered.add(amount(columns, "misses"));
        return asked.signum() == 0 ? 0 : answered.doubleValue() / asked.doubleValue();
    }

    private long marks(String outcome) {
        Counter counter = metrics.find("agentic.prompt.cache.requests")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : (long) counter.count();
    }
}
