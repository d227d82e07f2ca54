package io.agenticproxy.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceCatalogTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-23T12:00:00Z");
    private static final PriceCatalog CATALOG = PriceCatalog.builtIn();
    private static final Terms FAST = new Terms(true, false, null);
    private static final Terms BATCH = new Terms(false, true, null);
    private static final Terms US = new Terms(false, false, "us");
    private static final Tokens A_MILLION_OF_EACH = new Tokens(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000);

    /** Dollars per million tokens; the least tokens of a prefix that the prompt cache takes (0: not said). */
    @ParameterizedTest
    @CsvSource({
        // model, family, input, output, write 5m, write 1h, read, least, tokens for the same text, in the US
        "claude-fable-5-2, FABLE, 8, 40, 10, 16, 0.20, 512, 1.3, 1.1",
        "claude-mythos-5-2, MYTHOS, 8, 40, 10, 16, 0.20, 512, 1.3, 1.1",
        "claude-fable-5-1, FABLE, 10, 50, 12.5, 20, 0.25, 512, 1.3, 1.1",
        "claude-mythos-5-1, MYTHOS, 10, 50, 12.5, 20, 0.25, 512, 1.3, 1.1",
        "claude-fable-5, FABLE, 10, 50, 12.5, 20, 1.00, 512, 1.3, 1.1",
        "claude-mythos-5, MYTHOS, 10, 50, 12.5, 20, 1.00, 512, 1.3, 1.1",
        "claude-opus-5-5, OPUS, 4, 20, 5, 8, 0.20, 512, 1.3, 1.1",
        "claude-opus-5, OPUS, 5, 25, 6.25, 10, 0.50, 512, 1.3, 1.1",
        "claude-opus-4-8, OPUS, 5, 25, 6.25, 10, 0.50, 1024, 1.3, 1.1",
        "claude-opus-4-7, OPUS, 5, 25, 6.25, 10, 0.50, 2048, 1.3, 1.1",
        "claude-opus-4-6, OPUS, 5, 25, 6.25, 10, 0.50, 4096, 1, 1.1",
        "claude-opus-4-5-20251101, OPUS, 5, 25, 6.25, 10, 0.50, 4096, 1, 1",
        "claude-sonnet-5-5, SONNET, 2, 10, 2.5, 4, 0.10, 512, 1.3, 1.1",
        "claude-sonnet-5, SONNET, 2, 10, 2.5, 4, 0.20, 1024, 1.3, 1.1",
        "claude-sonnet-4-6, SONNET, 3, 15, 3.75, 6, 0.30, 1024, 1, 1.1",
        "claude-sonnet-4-5-20250929, SONNET, 3, 15, 3.75, 6, 0.30, 1024, 1, 1",
        "claude-haiku-5-5, HAIKU, 0.10, 0.50, 0.125, 0.20, 0.01, 512, 1.3, 1.1",
        "claude-haiku-4-5-20251001, HAIKU, 1, 5, 1.25, 2, 0.10, 4096, 1, 1",
        "claude-opus-4-1-20250805, OPUS, 15, 75, 18.75, 30, 1.50, 0, 1, 1",
        "claude-opus-4-20250514, OPUS, 15, 75, 18.75, 30, 1.50, 0, 1, 1",
        "claude-sonnet-4-20250514, SONNET, 3, 15, 3.75, 6, 0.30, 0, 1, 1",
        "claude-3-7-sonnet-20250219, SONNET, 3, 15, 3.75, 6, 0.30, 0, 1, 1",
        "claude-3-5-sonnet-20241022, SONNET, 3, 15, 3.75, 6, 0.30, 0, 1, 1",
        "claude-3-5-haiku-20241022, HAIKU, 0.8, 4, 1, 1.6, 0.08, 0, 1, 1",
    })
    void everyModelHasItsPricesAndFacts(
            String name,
            ModelFamily family,
            String input,
            String output,
            String write5m,
            String write1h,
            String read,
            long least,
            BigDecimal tokensForSameText,
            BigDecimal us) {
        Model model = CATALOG.model(name).orElseThrow();

        assertThat(rates(name, Terms.STANDARD)).contains(perMillion(input, output, write5m, write1h, read));
        assertThat(rates(name, US))
                .contains(perMillion(input, output, write5m, write1h, read).times(us));
        assertThat(model.family()).contains(family);
        assertThat(model.minCacheableTokens()).isEqualTo(least == 0 ? OptionalLong.empty() : OptionalLong.of(least));
        assertThat(model.tokensForSameText().orElseThrow()).isEqualByComparingTo(tokensForSameText);
    }

    @Test
    void noModelIsInTheCatalogThatTheTableAboveDoesNotHave() {
        assertThat(CATALOG.models()).hasSize(24);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-fable-5-2, 16, 80, 20, 32, 0.40",
        "claude-mythos-5-2, 16, 80, 20, 32, 0.40",
        "claude-opus-5-5, 8, 40, 10, 16, 0.40",
        "claude-opus-5, 10, 50, 12.5, 20, 1.00",
        "claude-opus-4-8, 10, 50, 12.5, 20, 1.00",
    })
    void fastSpeedHasPricesOfItsOwn(
            String name, String input, String output, String write5m, String write1h, String read) {
        assertThat(rates(name, FAST)).contains(perMillion(input, output, write5m, write1h, read));
    }

    @Test
    void noOtherModelHasAPriceForFastSpeed() {
        Stream<String> fast = CATALOG.models().stream().map(Model::id).filter(id -> rates(id, FAST)
                .isPresent());

        assertThat(fast)
                .containsExactlyInAnyOrder(
                        "claude-fable-5-2", "claude-mythos-5-2", "claude-opus-5-5", "claude-opus-5", "claude-opus-4-8");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-5, claude-opus-4-5",
        "claude-opus-4-5-20251101, claude-opus-4-5",
        "claude-opus-5-5-20991231, claude-opus-5-5",
        "claude-opus-4, claude-opus-4-0",
        "claude-opus-4-20250514, claude-opus-4-0",
        "claude-sonnet-4-20250514, claude-sonnet-4-0",
        "claude-3-7-sonnet-latest, claude-3-7-sonnet",
        "claude-haiku-3-5, claude-3-5-haiku",
        "claude-next-9-20270101, claude-next-9",
        "claude-next-9, claude-next-9",
        "claude-opus-5-5[1m], claude-opus-5-5[1m]",
        "claude-opus-5-5-2025, claude-opus-5-5-2025",
        "Claude-Opus-5-5, Claude-Opus-5-5",
    })
    void aliasesAndDatedIdsHaveOneName(String name, String canonical) {
        assertThat(CATALOG.canonical(name)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "claude-next-9", "claude-opus-5-5[1m]", "gpt-9", "claude-3-haiku-20240307", "-20250101"})
    void anUnknownModelHasNoPriceNotEvenForNothing(String name) {
        assertThat(CATALOG.price(Usage.of(name, Tokens.NONE), NOVEMBER)).isEmpty();
        assertThat(CATALOG.price(BilledUsage.of(Usage.of(name, Tokens.NONE)), NOVEMBER))
                .isEmpty();
        assertThat(CATALOG.model(name)).isEmpty();
    }

    /** Haiku 5.5: 99,999 + 1 in at 0.10 and 1,000 out at 0.50 per million = 0.0100000 + 0.0005. */
    @Test
    void aPromptOfExactly100kIsPricedAtTheLowerBand() {
        Tokens tokens = new Tokens(99_999, 1_000, 0, 0, 0).plus(Tokens.of(1, 0));

        assertThat(CATALOG.price(Usage.of("claude-haiku-5-5", tokens), NOVEMBER))
                .contains(Usd.of("0.0105"));
    }

    /** Haiku 5.5: 100,001 in at 0.50 and 1,000 out at 2.50 per million = 0.0500005 + 0.0025. */
    @Test
    void aPromptOver100kIsPricedAtTheHigherBandInWhole() {
        assertThat(CATALOG.price(Usage.of("claude-haiku-5-5", Tokens.of(100_001, 1_000)), NOVEMBER))
                .contains(Usd.of("0.0525005"));
    }

    /**
     * 1 + 90,000 + 6,000 + 4,000 = 100,001 in the prompt: 1 × 0.50 + 90,000 × 0.05 + 6,000 × 0.625 + 4,000 × 1.00
     * + 1,000 × 2.50, per million = 0.0000005 + 0.0045 + 0.00375 + 0.004 + 0.0025. With 0 input, a fifth of that less
     * the one token.
     */
    @Test
    void whatWasReadOrWrittenCountsForTheBand() {
        Tokens over = new Tokens(1, 1_000, 90_000, 6_000, 4_000);
        Tokens at = new Tokens(0, 1_000, 90_000, 6_000, 4_000);

        assertThat(CATALOG.price(Usage.of("claude-haiku-5-5", over), NOVEMBER)).contains(Usd.of("0.0147505"));
        assertThat(CATALOG.price(Usage.of("claude-haiku-5-5", at), NOVEMBER)).contains(Usd.of("0.00295"));
    }

    /** Output is not part of the prompt: 100,000 in at 0.10 and 128,000 out at 0.50 = 0.01 + 0.064. */
    @Test
    void outputDoesNotCountForTheBand() {
        assertThat(CATALOG.price(Usage.of("claude-haiku-5-5", Tokens.of(100_000, 128_000)), NOVEMBER))
                .contains(Usd.of("0.074"));
    }

    @Test
    void noOtherModelHasALongPromptBand() {
        for (Model model : CATALOG.models()) {
            boolean flat = CATALOG.rates(model.id(), NOVEMBER, 1, Terms.STANDARD)
                    .equals(CATALOG.rates(model.id(), NOVEMBER, 1_000_000, Terms.STANDARD));
            assertThat(flat).as(model.id()).isEqualTo(!model.id().equals("claude-haiku-5-5"));
        }
    }

    @Test
    void sonnet55ReadsForHalfSinceOctober7() {
        Tokens million = new Tokens(0, 0, 1_000_000, 0, 0);

        assertThat(CATALOG.price(
                        Usage.of("claude-sonnet-5-5", million), Instant.parse("2026-10-06T23:59:59.999999999Z")))
                .contains(Usd.of("0.20"));
        assertThat(CATALOG.price(Usage.of("claude-sonnet-5-5", million), Instant.parse("2026-10-07T00:00:00Z")))
                .contains(Usd.of("0.10"));
    }

    @Test
    void haiku55HasNoPriceBeforeItExisted() {
        Usage usage = Usage.of("claude-haiku-5-5", Tokens.of(1_000_000, 0));

        assertThat(CATALOG.price(usage, Instant.parse("2026-10-06T23:59:59Z"))).isEmpty();
        assertThat(CATALOG.price(usage, Instant.parse("2026-10-07T00:00:00Z"))).contains(Usd.of("0.50"));
    }

    /** Opus 5.5, a million tokens of each: 4 + 20 + 0.20 + 5 + 8 = 37.20; halved in a batch: 18.60. */
    @Test
    void aBatchCostsHalfInEveryCategory() {
        assertThat(price("claude-opus-5-5", Terms.STANDARD)).contains(Usd.of("37.20"));
        assertThat(price("claude-opus-5-5", BATCH)).contains(Usd.of("18.60"));
    }

    /** Fast Opus 5.5: 8 + 40 + 0.40 + 10 + 16 = 74.40; in the US × 1.1 = 81.84; and in a batch ÷ 2 = 40.92. */
    @Test
    void multipliersMultiplyOneAnother() {
        assertThat(price("claude-opus-5-5", new Terms(true, false, null))).contains(Usd.of("74.40"));
        assertThat(price("claude-opus-5-5", new Terms(true, false, "us"))).contains(Usd.of("81.84"));
        assertThat(price("claude-opus-5-5", new Terms(true, true, "us"))).contains(Usd.of("40.92"));
    }

    /** Haiku 5.5's finest price, 0.01 for a million read: 0.00000001 a token × 1.1 × 0.5. */
    @Test
    void theSmallestAmountKeepsAllItsDigits() {
        assertThat(CATALOG.price(
                        new Usage("claude-haiku-5-5", new Tokens(0, 0, 1, 0, 0), new Terms(false, true, "us")),
                        NOVEMBER))
                .contains(Usd.of("0.0000000055"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"global", "not_available", "eu", ""})
    void anotherRegionCostsTheUsual(String region) {
        assertThat(rates("claude-opus-5-5", new Terms(false, false, region)))
                .isEqualTo(rates("claude-opus-5-5", Terms.STANDARD));
    }

    /** 3 searches at 10 for a thousand = 0.03, neither halved in a batch nor multiplied by a region. */
    @Test
    void webSearchesCostAFeeThatNothingMultiplies() {
        Terms terms = new Terms(false, true, "us");
        BilledUsage usage = new BilledUsage(List.of(new Usage("claude-opus-5-5", Tokens.of(1_000_000, 0), terms)), 3);

        assertThat(CATALOG.price(usage, NOVEMBER)).contains(Usd.of("2.23"));
    }

    /** 1,000 in and 200 out at Opus 5.5 (0.004 + 0.004), 7,000 and 800 at Fable 5.2 (0.056 + 0.032). */
    @Test
    void iterationsAreEachPricedAtTheirModelAndBand() {
        BilledUsage usage = new BilledUsage(
                List.of(
                        Usage.of("claude-opus-5-5", Tokens.of(1_000, 200)),
                        Usage.of("claude-fable-5-2", Tokens.of(7_000, 800))),
                0);
        // 60,000 twice is no prompt of 120,000: 2 × 60,000 × 0.10 per million
        BilledUsage two = new BilledUsage(
                List.of(
                        Usage.of("claude-haiku-5-5", Tokens.of(60_000, 0)),
                        Usage.of("claude-haiku-5-5", Tokens.of(60_000, 0))),
                0);
        BilledUsage unknown = new BilledUsage(
                List.of(Usage.of("claude-opus-5-5", Tokens.of(1_000, 200)), Usage.of("claude-next-9", Tokens.of(1, 1))),
                0);

        assertThat(CATALOG.price(usage, NOVEMBER)).contains(Usd.of("0.096"));
        assertThat(CATALOG.price(two, NOVEMBER)).contains(Usd.of("0.012"));
        assertThat(CATALOG.price(unknown, NOVEMBER)).isEmpty();
        assertThat(CATALOG.price(BilledUsage.NOTHING, NOVEMBER)).contains(Usd.ZERO);
    }

    @Test
    void theTierRanksTheFamilies() {
        assertThat(Stream.of(
                                "claude-haiku-5-5",
                                "claude-sonnet-5-5",
                                "claude-opus-5-5",
                                "claude-fable-5-2",
                                "claude-mythos-5")
                        .map(name -> CATALOG.model(name)
                                .orElseThrow()
                                .family()
                                .orElseThrow()
                                .tier()))
                .containsExactly(1, 2, 3, 4, 4);
    }

    @Test
    void itIsDatedAndHasAVersion() {
        assertThat(CATALOG.date()).isEqualTo(LocalDate.of(2026, 11, 23));
        assertThat(CATALOG.version())
                .matches("[0-9a-f]{16}")
                .isEqualTo(PriceCatalog.builtIn().version());
    }

    private static Optional<Usd> price(String model, Terms terms) {
        return CATALOG.price(new Usage(model, A_MILLION_OF_EACH, terms), NOVEMBER);
    }

    private static Optional<Rates> rates(String model, Terms terms) {
        return CATALOG.rates(model, NOVEMBER, 1, terms);
    }

    private static Rates perMillion(String input, String output, String write5m, String write1h, String read) {
        return new Rates(one(input), one(output), one(read), one(write5m), one(write1h));
    }

    private static Usd one(String perMillion) {
        return Usd.perMillion(new BigDecimal(perMillion));
    }
}
