package io.agenticproxy.ledger;

import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Tokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Step of the {@code log-record} route: counts for Prometheus. Labels come from closed sets; a model that the price
 * catalog does not know is {@code other}. Names follow OpenTelemetry's conventions for generative AI where it has one.
 */
@Component("ledgerMetrics")
final class LedgerMetrics {
    private final MeterRegistry registry;
    private final PriceCatalog catalog;

    LedgerMetrics(MeterRegistry registry, PriceCatalog catalog, LedgerQueue queue) {
        this.registry = registry;
        this.catalog = catalog;
        Gauge.builder("agentic.ledger.queue", queue, LedgerQueue::depth)
                .description("rows that wait for the database")
                .register(registry);
        Gauge.builder("agentic.ledger.dropped", queue, LedgerQueue::dropped)
                .description("rows that a full queue has dropped since the start")
                .register(registry);
    }

    PricedCall count(PricedCall priced) {
        CallRecord call = priced.call();
        String outcome = call.delivery().outcome().name().toLowerCase(Locale.ROOT);
        Counter.builder("agentic.calls")
                .tag("kind", call.message() ? "message" : "other")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
        if (!call.message()) {
            return priced;
        }
        String model = model(call.model());
        if (call.upstream()) {
            timer("gen_ai.client.operation.duration", model).record(call.apiNanos(), TimeUnit.NANOSECONDS);
        }
        timer("agentic.overhead", model).record(call.overheadNanos(), TimeUnit.NANOSECONDS);
        tokens(priced.facts(), model);
        money(priced.cost(), model);
        return priced;
    }

    private Timer timer(String name, String model) {
        return Timer.builder(name)
                .tag("gen_ai.request.model", model)
                .publishPercentileHistogram()
                .register(registry);
    }

    private void tokens(@org.jspecify.annotations.Nullable CallFacts facts, String model) {
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
                .tag("gen_ai.request.model", model)
                .tag("gen_ai.token.type", type)
                .register(registry)
                .increment(count);
    }

    private void money(@org.jspecify.annotations.Nullable CallCost cost, String model) {
        if (cost == null) {
            return;
        }
        if (!cost.priced()) {
            Counter.builder("agentic.unpriced.calls")
                    .tag("gen_ai.request.model", model)
                    .register(registry)
                    .increment();
        }
        Counter.builder("agentic.cost")
                .baseUnit("usd")
                .tag("gen_ai.request.model", model)
                .register(registry)
                .increment(cost.knownActual().amount().doubleValue());
        Counter.builder("agentic.baseline")
                .baseUnit("usd")
                .tag("gen_ai.request.model", model)
                .register(registry)
                .increment(cost.baseline().map(b -> b.amount().doubleValue()).orElse(0.0));
    }

    private String model(@org.jspecify.annotations.Nullable String name) {
        return name != null && catalog.model(name).isPresent() ? catalog.canonical(name) : "other";
    }
}
