package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Terms;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A downgrade is cheaper with everything counted, and what is not does not happen. */
class EconomyTest {
    private static final PriceCatalog PRICES = PriceCatalog.builtIn();
    private static final List<String> MODELS = List.of(
            "claude-fable-5-2",
            "claude-opus-5-5",
            "claude-opus-4-6",
            "claude-sonnet-5-5",
            "claude-sonnet-4-6",
            "claude-haiku-5-5",
            "claude-haiku-4-5");

    private final Economy economy = new Economy(PRICES, Clock.systemUTC());

    private Usd loop(String model, List<Tokens> calls, double factor) {
        Usd sum = Usd.ZERO;
        for (Tokens call : calls) {
            Tokens here = new Tokens(
                    Math.round(call.input() * factor),
                    Math.round(call.output() * factor),
                    Math.round(call.promptCacheRead() * factor),
                    Math.round(call.promptCacheWrite5m() * factor),
                    0);
            sum = sum.plus(PRICES.rates(model, Instant.now(), here.prompt(), Terms.STANDARD)
                    .orElseThrow()
                    .price(here));
        }
        return sum;
    }

    /** Tool loops of 3 to 60 calls, whose beginning is read from the prompt cache as far as it was written before. */
    @Test
    void aLoopThatBeginsAtACheaperModelIsNeverDearer() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String requested = MODELS.get(random.nextInt(MODELS.size()));
            String candidate = MODELS.get(random.nextInt(MODELS.size()));
            List<Tokens> calls = new ArrayList<>();
            long before = 0;
            long prompt = 500 + random.nextInt(20_000);
            for (int call = 3 + random.nextInt(58); call > 0; call--) {
                boolean marked = random.nextInt(4) > 0;
                calls.add(
                        marked
                                ? new Tokens(0, random.nextInt(900), before, prompt - before, 0)
                                : Tokens.of(prompt, random.nextInt(900)));
                before = marked ? prompt : before;
                prompt += random.nextInt(3_000);
            }
            Economy.Size size = new Economy.Size(prompt, 0, 500);
            Economy.Offer there = economy.offer(requested, size);
            Economy.Offer here = economy.offer(candidate, size);
            if (!here.cheaperThan(there)) {
                continue;
            }
            assertThat(loop(candidate, calls, here.factor()))
                    .as("seed %d, %s instead of %s", seed, candidate, requested)
                    .isLessThan(loop(requested, calls, there.factor()));
        }
    }

    @Test
    void aWarmPrefixIsWorthStayingFor() {
        Economy.Size warm = new Economy.Size(200_000, 199_000, 200);

        assertThat(economy.offer("claude-sonnet-5-5", warm).cold().orElseThrow())
                .isGreaterThan(economy.offer("claude-opus-5-5", warm).warm().orElseThrow());
    }

    @Test
    void aLongPromptIsOnTheHigherCardInWhole() {
        Economy.Size size = new Economy.Size(90_000, 0, 1_000); // 117,000 tokens of Haiku 5.5's

        assertThat(economy.offer("claude-haiku-5-5", size).cold()).contains(Usd.of("0.06175"));
    }
}
