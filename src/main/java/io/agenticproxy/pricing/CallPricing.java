package io.agenticproxy.pricing;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prices a call three times: as it would have been without the proxy (B), as it was served but without any mark of the
 * proxy (M), and as billed (A). Immutable.
 */
public final class CallPricing {
    private final PriceCatalog catalog;

    public CallPricing(PriceCatalog catalog) {
        this.catalog = catalog;
    }

    public CallCost cost(CallFacts facts) {
        Optional<Usd> classifier = classifier(facts);
        Optional<CallPrices> prices =
                switch (facts.kind()) {
                    case UPSTREAM -> upstream(facts);
                    case HIT, COALESCED -> spared(facts);
                    case ERROR -> nothing(facts);
                };
        return new CallCost(prices, classifier, estimated(facts));
    }

    /**
     * {@code A} = usage as billed; {@code M} = the same with the tokens of our marks as plain input; {@code B} = M's
     * tokens at the requested model. Where a direct call would have read what this one wrote, B counts it as read; if
     * the response cache is to blame, the step between B with and without that is its loss, else routing's.
     */
    private Optional<CallPrices> upstream(CallFacts facts) {
        BilledUsage usage = facts.usage();
        if (usage == null) {
            return Optional.empty();
        }
        BilledUsage unmarked = usage.withoutMarks(facts.marks());
        BilledUsage direct = facts.clientPrefix().applyTo(unmarked);
        BilledUsage withoutCache = facts.clientPrefix().lostBy() == ClientPrefix.LostBy.CACHE ? unmarked : direct;
        return prices(
                facts,
                price(atRequestedModel(direct, facts), facts),
                price(atRequestedModel(withoutCache, facts), facts),
                price(unmarked, facts),
                price(usage, facts),
                providerCache(unmarked, facts),
                premium(usage, facts));
    }

    /** {@code B} as for an upstream call; nothing was billed, so all of it is the response cache's saving. */
    private Optional<CallPrices> spared(CallFacts facts) {
        BilledUsage usage = facts.usage();
        if (usage == null) {
            return Optional.empty();
        }
        BilledUsage direct = facts.clientPrefix().applyTo(usage.withoutMarks(facts.marks()));
        return prices(
                facts, price(atRequestedModel(direct, facts), facts), Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO);
    }

    /** B = M = A = 0: what is not billed now would not have been then. */
    private Optional<CallPrices> nothing(CallFacts facts) {
        return prices(facts, Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO);
    }

    /** Together with the classifier's price and F; absent if any price is. */
    private Optional<CallPrices> prices(
            CallFacts facts,
            @Nullable Usd baseline,
            @Nullable Usd withoutCache,
            @Nullable Usd withoutMarks,
            @Nullable Usd billed,
            @Nullable Usd providerCache,
            @Nullable Usd premium) {
        Usd classifier = classifier(facts).orElse(null);
        BilledUsage refused = facts.own().firstTry();
        Usd firstTry = refused == null ? Usd.ZERO : price(refused, facts);
        if (baseline == null
                || withoutCache == null
                || withoutMarks == null
                || billed == null
                || classifier == null
                || firstTry == null
                || providerCache == null
                || premium == null) {
            return Optional.empty();
        }
        return Optional.of(new CallPrices(
                baseline, withoutCache, withoutMarks, billed, classifier, firstTry, providerCache, premium));
    }

    /** M with the client's marks taken out too, − M. */
    private @Nullable Usd providerCache(BilledUsage unmarked, CallFacts facts) {
        return difference(price(unmarked.withoutAnyMarks(), facts), price(unmarked, facts));
    }

    /** A − (A with what our marks wrote as plain input). */
    private @Nullable Usd premium(BilledUsage usage, CallFacts facts) {
        BilledUsage unwritten = usage.withoutMarks(facts.marks().writesOnly());
        return difference(price(usage, facts), price(unwritten, facts));
    }

    private Optional<Usd> classifier(CallFacts facts) {
        Usage asked = facts.own().classifier();
        return asked == null ? Optional.of(Usd.ZERO) : catalog.price(asked, facts.at());
    }

    /**
     * The same call at the requested model. What ran at neither, an advisor or upstream's own fallback, would have run
     * there too. A text has more tokens in one model's tokenizer than in another's; the counts are converted, rounded
     * down.
     */
    private BilledUsage atRequestedModel(BilledUsage usage, CallFacts facts) {
        if (!downgraded(facts)) {
            return usage;
        }
        String served = catalog.canonical(facts.servedModel());
        return usage.map(iteration ->
                catalog.canonical(iteration.model()).equals(served) ? atRequestedModel(iteration, facts) : iteration);
    }

    private Usage atRequestedModel(Usage usage, CallFacts facts) {
        Optional<BigDecimal> from = tokensForSameText(usage.model());
        Optional<BigDecimal> to = tokensForSameText(facts.requestedModel());
        Tokens tokens =
                from.isPresent() && to.isPresent() ? usage.tokens().retokenized(from.get(), to.get()) : usage.tokens();
        return new Usage(facts.requestedModel(), tokens, usage.terms());
    }

    private Optional<BigDecimal> tokensForSameText(String model) {
        return catalog.model(model).flatMap(Model::tokensForSameText);
    }

    private boolean downgraded(CallFacts facts) {
        return !catalog.canonical(facts.requestedModel()).equals(catalog.canonical(facts.servedModel()));
    }

    private boolean estimated(CallFacts facts) {
        boolean answerIs = facts.kind() != CallKind.ERROR && (downgraded(facts) || !facts.usageComplete());
        return answerIs || facts.own().classifierIsEstimate();
    }

    private @Nullable Usd price(BilledUsage usage, CallFacts facts) {
        return catalog.price(usage, facts.at()).orElse(null);
    }

    private static @Nullable Usd difference(@Nullable Usd from, @Nullable Usd less) {
        return from == null || less == null ? null : from.minus(less);
    }
}
