package io.agenticproxy.ledger;

import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Step of the {@code log-record} route: counts for Prometheus. Labels come from closed sets; a model that the price
 * catalog does not know is {@code other}. Names follow OpenTelemetry's conventions for generative AI where it has one.
 */
@Component("ledgerMetrics")
final class LedgerMetrics {
    /** The bounds that OpenTelemetry advises for this histogram, and as far on as an answer may take. */
    private static final Duration[] LONG = millis(
            10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920, 163_840, 655_360);
    /** Most calls are below a millisecond: the usual bounds begin there. */
    private static final Duration[] SHORT = millis(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1_000);

    private static final String MODEL = "gen_ai.request.model";

    private final MeterRegistry registry;
    private final PriceCatalog catalog;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    /**
     * One line of a meter, by its labels. The registry would find it too, but sorts and joins all labels for that, ten
     * times per call.
     *
     * @param second blank for a meter with one label
     */
    private record Series(String meter, String label, String second) {}

    LedgerMetrics(MeterRegistry registry, PriceCatalog catalog, LedgerQueue queue) {
        this.registry = registry;
        this.catalog = catalog;
        Gauge.builder("agentic.ledger.queue", queue, LedgerQueue::depth)
                .description("rows that wait for the database")
                .register(registry);
        FunctionCounter.builder("agentic.ledger.dropped.rows", queue, LedgerQueue::dropped)
                .description("rows that a full queue has dropped since the start")
                .register(registry);
    }

    private static Duration[] millis(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(ms -> Duration.ofNanos(Math.round(ms * 1_000_000)))
                .toArray(Duration[]::new);
    }

    PricedCall count(PricedCall priced) {
        CallRecord call = priced.call();
        counter(
                        new Series(
                                "agentic.calls",
                                call.message() ? "message" : "other",
                                word(call.delivery().outcome())),
                        s -> Counter.builder(s.meter())
                                .description("calls that have been answered")
                                .tag("kind", s.label())
                                .tag("outcome", s.second()))
                .increment();
        if (!call.message()) {
            return priced;
        }
        String model = model(call.model());
        if (call.upstream()) {
            timer("gen_ai.client.operation.duration", "from the request to upstream until its last byte", model, LONG)
                    .record(call.apiNanos(), TimeUnit.NANOSECONDS);
        }
        call.overheadNanos()
                .ifPresent(nanos -> timer("agentic.overhead", "what the proxy took of a message's time", model, SHORT)
                        .record(nanos, TimeUnit.NANOSECONDS));
        if (call.cache() != null) {
            outcome(
                    "agentic.cache.requests",
                    "messages by what the response cache did",
                    word(call.cache().outcome()));
        }
        if (call.routing() != null) {
            outcome(
                    "agentic.routing.requests",
                    "messages by what the router decided",
                    word(call.routing().outcome()));
        }
        if (call.marking() != null) {
            outcome(
                    "agentic.prompt.cache.requests",
                    "messages by whether they carried marks of the proxy",
                    call.marking().marked() ? "marked" : "skipped");
        }
        tokens(priced.facts(), model);
        money(priced.cost(), model);
        return priced;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private Counter counter(Series series, Function<Series, Counter.Builder> builder) {
        return counters.computeIfAbsent(series, s -> builder.apply(s).register(registry));
    }

    private void outcome(String name, String description, String outcome) {
        counter(
                        new Series(name, outcome, ""),
                        s -> Counter.builder(s.meter()).description(description).tag("outcome", s.label()))
                .increment();
    }

    private Timer timer(String name, String description, String model, Duration[] buckets) {
        return timers.computeIfAbsent(new Series(name, model, ""), s -> Timer.builder(s.meter())
                .description(description)
                .tag(MODEL, s.label())
                .serviceLevelObjectives(buckets)
                .register(registry));
    }

    private void tokens(@Nullable CallFacts facts, String model) {
        if (facts == null || facts.usage() == null) {
            return;
        }
        Tokens tokens = facts.usage().totals();
        token(model, "input", tokens.input());
        token(model, "output", tokens.output());
        token(model, "prompt_cache_read", tokens.promptCacheRead());
        token(model, "prompt_cache_write", tokens.promptCacheWrite());
    }

    private void token(String model, String type, long count) {
        counter(new Series("gen_ai.client.token.usage", model, type), s -> Counter.builder(s.meter())
                        .description("tokens as billed")
                        .tag(MODEL, s.label())
                        .tag("gen_ai.token.type", s.second()))
                .increment(count);
    }

    private void money(@Nullable CallCost cost, String model) {
        if (cost == null) {
            return;
        }
        if (!cost.priced()) {
            counter(new Series("agentic.unpriced.calls", model, ""), s -> Counter.builder(s.meter())
                            .description("messages whose price is unknown")
                            .tag(MODEL, s.label()))
                    .increment();
        }
        usd("agentic.cost", "what messages have cost, as far as it is known", model, Optional.of(cost.knownActual()));
        usd("agentic.premium", "what writing for our marks has cost more than plain input", model, cost.premium());
        usd("agentic.baseline", "what they would have cost without the proxy", model, cost.baseline());
    }

    private void usd(String name, String description, String model, Optional<Usd> amount) {
        counter(new Series(name, model, ""), s -> Counter.builder(s.meter())
                        .description(description)
                        .baseUnit("usd")
                        .tag(MODEL, s.label()))
                .increment(amount.map(usd -> usd.amount().doubleValue()).orElse(0.0));
    }

    private String model(@Nullable String name) {
        return name != null && catalog.model(name).isPresent() ? catalog.canonical(name) : "other";
    }
}
