package io.agenticproxy.router;

import io.agenticproxy.pricing.Model;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Rates;
import io.agenticproxy.pricing.Terms;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import io.agenticproxy.wire.TokenEstimate;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a request is likely to cost at a model, before it is sent. Thread-safe. */
@Component
final class Economy {
    /** What a question to the classifier comes to: the rubric, 500 characters, and a short answer. */
    private static final Tokens QUESTION = Tokens.of(700, 40);

    private static final int WORTH_ASKING = 3;
    /** A text of so many tokens in the oldest tokenizer. */
    private static final long SAME_TEXT = 1_000;

    private final PriceCatalog catalog;
    private final Clock clock;

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

    /** A model for a request of a size, at this moment: looked up once, asked several times. */
    Offer offer(String name, Size size) {
        return offer(name, size, clock.instant());
    }

    /** The same for another model, at the same moment. */
    Offer offer(String name, Offer like) {
        return offer(name, like.size(), like.at());
    }

    private Offer offer(String name, Size size, Instant at) {
        Optional<Model> model = catalog.model(name);
        double factor = model.flatMap(Model::tokensForSameText)
                .map(BigDecimal::doubleValue)
                .orElse(TokenEstimate.BYTES_PER_TOKEN / TokenEstimate.BYTES_PER_NEW_TOKEN);
        long prompt = tokens(size.prompt(), factor);
        return new Offer(
                name,
                model.orElse(null),
                size,
                at,
                factor,
                prompt,
                catalog.rates(name, at, prompt, Terms.STANDARD).orElse(null));
    }

    private static long tokens(long ofOldest, double factor) {
        return (long) Math.ceil(ofOldest * factor);
    }

    /**
     * @param model  null when the catalog does not know it
     * @param at     when its price holds
     * @param factor how many tokens of its tokenizer one of the oldest is
     * @param prompt in tokens of its tokenizer
     * @param rates  of a prompt of that size, now; null for an unknown price
     */
    record Offer(
            String name,
            @Nullable Model model,
            Size size,
            Instant at,
            double factor,
            long prompt,
            @Nullable Rates rates) {

        /** At a model that has nothing of it in its prompt cache; absent for an unknown price. */
        Optional<Usd> cold() {
            return price(size.prompt(), 0);
        }

        /** At the requested model. */
        Optional<Usd> warm() {
            return price(size.prompt() - size.warm(), size.warm());
        }

        private Optional<Usd> price(long input, long read) {
            return Optional.ofNullable(rates)
                    .map(known -> known.price(new Tokens(
                            tokens(input, factor), tokens(size.output(), factor), tokens(read, factor), 0, 0)));
        }

        /**
         * Whether the same text costs less in every category, in a prompt of this size: then a conversation that stays
         * there costs less, however much of it is read from the provider's prompt cache.
         */
        boolean cheaperThan(Offer other) {
            if (rates == null || other.rates == null) {
                return false;
            }
            long here = tokens(SAME_TEXT, factor);
            long there = tokens(SAME_TEXT, other.factor);
            return less(rates.input(), here, other.rates.input(), there)
                    && less(rates.output(), here, other.rates.output(), there)
                    && less(rates.promptCacheRead(), here, other.rates.promptCacheRead(), there)
                    && less(rates.promptCacheWrite5m(), here, other.rates.promptCacheWrite5m(), there);
        }

        private static boolean less(Usd rate, long tokens, Usd otherRate, long otherTokens) {
            return rate.times(tokens).compareTo(otherRate.times(otherTokens)) < 0;
        }
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
