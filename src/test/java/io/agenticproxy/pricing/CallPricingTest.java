package io.agenticproxy.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Worked by hand, in dollars per million tokens: Opus 5.5 4 in, 20 out, 5 written for 5 minutes, 8 for an hour, 0.20
 * read. Haiku 5.5 0.10, 0.50, 0.125, 0.20, 0.01, and five times that for prompts over 100,000 tokens.
 */
class CallPricingTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-23T12:00:00Z");
    private static final String OPUS = "claude-opus-5-5";
    private static final String HAIKU = "claude-haiku-5-5";
    private static final String UNKNOWN = "claude-next-9";

    private static final BilledUsage OPUS_PLAIN = used(OPUS, Tokens.of(1_000, 500));
    private static final BilledUsage HAIKU_PLAIN = used(HAIKU, Tokens.of(1_000, 500));

    /** 200 in and 5 out at Haiku 5.5: 0.00002 + 0.0000025. */
    private static final Usage ASKED = Usage.of(HAIKU, Tokens.of(200, 5));

    private static final OwnCalls CLASSIFIER = new OwnCalls(ASKED, false, null);
    private static final String CLASSIFIER_COST = "0.0000225";

    private static final CallPricing PRICING = new CallPricing(PriceCatalog.builtIn());

    /** 1,000 × 4 + 500 × 20 = 4,000 + 10,000 millionths. */
    @Test
    void aCallThatNoStageTouchedCostsWhatADirectOneWould() {
        CallCost cost = cost(CallFacts.upstream(OPUS, OPUS, OPUS_PLAIN, NOVEMBER));

        money(cost, "actual 0.014, baseline 0.014, cache 0, routing 0, prompt 0, provider 0, premium 0");
        assertThat(cost.classifier()).contains(Usd.ZERO);
        assertThat(cost.estimated()).isFalse();
    }

    @Test
    void aDatedIdIsNoDowngrade() {
        BilledUsage answered = used("claude-haiku-4-5-20251001", Tokens.of(1_000, 500));
        CallCost cost = cost(CallFacts.upstream("claude-haiku-4-5", "claude-haiku-4-5", answered, NOVEMBER));

        // 1,000 × 1 + 500 × 5
        money(cost, "actual 0.0035, baseline 0.0035, cache 0, routing 0, prompt 0, provider 0, premium 0");
        assertThat(cost.estimated()).isFalse();
    }

    /** A: 1,000 × 0.10 + 500 × 0.50 = 350 millionths; B as above; routing: 14,000 − 350 − 22.5. */
    @Test
    void aDowngradeSavesTheDifferenceLessItsClassifier() {
        CallCost cost =
                cost(CallFacts.upstream(OPUS, HAIKU, HAIKU_PLAIN, NOVEMBER).withOwnCalls(CLASSIFIER));

        money(cost, "actual 0.0003725, baseline 0.014, cache 0, routing 0.0136275, prompt 0, provider 0, premium 0");
        assertThat(cost.classifier()).contains(Usd.of(CLASSIFIER_COST));
        assertThat(cost.estimated()).isTrue();
    }

    @Test
    void aVerdictThatKeptTheModelIsALossOfRouting() {
        CallCost cost =
                cost(CallFacts.upstream(OPUS, OPUS, OPUS_PLAIN, NOVEMBER).withOwnCalls(CLASSIFIER));

        money(cost, "actual 0.0140225, baseline 0.014, cache 0, routing -0.0000225, prompt 0, provider 0, premium 0");
        assertThat(cost.estimated()).isFalse();
    }

    @Test
    void aClassifierThatCameTooLateMakesAnEstimate() {
        assertThat(cost(CallFacts.upstream(OPUS, OPUS, OPUS_PLAIN, NOVEMBER)
                                .withOwnCalls(new OwnCalls(ASKED, true, null)))
                        .estimated())
                .isTrue();
    }

    /** F: 1,000 × 0.10 + 2 × 0.50 = 101 millionths, paid on top of the 14,000 of the answer. */
    @Test
    void aRefusedDowngradeIsPaidByRouting() {
        OwnCalls own = new OwnCalls(ASKED, false, used(HAIKU, Tokens.of(1_000, 2)));
        CallCost cost =
                cost(CallFacts.upstream(OPUS, OPUS, OPUS_PLAIN, NOVEMBER).withOwnCalls(own));

        money(cost, "actual 0.0141235, baseline 0.014, cache 0, routing -0.0001235, prompt 0, provider 0, premium 0");
        assertThat(cost.estimated()).isFalse();
    }

    /**
     * A: 100 × 4 + 10,000 × 5 + 500 × 20 = 60,400 millionths; M = B: 10,100 × 4 + 10,000 = 50,400; premium:
     * 10,000 × (5 − 4).
     */
    @Test
    void aFirstWriteOfOurMarksIsALossOfThePromptCache() {
        BilledUsage usage = used(OPUS, new Tokens(100, 500, 0, 10_000, 0));
        CallCost cost = cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER).withMarks(Marks.all(usage)));

        money(cost, "actual 0.0604, baseline 0.0504, cache 0, routing 0, prompt -0.01, provider 0, premium 0.01");
        assertThat(cost.estimated()).isFalse();
    }

    /**
     * A: 50 × 4 + 10,000 × 0.20 + 1,000 × 5 + 10,000 = 17,200; M: 11,050 × 4 + 10,000 = 54,200; premium: 1,000 × 1.
     */
    @Test
    void aReadOfOurMarksIsASavingOfThePromptCache() {
        BilledUsage usage = used(OPUS, new Tokens(50, 500, 10_000, 1_000, 0));
        CallCost cost = cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER).withMarks(Marks.all(usage)));

        money(cost, "actual 0.0172, baseline 0.0542, cache 0, routing 0, prompt 0.037, provider 0, premium 0.001");
    }

    /** A: 10,000 × 8; M: 10,000 × 4. */
    @Test
    void aWriteForAnHourCostsItsOwnPremium() {
        BilledUsage usage = used(OPUS, new Tokens(0, 0, 0, 0, 10_000));
        CallCost cost = cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER).withMarks(Marks.all(usage)));

        money(cost, "actual 0.08, baseline 0.04, cache 0, routing 0, prompt -0.04, provider 0, premium 0.04");
    }

    /** The same tokens by the client's own marks: plain would be 54,200, billed are 17,200. None of it is claimed. */
    @Test
    void whatTheClientsOwnMarksSaveIsTheProvidersGift() {
        BilledUsage usage = used(OPUS, new Tokens(50, 500, 10_000, 1_000, 0));

        money(
                cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER)),
                "actual 0.0172, baseline 0.0172, cache 0, routing 0, prompt 0, provider 0.037, premium 0");
    }

    /** A client's first write: plain 50,400, billed 60,400. */
    @Test
    void theProvidersGiftMayBeALoss() {
        BilledUsage usage = used(OPUS, new Tokens(100, 500, 0, 10_000, 0));

        money(
                cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER)),
                "actual 0.0604, baseline 0.0604, cache 0, routing 0, prompt 0, provider -0.01, premium 0");
    }

    /**
     * Of 10,000 read and 1,000 written, 4,000 and 600 by us. A: 17,200. M: (50 + 4,600) × 4 + 6,000 × 0.20 + 400 × 5
     * + 10,000 = 31,800. Premium: 600 × 1. All plain: 54,200, so the client's marks saved 54,200 − 31,800.
     */
    @Test
    void oursAndTheClientsMarksAreKeptApart() {
        BilledUsage usage = used(OPUS, new Tokens(50, 500, 10_000, 1_000, 0));
        CallCost cost = cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER).withMarks(new Marks(4_000, 600, 0)));

        money(
                cost,
                "actual 0.0172, baseline 0.0318, cache 0, routing 0, prompt 0.0146, provider 0.0224, premium 0.0006");
    }

    @Test
    void marksBeyondWhatWasBilledCountAsAllOfIt() {
        BilledUsage usage = used(OPUS, new Tokens(50, 500, 10_000, 1_000, 0));
        CallFacts facts = CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER);

        assertThat(cost(facts.withMarks(new Marks(99_999, 99_999, 99_999))))
                .isEqualTo(cost(facts.withMarks(Marks.all(usage))));
    }

    /**
     * A: 50 × 0.10 + 10,000 × 0.01 + 1,000 × 0.125 + 500 × 0.50 = 5 + 100 + 125 + 250 = 480 millionths. M: 11,050 × 0.10
     * + 250 = 1,355. B: 11,050 × 4 + 10,000 = 54,200. Routing: 54,200 − 1,355 − 22.5; premium: 1,000 × 0.025.
     */
    @Test
    void bothLeversShareTheSavingWithoutOverlap() {
        BilledUsage usage = used(HAIKU, new Tokens(50, 500, 10_000, 1_000, 0));
        CallCost cost = cost(CallFacts.upstream(OPUS, HAIKU, usage, NOVEMBER)
                .withMarks(Marks.all(usage))
                .withOwnCalls(CLASSIFIER));

        money(
                cost,
                "actual 0.0005025, baseline 0.0542, cache 0, routing 0.0528225, prompt 0.000875, provider 0,"
                        + " premium 0.000025");
    }

    /**
     * 100,001 tokens of prompt, of which our marks read 90,000 and wrote 10,000. A: 1 × 0.50 + 90,000 × 0.05
     * + 10,000 × 0.625 = 10,750.5. M stays on the high card: 100,001 × 0.50 = 50,000.5. Premium: 10,000 × 0.125.
     */
    @Test
    void withoutMarksALongPromptIsAsLong() {
        BilledUsage usage = used(HAIKU, new Tokens(1, 0, 90_000, 10_000, 0));
        CallCost cost = cost(CallFacts.upstream(HAIKU, HAIKU, usage, NOVEMBER).withMarks(Marks.all(usage)));

        money(
                cost,
                "actual 0.0107505, baseline 0.0500005, cache 0, routing 0, prompt 0.03925, provider 0,"
                        + " premium 0.00125");
    }

    /** A downgrade to the high card: A: 100,001 × 0.50 = 50,000.5; B: 100,001 × 4 = 400,004. */
    @Test
    void aDowngradedLongPromptIsBilledOnTheHighCard() {
        CallCost cost = cost(CallFacts.upstream(OPUS, HAIKU, used(HAIKU, Tokens.of(100_001, 0)), NOVEMBER));

        money(cost, "actual 0.0500005, baseline 0.400004, cache 0, routing 0.3500035, prompt 0, provider 0, premium 0");
    }

    /** Haiku 5.5 makes 1.3 times the tokens of Opus 4.6: B: 1,000 × 5 + 500 × 25 = 17,500. A: 1,300 × 0.10 + 650 × 0.50. */
    @Test
    void aTextIsCountedInTheRequestedModelsTokens() {
        CallCost cost =
                cost(CallFacts.upstream("claude-opus-4-6", HAIKU, used(HAIKU, Tokens.of(1_300, 650)), NOVEMBER));

        money(cost, "actual 0.000455, baseline 0.0175, cache 0, routing 0.017045, prompt 0, provider 0, premium 0");
    }

    /** The other way: B: 1,300 × 4 + 650 × 20 = 18,200; A: 1,000 × 1 + 500 × 5 = 3,500. 1 token makes 1. */
    @Test
    void theOtherWayRoundItHasMoreTokensRoundedDown() {
        BilledUsage usage = used("claude-haiku-4-5", Tokens.of(1_000, 500));
        CallCost cost = cost(CallFacts.upstream(OPUS, "claude-haiku-4-5", usage, NOVEMBER));

        money(cost, "actual 0.0035, baseline 0.0182, cache 0, routing 0.0147, prompt 0, provider 0, premium 0");
        assertThat(cost(CallFacts.upstream(
                                OPUS, "claude-haiku-4-5", used("claude-haiku-4-5", Tokens.of(1, 0)), NOVEMBER))
                        .baseline())
                .contains(Usd.of("0.000004"));
    }

    /** (1,000 × 8 + 500 × 40) × 1.1 = 30,800; and 2 searches at 10,000. */
    @Test
    void speedRegionAndSearchesHoldInEveryPrice() {
        Terms terms = new Terms(true, false, "us");
        BilledUsage usage = new BilledUsage(List.of(new Usage(OPUS, Tokens.of(1_000, 500), terms)), 2);

        money(
                cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER)),
                "actual 0.0508, baseline 0.0508, cache 0, routing 0, prompt 0, provider 0, premium 0");
        money(
                cost(CallFacts.coalesced(OPUS, OPUS, usage, NOVEMBER)),
                "actual 0, baseline 0.0508, cache 0.0508, routing 0, prompt 0, provider 0, premium 0");
    }

    /** Our write of 10,000 in a batch in the US: 10,000 × 5 × 1.1 × 0.5 = 27,500 against 22,000. */
    @Test
    void thePremiumIsMultipliedToo() {
        BilledUsage usage =
                BilledUsage.of(new Usage(OPUS, new Tokens(0, 0, 0, 10_000, 0), new Terms(false, true, "us")));

        money(
                cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER).withMarks(Marks.all(usage))),
                "actual 0.0275, baseline 0.022, cache 0, routing 0, prompt -0.0055, provider 0, premium 0.0055");
    }

    /**
     * The downgraded part moves to the requested model; the advisor's 7,000 in and 800 out at Fable 5.2 (88,000
     * millionths) would have been asked anyway.
     */
    @Test
    void anAdvisorWouldHaveCostTheSame() {
        BilledUsage usage = new BilledUsage(
                List.of(
                        Usage.of(HAIKU, Tokens.of(1_000, 500)),
                        Usage.of("claude-fable-5-2", Tokens.of(7_000, 800)),
                        Usage.of(HAIKU, Tokens.of(1_000, 500))),
                0);

        // A: 2 × 350 + 88,000; B: 2 × 14,000 + 88,000
        money(
                cost(CallFacts.upstream(OPUS, HAIKU, usage, NOVEMBER)),
                "actual 0.0887, baseline 0.116, cache 0, routing 0.0273, prompt 0, provider 0, premium 0");
    }

    /** Fable 5.2 was asked; upstream itself fell back to Opus 5 (5 and 25): that is no downgrade of ours. */
    @Test
    void upstreamsOwnFallbackIsNoSaving() {
        BilledUsage usage = used("claude-opus-5", Tokens.of(1_000, 500));
        CallCost cost = cost(CallFacts.upstream("claude-fable-5-2", "claude-fable-5-2", usage, NOVEMBER));

        money(cost, "actual 0.0175, baseline 0.0175, cache 0, routing 0, prompt 0, provider 0, premium 0");
        assertThat(cost.estimated()).isFalse();
    }

    @Test
    void aHitSavesAllThatADirectCallWouldHaveCost() {
        CallCost cost = cost(CallFacts.hit(OPUS, OPUS, OPUS_PLAIN, ClientPrefix.asReported(), NOVEMBER));

        money(cost, "actual 0, baseline 0.014, cache 0.014, routing 0, prompt 0, provider 0, premium 0");
        assertThat(cost.estimated()).isFalse();
    }

    @Test
    void aHitOnADowngradedAnswerIsPricedAtTheRequestedModel() {
        CallCost cost = cost(CallFacts.hit(OPUS, HAIKU, HAIKU_PLAIN, ClientPrefix.asReported(), NOVEMBER));

        money(cost, "actual 0, baseline 0.014, cache 0.014, routing 0, prompt 0, provider 0, premium 0");
        assertThat(cost.estimated()).isTrue();
    }

    /** 11,050 × 4 + 10,000: a direct call carries no mark of ours. */
    @Test
    void inAHitTheTokensOfOurMarksArePlainInput() {
        BilledUsage stored = used(OPUS, new Tokens(50, 500, 10_000, 1_000, 0));
        CallFacts facts = CallFacts.hit(OPUS, OPUS, stored, ClientPrefix.asReported(), NOVEMBER);

        money(
                cost(facts.withMarks(Marks.all(stored))),
                "actual 0, baseline 0.0542, cache 0.0542, routing 0, prompt 0, provider 0, premium 0");
    }

    /**
     * Stored: 50 plain, 10,000 read, 1,000 written by the client's marks. Warm: 200 + 11,000 × 0.20 + 10,000 = 12,400.
     * Cold: 200 + 11,000 × 5 + 10,000 = 65,200. As stored: 17,200. Warm up to 4,000: 200 + 800 + 7,000 × 5 + 10,000.
     */
    @Test
    void inAHitTheClientsPrefixIsReadWhileItLivesAndWrittenAfter() {
        BilledUsage stored = used(OPUS, new Tokens(50, 500, 10_000, 1_000, 0));

        assertThat(hitBaseline(stored, ClientPrefix.warm())).contains(Usd.of("0.0124"));
        assertThat(hitBaseline(stored, ClientPrefix.cold())).contains(Usd.of("0.0652"));
        assertThat(hitBaseline(stored, ClientPrefix.asReported())).contains(Usd.of("0.0172"));
        assertThat(hitBaseline(stored, ClientPrefix.warmUpTo(4_000))).contains(Usd.of("0.046"));
        assertThat(hitBaseline(stored, ClientPrefix.warmUpTo(10_500))).contains(Usd.of("0.0148"));
    }

    /** 10,000 read and 1,000 written for an hour: cold 11,000 × 8. With 1 of them for 5 minutes: 10,001 × 5 + 999 × 8. */
    @Test
    void aColdPrefixIsWrittenForAsLongAsItWas() {
        assertThat(hitBaseline(used(OPUS, new Tokens(0, 0, 10_000, 0, 1_000)), ClientPrefix.cold()))
                .contains(Usd.of("0.088"));
        assertThat(hitBaseline(used(OPUS, new Tokens(0, 0, 10_000, 1, 999)), ClientPrefix.cold()))
                .contains(Usd.of("0.057997"));
        assertThat(hitBaseline(used(OPUS, new Tokens(0, 0, 10_000, 0, 0)), ClientPrefix.cold()))
                .contains(Usd.of("0.05"));
    }

    /** The owner wrote 10,000 and so would have the follower: all parallel calls miss. */
    @Test
    void aCoalescedCallCountsAsItsOwners() {
        BilledUsage owners = used(OPUS, new Tokens(100, 500, 0, 10_000, 0));

        money(
                cost(CallFacts.coalesced(OPUS, OPUS, owners, NOVEMBER)),
                "actual 0, baseline 0.0604, cache 0.0604, routing 0, prompt 0, provider 0, premium 0");
        money(
                cost(CallFacts.coalesced(OPUS, OPUS, owners, NOVEMBER).withMarks(Marks.all(owners))),
                "actual 0, baseline 0.0504, cache 0.0504, routing 0, prompt 0, provider 0, premium 0");
    }

    /**
     * Behind hits the prefix of 10,000 died: billed 100 × 4 + 11,000 × 5 + 10,000 = 65,400. A direct call would have
     * read 10,000 and written 1,000: 400 + 2,000 + 5,000 + 10,000 = 17,400. Client's gift: 11,100 × 4 + 10,000 − 65,400.
     */
    @Test
    void aPrefixThatDiedBehindHitsIsALossOfTheCache() {
        BilledUsage usage = used(OPUS, new Tokens(100, 500, 0, 11_000, 0));
        CallCost cost =
                cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER).withClientPrefix(ClientPrefix.warmUpTo(10_000)));

        money(cost, "actual 0.0654, baseline 0.0174, cache -0.048, routing 0, prompt 0, provider -0.011, premium 0");
    }

    /** The same after the conversation was lifted back from another model. */
    @Test
    void aRewriteAfterALiftIsALossOfRouting() {
        BilledUsage usage = used(OPUS, new Tokens(100, 500, 0, 11_000, 0));
        CallCost cost = cost(CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER)
                .withClientPrefix(ClientPrefix.warmUpTo(10_000).lostByRouting())
                .withOwnCalls(CLASSIFIER));

        money(
                cost,
                "actual 0.0654225, baseline 0.0174, cache 0, routing -0.0480225, prompt 0, provider -0.011,"
                        + " premium 0");
    }

    /**
     * Downgraded in mid-conversation: billed at Haiku 100 × 0.10 + 11,000 × 0.125 + 500 × 0.50 = 1,635; a direct call
     * would have read at Opus: 17,400.
     */
    @Test
    void aDowngradeThatLeavesAWarmPrefixIsMeasuredAgainstTheWarmOne() {
        BilledUsage usage = used(HAIKU, new Tokens(100, 500, 0, 11_000, 0));
        CallCost cost = cost(CallFacts.upstream(OPUS, HAIKU, usage, NOVEMBER)
                .withClientPrefix(ClientPrefix.warmUpTo(10_000).lostByRouting()));

        money(
                cost,
                "actual 0.001635, baseline 0.0174, cache 0, routing 0.015765, prompt 0, provider -0.000275,"
                        + " premium 0");
    }

    /** The baseline has no mark of ours, so nothing of ours can be lost from it. */
    @Test
    void aPrefixOfOurMarksIsNotLostFromTheBaseline() {
        BilledUsage usage = used(OPUS, new Tokens(100, 500, 0, 10_000, 0));
        CallFacts facts = CallFacts.upstream(OPUS, OPUS, usage, NOVEMBER).withMarks(Marks.all(usage));

        assertThat(cost(facts.withClientPrefix(ClientPrefix.warm()))).isEqualTo(cost(facts));
    }

    @Test
    void anErrorCostsNothingButWhatWeAsked() {
        money(
                cost(CallFacts.error(UNKNOWN, NOVEMBER)),
                "actual 0, baseline 0, cache 0, routing 0, prompt 0, provider 0, premium 0");
        money(
                cost(CallFacts.error(OPUS, NOVEMBER)
                        .withOwnCalls(new OwnCalls(ASKED, false, used(HAIKU, Tokens.of(1_000, 2))))),
                "actual 0.0001235, baseline 0, cache 0, routing -0.0001235, prompt 0, provider 0, premium 0");
    }

    /** 1,000 × 4, and 900 streamed characters are 300 tokens × 20, not the 1 that had been reported. */
    @Test
    void aCutStreamIsEstimatedByWhatItHadSent() {
        CallCost cost = cost(CallFacts.upstream(OPUS, OPUS, used(OPUS, Tokens.of(1_000, 1)), NOVEMBER)
                .cutAfter(900));

        money(cost, "actual 0.01, baseline 0.01, cache 0, routing 0, prompt 0, provider 0, premium 0");
        assertThat(cost.estimated()).isTrue();
    }

    @Test
    void anUnknownModelIsUnpricedButItsClassifierCounts() {
        CallFacts served = CallFacts.upstream(UNKNOWN, UNKNOWN, used(UNKNOWN, Tokens.of(1, 1)), NOVEMBER);
        CallFacts requested = CallFacts.upstream(UNKNOWN, HAIKU, HAIKU_PLAIN, NOVEMBER);

        for (CallFacts facts : List.of(served, requested)) {
            CallCost cost = cost(facts.withOwnCalls(CLASSIFIER));
            unpriced(cost);
            assertThat(cost.classifier()).contains(Usd.of(CLASSIFIER_COST));
            assertThat(cost.knownActual()).isEqualTo(Usd.of(CLASSIFIER_COST));
            assertThat(cost.knownSaved()).isEqualTo(Usd.of("-" + CLASSIFIER_COST));
            assertThat(cost.knownSavedRouting()).isEqualTo(Usd.of("-" + CLASSIFIER_COST));
        }
    }

    @Test
    void aPricedCallAddsItsFiguresToSums() {
        CallCost cost =
                cost(CallFacts.upstream(OPUS, HAIKU, HAIKU_PLAIN, NOVEMBER).withOwnCalls(CLASSIFIER));

        assertThat(cost.knownActual()).isEqualTo(Usd.of("0.0003725"));
        assertThat(cost.knownSaved()).isEqualTo(Usd.of("0.0136275"));
        assertThat(cost.knownSavedRouting()).isEqualTo(Usd.of("0.0136275"));
    }

    @ParameterizedTest
    @EnumSource(names = {"UPSTREAM", "HIT", "COALESCED"})
    void withoutAUsageOrAnyPriceItNeedsACallIsUnpriced(CallKind kind) {
        unpriced(cost(facts(kind, OPUS, OPUS, null, OwnCalls.NONE)));
        unpriced(cost(facts(kind, UNKNOWN, UNKNOWN, used(UNKNOWN, Tokens.of(1, 1)), OwnCalls.NONE)));
        unpriced(cost(facts(kind, UNKNOWN, HAIKU, HAIKU_PLAIN, OwnCalls.NONE)));
        unpriced(cost(facts(kind, OPUS, OPUS, OPUS_PLAIN, new OwnCalls(null, false, used(UNKNOWN, Tokens.NONE)))));

        CallCost unknownClassifier = cost(
                facts(kind, OPUS, OPUS, OPUS_PLAIN, new OwnCalls(Usage.of(UNKNOWN, Tokens.of(1, 1)), false, null)));
        unpriced(unknownClassifier);
        assertThat(unknownClassifier.classifier()).isEmpty();
        assertThat(unknownClassifier.knownActual()).isEqualTo(Usd.ZERO);
    }

    @Test
    void aCallIsPricedByTheDayItWasMade() {
        BilledUsage read = used("claude-sonnet-5-5", new Tokens(0, 0, 1_000_000, 0, 0));
        Instant before = Instant.parse("2026-10-06T23:59:59Z");

        assertThat(cost(CallFacts.upstream("claude-sonnet-5-5", "claude-sonnet-5-5", read, before))
                        .actual())
                .contains(Usd.of("0.20"));
        assertThat(cost(CallFacts.upstream("claude-sonnet-5-5", "claude-sonnet-5-5", read, NOVEMBER))
                        .actual())
                .contains(Usd.of("0.10"));
    }

    /** The most that a report can say, at the highest prices and multipliers that a catalog can have. */
    @Test
    void theDearestCallFitsTheLedgersColumn() {
        String prices =
                "\"input\": 500, \"output\": 500, \"prompt_cache_write_5m\": 500, \"prompt_cache_write_1h\": 500,"
                        + " \"prompt_cache_read\": 500";
        CallPricing dear = new CallPricing(PriceCatalog.parse(
                "dear.json",
                "{\"date\": \"2026-01-01\", \"web_search_per_1000\": 500, \"models\": {\"m\": {\"inference_geo\":"
                        + " {\"us\": 4}, \"prices\": [{" + prices + "}]}}}"));
        long most = ReportedUsage.MOST_TOKENS;
        Usage iteration = new Usage("m", new Tokens(most, most, most, most, most), new Terms(false, false, "us"));
        BilledUsage usage = new BilledUsage(
                Collections.nCopies(ReportedUsage.MOST_ITERATIONS, iteration), ReportedUsage.MOST_SEARCHES);

        Usd actual = dear.cost(CallFacts.upstream("m", "m", usage, NOVEMBER)
                        .withOwnCalls(new OwnCalls(iteration, false, usage)))
                .actual()
                .orElseThrow();

        assertThat(actual.amount().precision()).isLessThanOrEqualTo(20);
    }

    private static Optional<Usd> hitBaseline(BilledUsage stored, ClientPrefix direct) {
        return cost(CallFacts.hit(OPUS, OPUS, stored, direct, NOVEMBER)).baseline();
    }

    private static CallFacts facts(
            CallKind kind, String requested, String served, @Nullable BilledUsage usage, OwnCalls own) {
        return new CallFacts(
                kind, requested, served, usage, Marks.NONE, ClientPrefix.asReported(), own, true, NOVEMBER);
    }

    private static BilledUsage used(String model, Tokens tokens) {
        return BilledUsage.of(Usage.of(model, tokens));
    }

    private static CallCost cost(CallFacts facts) {
        return PRICING.cost(facts);
    }

    private static void money(CallCost cost, String expected) {
        CallPrices prices = cost.prices().orElseThrow();
        assertThat("actual " + prices.actual() + ", baseline " + prices.baseline() + ", cache " + prices.savedCache()
                        + ", routing " + prices.savedRouting() + ", prompt " + prices.savedPromptCache()
                        + ", provider " + prices.providerCache() + ", premium " + prices.premium())
                .isEqualTo(expected);
        assertThat(prices.saved())
                .isEqualTo(prices.baseline().minus(prices.actual()))
                .isEqualTo(prices.savedCache().plus(prices.savedRouting()).plus(prices.savedPromptCache()));
    }

    private static void unpriced(CallCost cost) {
        assertThat(cost.priced()).isFalse();
        assertThat(List.of(
                        cost.actual(),
                        cost.baseline(),
                        cost.saved(),
                        cost.savedCache(),
                        cost.savedRouting(),
                        cost.savedPromptCache(),
                        cost.providerCache(),
                        cost.premium()))
                .allMatch(Optional::isEmpty);
    }
}
