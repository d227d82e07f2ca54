package io.agenticproxy.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever happens to be true of a call, its figures add up. */
class CallPricingInvariantsTest {
    private static final int CALLS = 5_000;
    private static final long SEED = Long.getLong("seed", 20_261_123);
    private static final PriceCatalog CATALOG = PriceCatalog.builtIn();
    private static final CallPricing PRICING = new CallPricing(CATALOG);
    private static final List<CallKind> KINDS = List.of(CallKind.values());
    private static final List<String> MODELS = models();

    private final Random random = new Random(SEED);

    @Test
    void savedIsBaselineLessActualAndTheSumOfTheThree() {
        for (int i = 0; i < CALLS; i++) {
            CallFacts facts = facts();
            PRICING.cost(facts).prices().ifPresent(prices -> assertThat(prices.saved())
                    .as("seed %d: %s", SEED, facts)
                    .isEqualTo(prices.baseline().minus(prices.actual()))
                    .isEqualTo(prices.savedCache().plus(prices.savedRouting()).plus(prices.savedPromptCache())));
        }
    }

    @Test
    void sumsOverPricedAndUnpricedCallsAddUpToo() {
        List<CallCost> costs =
                IntStream.range(0, CALLS).mapToObj(i -> PRICING.cost(facts())).toList();
        Usd baseline =
                sum(costs.stream().flatMap(cost -> cost.baseline().stream()).toList());
        Usd actual = sum(costs.stream().map(CallCost::knownActual).toList());
        Usd saved = sum(costs.stream().map(CallCost::knownSaved).toList());

        assertThat(saved)
                .as("seed %d", SEED)
                .isEqualTo(baseline.minus(actual))
                .isEqualTo(sum(costs.stream()
                                .flatMap(cost -> cost.savedCache().stream())
                                .toList())
                        .plus(sum(
                                costs.stream().map(CallCost::knownSavedRouting).toList()))
                        .plus(sum(costs.stream()
                                .flatMap(cost -> cost.savedPromptCache().stream())
                                .toList())));
        assertThat(costs).as("both kinds occur").anyMatch(CallCost::priced).anyMatch(cost -> !cost.priced());
    }

    @Test
    void whatWasNotBilledIsNotActual() {
        for (int i = 0; i < CALLS; i++) {
            CallFacts facts = facts();
            if (facts.kind() == CallKind.UPSTREAM) {
                continue;
            }
            PRICING.cost(facts).prices().ifPresent(prices -> {
                assertThat(prices.actual())
                        .as("seed %d: %s", SEED, facts)
                        .isEqualTo(prices.classifier().plus(prices.firstTry()));
                assertThat(prices.savedCache()).isEqualTo(prices.baseline());
                assertThat(prices.savedPromptCache()).isEqualTo(Usd.ZERO);
            });
        }
    }

    @Test
    void aCallThatNoStageTouchedSavesNothing() {
        for (int i = 0; i < CALLS; i++) {
            String model = model();
            CallFacts facts = CallFacts.upstream(model, model, usage(model), day());
            PRICING.cost(facts).prices().ifPresent(prices -> {
                assertThat(prices.baseline()).as("seed %d: %s", SEED, facts).isEqualTo(prices.actual());
                assertThat(prices.savedCache()).isEqualTo(Usd.ZERO);
                assertThat(prices.savedRouting()).isEqualTo(Usd.ZERO);
                assertThat(prices.savedPromptCache()).isEqualTo(Usd.ZERO);
                assertThat(prices.premium()).isEqualTo(Usd.ZERO);
            });
        }
    }

    /** No model reads for more, or writes for less, than plain input costs. */
    @Test
    void ourMarksSaveNoMoreThanTheyReadAndLoseNoMoreThanTheirPremium() {
        for (int i = 0; i < CALLS; i++) {
            CallFacts facts = facts();
            PRICING.cost(facts).prices().ifPresent(prices -> {
                assertThat(prices.premium()).as("seed %d: %s", SEED, facts).isGreaterThanOrEqualTo(Usd.ZERO);
                assertThat(prices.savedPromptCache())
                        .isGreaterThanOrEqualTo(prices.premium().negated());
            });
        }
    }

