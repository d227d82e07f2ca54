package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each model takes, row by row: a request that a candidate would refuse never gets there. */
class FitTest {
    private static final Compatibility MODELS = new Compatibility(PriceCatalog.builtIn());

    private static RequestFeatures features(String fields, String version) {
        String body = "{\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + (fields.isEmpty() ? "" : "," + fields) + "}";
        return RequestFeatures.of(
                Json.parse(body), Headers.of(List.of(new Headers.Field("anthropic-version", version))), MODELS.known());
    }

    private static Fit fit(String candidate, String requested, String fields) {
        return Fit.of(
                MODELS.traits(candidate).orElseThrow(),
                MODELS.traits(requested).orElseThrow(),
                features(fields, "2023-06-01"),
                1_000);
    }

    /** Outcome: {@code fits}, {@code disable} for thinking that has to be switched off, or the reason. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\1', emptyValue = "", textBlock = """
            claude-opus-5-5   | claude-haiku-5-5  |                                        | fits
            claude-opus-5-5   | claude-haiku-4-5  |                                        | KEPT_THINKING
            claude-opus-4-6   | claude-haiku-5-5  |                                        | disable
            claude-opus-4-6   | claude-haiku-4-5  |                                        | fits
            claude-opus-4-6   | claude-sonnet-5-5 |                                        | KEPT_THINKING
            claude-opus-4-6   | claude-sonnet-5   |                                        | disable
            claude-opus-4-6   | claude-sonnet-4-6 |                                        | fits
            claude-opus-5     | claude-haiku-5-5  | "thinking":{"type":"disabled"}         | fits
            claude-opus-5     | claude-sonnet-5-5 | "thinking":{"type":"disabled"}         | KEPT_THINKING
            claude-opus-4-6   | claude-haiku-5-5  | "thinking":{"type":"enabled","budget_tokens":1024} | KEPT_THINKING
            claude-opus-4-6   | claude-haiku-4-5  | "thinking":{"type":"enabled","budget_tokens":1024} | fits
            claude-opus-4-6   | claude-haiku-4-5  | "thinking":{"type":"adaptive"}         | KEPT_THINKING
            claude-opus-5-5   | claude-haiku-5-5  | "thinking":{"type":"adaptive"}         | fits
            claude-sonnet-5-5 | claude-haiku-5-5  | "thinking":{"type":"between_tools"}    | KEPT_THINKING
            claude-opus-4-8   | claude-haiku-5-5  | "output_config":{"effort":"low"}       | disable
            claude-opus-4-8   | claude-haiku-5-5  | "output_config":{"effort":"max"}       | KEPT_THINKING
            claude-opus-5-5   | claude-haiku-5-5  | "output_config":{"effort":"max"}       | fits
            claude-opus-4-6   | claude-haiku-4-5  | "output_config":{"effort":"low"}       | KEPT_EFFORT
            claude-opus-4-8   | claude-sonnet-4-6 | "output_config":{"effort":"xhigh"}     | KEPT_EFFORT
            claude-opus-4-6   | claude-haiku-5-5  | "temperature":0.2                      | KEPT_SAMPLING
            claude-opus-4-6   | claude-haiku-5-5  | "temperature":1                        | disable
            claude-opus-4-6   | claude-haiku-5-5  | "top_k":5                              | KEPT_SAMPLING
            claude-opus-4-6   | claude-haiku-5-5  | "temperature":1,"top_p":0.99           | KEPT_SAMPLING
            claude-opus-4-6   | claude-haiku-4-5  | "temperature":0.2                      | fits
            claude-opus-5     | claude-haiku-5-5  | "tool_choice":{"type":"any"}           | fits
            claude-opus-5     | claude-sonnet-5-5 | "tool_choice":{"type":"tool","name":"x"} | KEPT_TOOL_CHOICE
            claude-opus-4-6   | claude-haiku-4-5  | "tool_choice":{"type":"any"},"thinking":{"type":"enabled"} | KEPT_TOOL_CHOICE
            claude-opus-4-6   | claude-haiku-4-5  | "tools":[{"type":"computer_20251124","name":"computer"}] | KEPT_COMPUTER_TOOL
            claude-opus-5-5   | claude-haiku-5-5  | "tools":[{"type":"computer_toolset_20260801"}] | fits
            claude-opus-4-6   | claude-haiku-4-5  | "output_config":{"format":{"type":"json_schema"}} | fits
            """)
    void aCandidateTakesWhatItTakes(String requested, String candidate, String fields, String outcome) {
        Fit fit = fit(candidate, requested, fields == null ? "" : fields);

        String found = fit.refusal() != null ? fit.refusal().name() : fit.thinkingDisabled() ? "disable" : "fits";
        assertThat(found).isEqualTo(outcome);
    }

    @Test
    void anAnswerThatIsBegunNeedsAModelThatTakesIt() {
        String begun =
                "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":\"{\"}]";
        RequestFeatures features =
                RequestFeatures.of(Json.parse("{\"max_tokens\":100," + begun + "}"), Headers.NONE, MODELS.known());

        assertThat(features.prefill()).isTrue();
        assertThat(refusal("claude-haiku-5-5", features, 10)).isEqualTo(RouterReason.KEPT_PREFILL);
        assertThat(refusal("claude-haiku-4-5", features, 10)).isNull();
    }

    @Test
    void aSystemMessageAmongTheMessagesNeedsAModelThatTakesIt() {
        RequestFeatures features = RequestFeatures.of(
                Json.parse("{\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                        + "{\"role\":\"system\",\"content\":\"x\"}]}"),
                Headers.NONE,
                MODELS.known());

        assertThat(refusal("claude-haiku-4-5", features, 10)).isEqualTo(RouterReason.KEPT_SYSTEM_MESSAGE);
        assertThat(refusal("claude-haiku-5-5", features, 10)).isNull();
    }

    @Test
    void aLongPromptOrAnswerNeedsAModelThatHoldsIt() {
        assertThat(refusal("claude-haiku-4-5", features("", "2023-06-01"), 199_901))
                .isEqualTo(RouterReason.KEPT_CONTEXT_LENGTH);
        assertThat(refusal("claude-haiku-4-5", features("", "2023-06-01"), 199_900))
                .isNull();
        RequestFeatures much =
                RequestFeatures.of(Json.parse("{\"max_tokens\":64001,\"messages\":[]}"), Headers.NONE, MODELS.known());
        assertThat(refusal("claude-haiku-4-5", much, 10)).isEqualTo(RouterReason.KEPT_MAX_TOKENS);
        assertThat(refusal("claude-haiku-5-5", much, 10)).isNull();
    }

    @Test
    void fromTheNewVersionOnNobodyTakesSamplingParameters() {
        RequestFeatures features = features("\"temperature\":1", "2026-10-21");

        assertThat(refusal("claude-haiku-4-5", features, 10)).isEqualTo(RouterReason.KEPT_SAMPLING);
    }

    private static @Nullable RouterReason refusal(String candidate, RequestFeatures features, long tokens) {
        ModelTraits requested = MODELS.traits("claude-opus-4-8").orElseThrow();
        return Fit.of(MODELS.traits(candidate).orElseThrow(), requested, features, tokens)
                .refusal();
    }

    @Test
    void theApisOwnListHasTheLastWord() {
        Compatibility models = new Compatibility(PriceCatalog.builtIn());
        models.learn("{\"data\":[{\"id\":\"claude-haiku-5-5\",\"max_tokens\":32000,\"max_input_tokens\":500000,"
                + "\"capabilities\":{\"effort\":{\"max\":{\"supported\":false},\"low\":{\"supported\":true}},"
                + "\"thinking\":{\"types\":{\"disabled\":{\"supported\":false}}}}},"
                + "{\"id\":\"claude-haiku-4-5-20251001\",\"lifecycle\":\"retired\"}]}");

        ModelTraits haiku = models.traits("claude-haiku-5-5").orElseThrow();
        assertThat(haiku.maxTokens()).isEqualTo(32_000);
        assertThat(haiku.maxInputTokens()).isEqualTo(500_000);
        assertThat(haiku.efforts()).contains("low").doesNotContain("max");
        assertThat(haiku.canDisableThinking(null)).isFalse();
        assertThat(models.gone("claude-haiku-4-5")).isTrue();
        assertThat(models.gone("claude-sonnet-4-6")).isTrue();
        assertThat(models.gone("claude-haiku-5-5")).isFalse();
    }

    @Test
    void everyPricedCurrentModelIsInTheTable() {
        assertThat(List.of(
                        "claude-fable-5-2",
                        "claude-mythos-5-1",
                        "claude-opus-5-5",
                        "claude-opus-4-5-20251101",
                        "claude-sonnet-5",
                        "claude-sonnet-4-5",
                        "claude-haiku-4-5-20251001"))
                .allMatch(model -> MODELS.traits(model).isPresent());
    }
}
