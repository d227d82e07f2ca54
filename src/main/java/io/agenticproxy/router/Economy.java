package io.agenticproxy.router;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.agenticproxy.exchange.CacheUpkeep;
import io.agenticproxy.pricing.Model;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Rates;
import io.agenticproxy.pricing.Terms;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import io.agenticproxy.wire.TokenEstimate;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What a request is likely to cost at a model, before it is sent. Thread-safe. */
@Component
final class Economy {
    /** What a question to the classifier comes to: the rubric, 500 characters, and a short answer. */
    private static final Tokens QUESTION = Tokens.of(700, 40);

    private static final int WORTH_ASKING = 3;
    /** A text of so many tokens in the oldest tokenizer. */
    private static final long SAME_TEXT = 1_000;

    private static final int MOST_PAIRS = 1_000;

    private final PriceCatalog catalog;
    private final Clock clock;
    private final Cache<Pair, Comparison> compared = Caffeine.newBuilder()
            .executor(CacheUpkeep.TOGETHER)
            .maximumSize(MOST_PAIRS)
            .build();

    Economy(PriceCatalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /**
     * What is known of a request's size, as if the tokenizer were the oldest one.
     *
     * @param prompt of all of it
     * @param warm   the part that the requested model's prompt cache holds
     * @param output expected
     */
    record Size(long prompt, long warm, long output) {}

    private record Pair(String model, String than) {}

    /** Of two models at the rates of one day and of prompts of one size: the catalog's very objects, not their like. */
    private record Comparison(Rates mine, Rates theirs, boolean cheaper) {}

    /** How many tokens of this model's tokenizer that is. */
    long tokens(String model, long ofOldest) {
        double factor = catalog.model(model)
                .flatMap(Model::tokensForSameText)
                .map(BigDecimal::doubleValue)
                .orElse(TokenEstimate.BYTES_PER_TOKEN / TokenEstimate.BYTES_PER_NEW_TOKEN);
        return (long) Math.ceil(ofOldest * factor);
    }

    /** At a model that has nothing of it in its prompt cache; absent for an unknown price. */
    Optional<Usd> cold(String model, Size size) {
        return price(model, size.prompt(), 0, size.output());
    }

    /** At the requested model. */
    Optional<Usd> warm(String model, Size size) {
        return price(model, size.prompt() - size.warm(), size.warm(), size.output());
    }

    private Optional<Usd> price(String model, long input, long read, long output) {
        long cached = tokens(model, read);
        Tokens tokens = new Tokens(tokens(model, input), tokens(model, output), cached, 0, 0);
        return catalog.rates(model, clock.instant(), tokens.prompt(), Terms.STANDARD)
                .map(rates -> rates.price(tokens));
    }

    /**
     * Whether the same text costs less in every category, in a prompt of this size: then a conversation that stays there
     * costs less, however much of it is read from the provider's prompt cache.
     */
    boolean cheaper(String model, String than, Size size) {
        Optional<Rates> mine = rates(model, size);
        Optional<Rates> theirs = rates(than, size);
        if (mine.isEmpty() || theirs.isEmpty()) {
            return false;
        }
        Pair pair = new Pair(model, than);
        Comparison comparison = compared.getIfPresent(pair);
        if (comparison == null || comparison.mine() != mine.get() || comparison.theirs() != theirs.get()) {
            comparison = new Comparison(mine.get(), theirs.get(), cheaper(pair, mine.get(), theirs.get()));
            compared.put(pair, comparison);
        }
        return comparison.cheaper();
    }

    private boolean cheaper(Pair pair, Rates mine, Rates theirs) {
        long here = tokens(pair.model(), SAME_TEXT);
        long there = tokens(pair.than(), SAME_TEXT);
        return Stream.<Function<Rates, Usd>>of(
                        Rates::input, Rates::output, Rates::promptCacheRead, Rates::promptCacheWrite5m)
                .allMatch(rate -> rate.apply(mine)
                                .times(here)
                                .compareTo(rate.apply(theirs).times(there))
                        < 0);
    }

    private Optional<Rates> rates(String model, Size size) {
        return catalog.rates(model, clock.instant(), tokens(model, size.prompt()), Terms.STANDARD);
    }

    /** About what a verdict costs; absent for an unknown price. */
    Optional<Usd> question(String classifier) {
        return catalog.rates(classifier, clock.instant(), QUESTION.prompt(), Terms.STANDARD)
                .map(rates -> rates.price(QUESTION));
    }

    /** Whether so much could be gained that a question pays, even if most verdicts change nothing. */
    static boolean worthAsking(Usd gain, Usd question) {
        return gain.compareTo(question.times(WORTH_ASKING)) > 0;
    }
}