    /** The cost function as the API's reference has it, in the plainest spelling. */
    @Test
    void theBilledPriceIsTheReferencesFormula() {
        for (int i = 0; i < CALLS; i++) {
            CallFacts facts = facts();
            BilledUsage usage = facts.usage();
            if (facts.kind() != CallKind.UPSTREAM || usage == null) {
                continue;
            }
            PRICING.cost(facts).prices().ifPresent(prices -> assertThat(
                            prices.billed().amount())
                    .as("seed %d: %s", SEED, facts)
                    .isEqualByComparingTo(formula(usage, facts.at())));
        }
    }

    private static BigDecimal formula(BilledUsage usage, Instant at) {
        BigDecimal sum = new BigDecimal("0.01").multiply(BigDecimal.valueOf(usage.webSearches()));
        for (Usage one : usage.iterations()) {
            Terms speedOnly = new Terms(one.terms().fast(), false, null);
            Tokens t = one.tokens();
            Rates p = CATALOG.rates(one.model(), at, t.input() + t.promptCacheRead() + t.promptCacheWrite(), speedOnly)
                    .orElseThrow();
            BigDecimal tokens = p.input()
                    .amount()
                    .multiply(BigDecimal.valueOf(t.input()))
                    .add(p.output().amount().multiply(BigDecimal.valueOf(t.output())))
                    .add(p.promptCacheWrite5m().amount().multiply(BigDecimal.valueOf(t.promptCacheWrite5m())))
                    .add(p.promptCacheWrite1h().amount().multiply(BigDecimal.valueOf(t.promptCacheWrite1h())))
                    .add(p.promptCacheRead().amount().multiply(BigDecimal.valueOf(t.promptCacheRead())));
            boolean since46 = !one.model().matches(".*(-4-5|-4-1|-4-0|3-[57]).*");
            BigDecimal geo = new BigDecimal(since46 && "us".equals(one.terms().inferenceGeo()) ? "1.1" : "1");
            BigDecimal batch = new BigDecimal(one.terms().batch() ? "0.5" : "1");
            sum = sum.add(tokens.multiply(geo).multiply(batch));
        }
        return sum;
    }

    private CallFacts facts() {
        String requested = model();
        String served = random.nextInt(3) == 0 ? model() : requested;
        return new CallFacts(
                KINDS.get(random.nextInt(KINDS.size())),
                requested,
                served,
                random.nextInt(20) == 0 ? null : usage(served),
                marks(),
                prefix(),
                new OwnCalls(
                        random.nextBoolean() ? null : iteration(model()),
                        random.nextBoolean(),
                        random.nextInt(5) == 0 ? usage(model()) : null),
                random.nextBoolean(),
                day());
    }

    private Marks marks() {
        return switch (random.nextInt(3)) {
            case 0 -> Marks.NONE;
            case 1 -> new Marks(count(), count(), count());
            default -> new Marks(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
        };
    }

    private ClientPrefix prefix() {
        ClientPrefix prefix =
                switch (random.nextInt(4)) {
                    case 0 -> ClientPrefix.asReported();
                    case 1 -> ClientPrefix.warm();
                    case 2 -> ClientPrefix.cold();
                    default -> ClientPrefix.warmUpTo(count());
                };
        return random.nextBoolean() ? prefix : prefix.lostByRouting();
    }

    private BilledUsage usage(String model) {
        List<Usage> iterations = new ArrayList<>(List.of(iteration(model)));
        while (random.nextInt(4) == 0) {
            iterations.add(iteration(random.nextBoolean() ? model : model()));
        }
        return new BilledUsage(iterations, random.nextInt(3));
    }

    private Usage iteration(String model) {
        Terms terms = new Terms(random.nextInt(20) == 0, random.nextInt(5) == 0, random.nextInt(4) == 0 ? "us" : geo());
        return new Usage(model, new Tokens(count(), count(), count(), count(), count()), terms);
    }

    private @Nullable String geo() {
        return random.nextBoolean() ? "global" : null;
    }

    private long count() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(100);
            case 2 -> random.nextInt(60_000);
            default -> random.nextInt(2_000_000);
        };
    }

    private String model() {
        return MODELS.get(random.nextInt(MODELS.size()));
    }

    private Instant day() {
        return Instant.parse("2026-11-23T12:00:00Z").minusSeconds(random.nextInt(90) * 86_400L);
    }

    private static List<String> models() {
        List<String> models =
                new ArrayList<>(CATALOG.models().stream().map(Model::id).toList());
        models.add("claude-haiku-4-5-20251001");
        models.add("claude-next-9");
        return models;
    }

    private static Usd sum(List<Usd> amounts) {
        return Usd.sum(amounts);
    }
}
