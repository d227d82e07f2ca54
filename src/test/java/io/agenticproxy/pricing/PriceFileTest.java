package io.agenticproxy.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFileTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-23T12:00:00Z");
    private static final PriceCatalog BUILT_IN = PriceCatalog.builtIn();

    private static final String OWN = """
            {
              "date": "2026-12-01",
              "notes": ["agreed with sales"],
              "models": {
                "claude-opus-5-5": {
                  "prices": [
                    { "input": 4, "output": 20, "prompt_cache_write_5m": 5, "prompt_cache_write_1h": 8,
                      "prompt_cache_read": 0.2 },
                    { "valid_from": "2026-11-01", "input": 3, "output": 15, "prompt_cache_write_5m": 3.75,
                      "prompt_cache_write_1h": 6, "prompt_cache_read": 0.15 }
                  ]
                },
                "local/llama:70b": {
                  "aliases": ["llama"],
                  "prices": [
                    { "input": 0, "output": 0, "prompt_cache_write_5m": 0, "prompt_cache_write_1h": 0,
                      "prompt_cache_read": 0,
                      "fast": { "input": 1, "output": 2, "prompt_cache_write_5m": 1, "prompt_cache_write_1h": 1,
                        "prompt_cache_read": 1, "long_prompt": { "above_tokens": 10, "input": 2, "output": 4,
                        "prompt_cache_write_5m": 2, "prompt_cache_write_1h": 2, "prompt_cache_read": 2 } } }
                  ]
                }
              }
            }
            """;

    @Test
    void ownPricesReplaceTheBuiltInOnesOfThatModelAndDate() {
        PriceCatalog catalog = BUILT_IN.withOverrides(own(OWN));
        Usage million = Usage.of("claude-opus-5-5", Tokens.of(1_000_000, 0));

        assertThat(catalog.price(million, NOVEMBER)).contains(Usd.of("3"));
        assertThat(catalog.price(million, Instant.parse("2026-10-31T23:59:59Z")))
                .contains(Usd.of("4"));
        assertThat(catalog.price(Usage.of("claude-opus-5", Tokens.of(1_000_000, 0)), NOVEMBER))
                .contains(Usd.of("5"));
        assertThat(catalog.date()).isEqualTo(LocalDate.of(2026, 12, 1));
    }

    @Test
    void whatTheOwnFileDoesNotSayStays() {
        PriceCatalog catalog = BUILT_IN.withOverrides(own(OWN));

        assertThat(catalog.model("claude-opus-5-5")).isEqualTo(BUILT_IN.model("claude-opus-5-5"));
        assertThat(catalog.rates("claude-opus-5-5", NOVEMBER, 1, new Terms(false, true, "us")))
                .contains(catalog.rates("claude-opus-5-5", NOVEMBER, 1, Terms.STANDARD)
                        .orElseThrow()
                        .times(new BigDecimal("0.55")));
        assertThat(catalog.rates("claude-opus-5-5", NOVEMBER, 1, new Terms(true, false, null)))
                .as("prices are replaced in whole, fast ones too")
                .isEmpty();
    }

    @Test
    void aModelMayBeAddedAndMayCostNothing() {
        PriceCatalog catalog = BUILT_IN.withOverrides(own(OWN));
        Terms fast = new Terms(true, false, null);

        assertThat(catalog.price(Usage.of("local/llama:70b", Tokens.of(1_000_000, 9)), NOVEMBER))
                .contains(Usd.ZERO);
        assertThat(catalog.price(Usage.of("llama", Tokens.of(1_000_000, 9)), NOVEMBER))
                .contains(Usd.ZERO);
        assertThat(catalog.price(new Usage("llama", Tokens.of(10, 1_000_000), fast), NOVEMBER))
                .contains(Usd.of("2.00001"));
        assertThat(catalog.price(new Usage("llama", Tokens.of(11, 1_000_000), fast), NOVEMBER))
                .contains(Usd.of("4.000022"));
        assertThat(catalog.model("llama").orElseThrow().family()).isEmpty();
    }

    @Test
    void anEntryUnderABuiltInAliasOverridesItsModel() {
        PriceCatalog catalog = BUILT_IN.withOverrides(own(OWN.replace("claude-opus-5-5", "claude-opus-4")));

        assertThat(catalog.price(Usage.of("claude-opus-4-0", Tokens.of(1_000_000, 0)), NOVEMBER))
                .contains(Usd.of("3"));
        assertThat(catalog.price(Usage.of("claude-opus-4-20250514", Tokens.of(1_000_000, 0)), NOVEMBER))
                .contains(Usd.of("3"));
    }

    @Test
    void anOwnAliasWinsOverABuiltInModel() {
        PriceCatalog catalog = BUILT_IN.withOverrides(own(OWN.replace("\"llama\"", "\"claude-haiku-4-5\"")));

        assertThat(catalog.price(Usage.of("claude-haiku-4-5-20251001", Tokens.of(1_000_000, 9)), NOVEMBER))
                .contains(Usd.ZERO);
    }

    @Test
    void feesAndMultipliersMayBeOverriddenToo() {
        PriceCatalog own =
                own("{\"date\": \"2026-12-01\", \"batch\": 0.4, \"web_search_per_1000\": 5, \"models\": {}}");
        PriceCatalog catalog = BUILT_IN.withOverrides(own);
        Usage batch = new Usage("claude-opus-5-5", Tokens.of(1_000_000, 0), new Terms(false, true, null));

        assertThat(catalog.price(new BilledUsage(List.of(batch), 2), NOVEMBER)).contains(Usd.of("1.61"));
    }

    @Test
    void withoutAFeeOrMultiplierWhatNeedsItHasNoPrice() {
        PriceCatalog alone = own(OWN);
        Usage usage = Usage.of("llama", Tokens.of(1, 1));

        assertThat(alone.price(BilledUsage.of(usage), NOVEMBER)).contains(Usd.ZERO);
        assertThat(alone.price(new BilledUsage(List.of(usage), 1), NOVEMBER)).isEmpty();
        assertThat(alone.price(new Usage("llama", Tokens.of(1, 1), new Terms(false, true, null)), NOVEMBER))
                .isEmpty();
    }

    @Test
    void theVersionFollowsWhatBearsOnPricesAndNothingElse() {
        String version = own(OWN).version();

        assertThat(own(OWN.replace("agreed with sales", "never mind")
                                .replace("2026-12-01", "2026-12-02")
                                .replace("\"output\": 15", "\"output\": 15.00"))
                        .version())
                .isEqualTo(version);
        assertThat(own(OWN.replace("\"output\": 15", "\"output\": 15.1")).version())
                .isNotEqualTo(version);
        assertThat(own(OWN.replace("2026-11-01", "2026-11-02")).version()).isNotEqualTo(version);
        assertThat(own(OWN.replace("\"llama\"", "\"lama\"")).version()).isNotEqualTo(version);
        assertThat(BUILT_IN.withOverrides(own(OWN)).version()).isNotEqualTo(BUILT_IN.version());
    }

    /** Each case changes one thing in the valid file above; the message is all that follows the file's name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "output": 15, |                | line 9: models.claude-opus-5-5.prices[1] output is missing
            "input": 3    | "input": -3    | line 9: models.claude-opus-5-5.prices[1].input must be a number with at most 4 decimals from 0 to 500, was '-3'
            "input": 3    | "input": 501   | line 9: models.claude-opus-5-5.prices[1].input must be a number with at most 4 decimals from 0 to 500, was '501'
            "input": 3    | "input": 3.00001 | line 9: models.claude-opus-5-5.prices[1].input must be a number with at most 4 decimals from 0 to 500, was '3.00001'
            "input": 3    | "input": "3"   | line 9: models.claude-opus-5-5.prices[1].input must be a number with at most 4 decimals from 0 to 500, was '3'
            "input": 3    | "input": null  | line 9: models.claude-opus-5-5.prices[1].input must be a number with at most 4 decimals from 0 to 500, was 'null'
            "input": 3    | "input": {}    | line 9: models.claude-opus-5-5.prices[1].input must be a number with at most 4 decimals from 0 to 500, was an object or a list
            "input": 3    | "input": 3, "imput": 3 | line 9: models.claude-opus-5-5.prices[1].imput is not a known field; known are fast, input, long_prompt, output, prompt_cache_read, prompt_cache_write_1h, prompt_cache_write_5m, valid_from
            "input": 3    | "input": 3, "input": 3 | line 9: models.claude-opus-5-5.prices[1].input stands there twice
            2026-11-01    | 2026-02-30     | line 9: models.claude-opus-5-5.prices[1].valid_from must be a date as 2026-10-07, was '2026-02-30'
            2026-11-01    | 1.11.2026      | line 9: models.claude-opus-5-5.prices[1].valid_from must be a date as 2026-10-07, was '1.11.2026'
            "valid_from": "2026-11-01", |  | line 9: models.claude-opus-5-5.prices[1] must have a valid_from later than that of the prices before it
            { "input": 4  | { "valid_from": "2026-11-01", "input": 4 | line 9: models.claude-opus-5-5.prices[1] must have a valid_from later than that of the prices before it
            { "input": 4  | { "valid_from": "2027-01-01", "input": 4 | line 9: models.claude-opus-5-5.prices[1] must have a valid_from later than that of the prices before it
            2026-12-01    | December       | line 2: date must be a date as 2026-10-07, was 'December'
            "date": "2026-12-01", |        | line 1: date is missing
            "notes": [    | "note": [      | line 3: note is not a known field; known are batch, date, models, notes, web_search_per_1000
            ["agreed with sales"] | "agreed" | line 3: notes must be a list
            "agreed with sales" | 3        | line 3: notes[0] must be a text that is not empty
            "models"      | "batch": 9, "models" | line 4: batch must be a number with at most 1 decimals from 0.1 to 4, was '9'
            "models"      | "batch": 0.55, "models" | line 4: batch must be a number with at most 1 decimals from 0.1 to 4, was '0.55'
            "models"      | "web_search_per_1000": -1, "models" | line 4: web_search_per_1000 must be a number with at most 4 decimals from 0 to 500, was '-1'
            "models"      | "models": [], "x" | line 4: x is not a known field; known are batch, date, models, notes, web_search_per_1000
            "aliases"     | "family": "llama", "aliases" | line 14: models.local/llama:70b.family must be one of fable, haiku, mythos, opus, sonnet, was 'llama'
            "aliases"     | "min_cacheable_tokens": 0, "aliases" | line 14: models.local/llama:70b.min_cacheable_tokens must be a whole number from 1 to 1000000000, was '0'
            "aliases"     | "min_cacheable_tokens": 1.5, "aliases" | line 14: models.local/llama:70b.min_cacheable_tokens must be a whole number from 1 to 1000000000, was '1.5'
            "aliases"     | "tokens_for_same_text": 0, "aliases" | line 14: models.local/llama:70b.tokens_for_same_text must be a number with at most 2 decimals from 0.5 to 2, was '0'
            "aliases"     | "inference_geo": { "us": 0 }, "aliases" | line 14: models.local/llama:70b.inference_geo.us must be a number with at most 1 decimals from 0.1 to 4, was '0'
            "aliases"     | "inference_geo": "us", "aliases" | line 14: models.local/llama:70b.inference_geo must be an object
            "llama"       | "claude-opus-5-5" | line 14: models.local/llama:70b.aliases[0] gives local/llama:70b a name that claude-opus-5-5 has: 'claude-opus-5-5'
            "llama"       | "two words"    | line 14: models.local/llama:70b.aliases[0] must be named by letters, digits and . _ : @ / - and at most 128 of them
            "claude-opus-5-5" | "claude-opus-4-5-20251101" | line 5: models.claude-opus-4-5-20251101 must be named without its date: a dated id is found by the name before it
            "above_tokens": 10, |          | line 19: models.local/llama:70b.prices[0].fast.long_prompt above_tokens is missing
            "above_tokens": 10, | "above_tokens": 10, "fast": 1, | line 19: models.local/llama:70b.prices[0].fast.long_prompt.fast is not a known field; known are above_tokens, input, output, prompt_cache_read, prompt_cache_write_1h, prompt_cache_write_5m
            "date":       | date:          | line 2: is not valid JSON: Unexpected character ('d' (code 100)): was expecting double-quote to start field name
            """)
    void aMistakeIsNamedInOneLineWithFileLineAndReason(String from, String to, String message) {
        assertThat(OWN).contains(from);
        String broken = OWN.replace(from, to == null ? "" : to);

        assertThatThrownBy(() -> own(broken))
                .isInstanceOf(PriceCatalogException.class)
                .hasMessage("prices.json, " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                       | line 1: must be an object
            {"date": "2026-12-01"}                   | line 1: models is missing
            {"date": "2026-12-01", "models": {"a": {}}} | line 1: models.a prices is missing
            {"date": "2026-12-01", "models": {"a": {"prices": []}}} | line 1: models.a.prices must hold prices for at least one date
            {"date": "2026-12-01", "models": {"": {"prices": []}}} | line 1: models. must be named by letters, digits and . _ : @ / - and at most 128 of them
            {"date": "2026-12-01", "models": {}} {}  | line 1: something follows the end of the JSON object
            {"date": "2026-12-01", "batch": 1e-999999999, "models": {}} | line 1: batch must be a number with at most 1 decimals from 0.1 to 4, was '1E-999999999'
            {"date": "2026-12-01", "batch": NaN, "models": {}} | line 1: is not valid JSON: Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow
            """)
    void aFileThatIsNoCatalogIsRefused(String json, String message) {
        assertThatThrownBy(() -> own(json))
                .isInstanceOf(PriceCatalogException.class)
                .hasMessage("prices.json, " + message);
    }

    @ParameterizedTest
    @CsvSource(value = {"''", "'   '", "'{'", "'{\"date\": \"2026-12-01\", \"batch\": 1e99999999999, \"models\": {}}'"})
    void aFileThatIsCutOrEmptyIsRefusedInOneLine(String json) {
        assertThatThrownBy(() -> own(json))
                .isInstanceOf(PriceCatalogException.class)
                .hasMessageMatching("prices\\.json, line 1: .{5,200}");
    }

    @Test
    void theMessageIsOneLineWhateverTheFileHolds() {
        String nasty = OWN.replace("\"notes\"", "\"no\\u001b[31m\\ntes\\u202e" + "x".repeat(5_000) + "\"");

        assertThatThrownBy(() -> own(nasty)).satisfies(e -> assertThat(e.getMessage())
                .startsWith("prices.json, line 3: no [31m tes x")
                .hasSizeLessThan(500)
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] bytes = "{\"date\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> PriceCatalog.parse("prices.json", bytes))
                .isInstanceOf(PriceCatalogException.class)
                .hasMessageStartingWith("prices.json, line 1: is not valid JSON: ");
    }

    @Test
    void aFileIsLoadedByItsPath(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("own.json"), "\ufeff" + OWN);

        assertThat(PriceCatalog.load(file).version()).isEqualTo(own(OWN).version());
        assertThatThrownBy(() -> PriceCatalog.load(dir.resolve("none.json")))
                .hasMessage(dir.resolve("none.json") + ": there is no such file");
        assertThatThrownBy(() -> PriceCatalog.load(dir)).hasMessageStartingWith(dir + ": can't be read");
    }

    private static PriceCatalog own(String json) {
        return PriceCatalog.parse("prices.json", json);
    }
}
