package io.agenticproxy.ledger;

import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Tokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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

    private final MeterRegistry registry;
    private final PriceCatalog catalog;

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
        String outcome = call.delivery().outcome().name().toLowerCase(Locale.ROOT);
        Counter.builder("agentic.calls")
                .description("calls that have been answered")
                .tag("kind", call.message() ? "message" : "other")
                .tag("outcome", outcome)
                .register(registry)
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
            Counter.builder("agentic.cache.requests")
                    .description("messages by what the response cache did")
                    .tag("outcome", call.cache().outcome().name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .increment();
        }
        if (call.routing() != null) {
            Counter.builder("agentic.routing.requests")
                    .description("messages by what the router decided")
                    .tag("outcome", call.routing().outcome().name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .increment();
        }
        if (call.marking() != null) {
            Counter.builder("agentic.prompt.cache.requests")
                    .description("messages by whether they carried marks of the proxy")
                    .tag("outcome", call.marking().marked() ? "marked" : "skipped")
                    .register(registry)
                    .increment();
        }
        tokens(priced.facts(), model);
        money(priced.cost(), model);
        return priced;
    }

    private Timer timer(String name, String description, String model, Duration[] buckets) {
        return Timer.builder(name)
                .description(description)
                .tag("gen_ai.request.model", model)
                .serviceLevelObjectives(buckets)
                .register(registry);
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
        Counter.builder("gen_ai.client.token.usage")
                .description("tokens as billed")
                .tag("gen_ai.request.model", model)
                .tag("gen_ai.token.type", type)
                .register(registry)
                .increment(count);
    }

    private void money(@Nullable CallCost cost, String model) {
        if (cost == null) {
            return;
        }
        if (!cost.priced()) {
            Counter.builder("agentic.unpriced.calls")
                    .description("messages whose price is unknown")
                    .tag("gen_ai.request.model", model)
                    .register(registry)
                    .increment();
        }
        Counter.builder("agentic.cost")
                .description("what messages have cost, as far as it is known")
                .baseUnit("usd")
                .tag("gen_ai.request.model", model)
                .register(registry)
                .increment(cost.knownActual().amount().doubleValue());
        Counter.builder("agentic.premium")
                .description("what writing for our marks has cost more than plain input")
                .baseUnit("usd")
                .tag("gen_ai.request.model", model)
                .register(registry)
                .increment(cost.premium().map(p -> p.amount().doubleValue()).orElse(0.0));
        Counter.builder("agentic.baseline")
                .description("what they would have cost without the proxy")
                .baseUnit("usd")
                .tag("gen_ai.request.model", model)
                .register(registry)
                .increment(cost.baseline().map(b -> b.amount().doubleValue()).orElse(0.0));
    }

    private String model(@Nullable String name) {
        return name != null && catalog.model(name).isPresent() ? catalog.canonical(name) : "other";
    }
}
