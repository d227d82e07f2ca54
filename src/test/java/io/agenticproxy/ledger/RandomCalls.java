package io.agenticproxy.ledger;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.exchange.Delivery;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.CallPricing;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.pricing.Marks;
import io.agenticproxy.pricing.OwnCalls;
import io.agenticproxy.pricing.Terms;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Calls of all kinds, priced: of several sessions and models, one of them unknown, some downgraded, cut or errors. */
final class RandomCalls {
    private static final List<String> MODELS =
            List.of("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-2", "nobody-knows");
    private static final int SESSIONS = 7;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final CallPricing pricing;

    RandomCalls(CallPricing pricing) {
        this.pricing = pricing;
    }

    List<PricedCall> some(int count) {
        return IntStream.range(0, count).mapToObj(i -> one()).toList();
    }

    private PricedCall one() {
        boolean message = random.nextInt(10) > 0;
        String requested = MODELS.get(random.nextInt(MODELS.size()));
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        CallFacts facts = message ? facts(requested, at) : null;
        boolean upstream = random.nextInt(4) > 0;
        return new PricedCall(
                call(message, requested, at, upstream), facts, facts == null ? null : pricing.cost(facts));
    }

    private CallRecord call(boolean message, String requested, Instant at, boolean upstream) {
        long api = upstream ? 1 + random.nextInt(2_000_000_000) : 0;
        return new CallRecord(
                UUID.randomUUID().toString(),
                at,
                "random 0123abcd",
                "random-" + random.nextInt(SESSIONS),
                message,
                "POST",
                message ? "/v1/messages" : "/v1/files",
                random.nextBoolean(),
                random.nextInt(2),
                message ? requested : null,
                null,
                message ? routing() : null,
                message && random.nextBoolean() ? new CallRecord.MarkingUse(random.nextBoolean(), "MARKED_WARM") : null,
                false,
                upstream,
                api,
                0,
                null,
                null,
                null,
                new Delivery(Delivery.Outcome.COMPLETE, 200, 1, 1, api + random.nextInt(50_000_000)));
    }

    private @Nullable RoutingDecision routing() {
        RoutingDecision.Outcome outcome = RoutingDecision.Outcome.values()[random.nextInt(3)];
        boolean judged = random.nextBoolean();
        return random.nextInt(4) == 0
                ? null
                : new RoutingDecision(
                        outcome,
                        "RANDOM",
                        judged ? Complexity.values()[random.nextInt(3)] : null,
                        judged ? random.nextInt(101) / 100.0 : null,
                        outcome == RoutingDecision.Outcome.DOWNGRADED
                                ? new RoutingDecision.Downgrade("claude-haiku-5-5", false)
                                : null,
                        OwnCalls.NONE,
                        random.nextInt(3) * 1_000_000L);
    }

    private CallFacts facts(String requested, Instant at) {
        String served = random.nextInt(3) == 0 ? "claude-haiku-5-5" : requested;
        BilledUsage usage = usage(served);
        CallFacts facts =
                switch (random.nextInt(5)) {
                    case 0 -> CallFacts.hit(requested, served, usage, ClientPrefix.asReported(), at);
                    case 1 -> CallFacts.coalesced(requested, served, usage, at);
                    case 2 -> CallFacts.error(requested, at);
                    default -> CallFacts.upstream(requested, served, usage, at);
                };
        if (usage != null && random.nextInt(3) == 0) {
            facts = facts.withMarks(Marks.all(usage));
        }
        if (random.nextInt(3) == 0) {
            Usage asked = Usage.of("claude-haiku-5-5", Tokens.of(random.nextInt(900), random.nextInt(60)));
            facts = facts.withOwnCalls(new OwnCalls(asked, random.nextBoolean(), usage(served)));
        }
        return usage != null && random.nextInt(6) == 0 ? facts.cutAfter(random.nextInt(3_000)) : facts;
    }

    private @Nullable BilledUsage usage(String model) {
        if (random.nextInt(12) == 0) {
            return null;
        }
        Tokens tokens = new Tokens(
                random.nextInt(50_000),
                random.nextInt(5_000),
                random.nextInt(100_000),
                random.nextInt(20_000),
                random.nextInt(3_000));
        Terms terms = new Terms(false, random.nextInt(5) == 0, random.nextInt(5) == 0 ? "us" : null);
        return new BilledUsage(List.of(new Usage(model, tokens, terms)), random.nextInt(3));
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
