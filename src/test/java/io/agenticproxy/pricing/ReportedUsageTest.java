package io.agenticproxy.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedUsageTest {
    private static final String MODEL = "claude-opus-5-5";

    @Test
    void aWholeMessagesUsageIsReadByCategory() {
        BilledUsage billed = billed("""
                {"input_tokens": 10, "output_tokens": 20, "cache_creation_input_tokens": 700,
                 "cache_read_input_tokens": 40, "cache_creation": {"ephemeral_5m_input_tokens": 200,
                 "ephemeral_1h_input_tokens": 500}, "output_tokens_details": {"thinking_tokens": 7},
                 "server_tool_use": {"web_search_requests": 3, "web_fetch_requests": 9},
                 "inference_geo": "us", "service_tier": "batch", "speed": "fast", "something_new": {"x": [1]}}""");

        assertThat(billed.iterations())
                .containsExactly(new Usage(MODEL, new Tokens(10, 20, 40, 200, 500), new Terms(true, true, "us")));
        assertThat(billed.webSearches()).isEqualTo(3);
    }

    @Test
    void whatIsNullOrAbsentIsNothing() {
        BilledUsage billed = billed("""
                {"input_tokens": 10, "output_tokens": 20, "cache_creation_input_tokens": null,
                 "cache_creation": null, "server_tool_use": null, "service_tier": null, "inference_geo": null}""");

        assertThat(billed).isEqualTo(BilledUsage.of(Usage.of(MODEL, Tokens.of(10, 20))));
    }

    @Test
    void writesAreForFiveMinutesUnlessTheReportSaysOtherwise() {
        assertThat(tokens("{\"input_tokens\": 1, \"cache_creation_input_tokens\": 700}"))
                .isEqualTo(new Tokens(1, 0, 0, 700, 0));
        assertThat(tokens("{\"input_tokens\": 1, \"cache_creation_input_tokens\": 700,"
                        + " \"cache_creation\": {\"ephemeral_1h_input_tokens\": 500}}"))
                .isEqualTo(new Tokens(1, 0, 0, 200, 500));
        assertThat(tokens("{\"input_tokens\": 1, \"cache_creation\":"
                        + " {\"ephemeral_5m_input_tokens\": 30, \"ephemeral_1h_input_tokens\": 4}}"))
                .isEqualTo(new Tokens(1, 0, 0, 30, 4));
    }

    /** 1 h of 500 can't be within 300: the total is what is billed. */
    @Test
    void aSplitThatExceedsTheTotalIsCutToIt() {
        assertThat(tokens("{\"input_tokens\": 1, \"cache_creation_input_tokens\": 300,"
                        + " \"cache_creation\": {\"ephemeral_1h_input_tokens\": 500}}"))
                .isEqualTo(new Tokens(1, 0, 0, 0, 300));
    }

    @Test
    void aStreamsLaterReportWinsWhereItSaysSomething() {
        ReportedUsage start = ReportedUsage.of(json("""
                {"input_tokens": 10, "output_tokens": 1, "cache_read_input_tokens": 40,
                 "cache_creation_input_tokens": 700, "cache_creation": {"ephemeral_5m_input_tokens": 700,
                 "ephemeral_1h_input_tokens": 0}, "service_tier": "standard", "inference_geo": "us"}"""));

        ReportedUsage end = start.and(json("{\"output_tokens\": 300, \"cache_read_input_tokens\": null}"))
                .and(json("""
                        {"output_tokens": 450, "input_tokens": 12, "server_tool_use": {"web_search_requests": 2},
                         "speed": "fast"}"""));

        assertThat(end.billed(MODEL))
                .contains(new BilledUsage(
                        List.of(new Usage(MODEL, new Tokens(12, 450, 40, 700, 0), new Terms(true, false, "us"))), 2));
    }

    @Test
    void iterationsAreBilledEachAtItsOwnModel() {
        BilledUsage billed = billed("""
                {"input_tokens": 30, "output_tokens": 40, "inference_geo": "us",
                 "server_tool_use": {"web_search_requests": 1},
                 "iterations": [
                  {"type": "compaction", "input_tokens": 1000, "output_tokens": 200},
                  {"type": "message", "input_tokens": 30, "output_tokens": 40, "cache_read_input_tokens": 5,
                   "cache_creation_input_tokens": 9, "cache_creation": {"ephemeral_1h_input_tokens": 9}},
                  {"type": "advisor_message", "model": "claude-fable-5-2", "input_tokens": 7, "output_tokens": 8,
                   "inference_geo": "global"}]}""");

        assertThat(billed.iterations())
                .containsExactly(
                        new Usage(MODEL, Tokens.of(1000, 200), new Terms(false, false, "us")),
                        new Usage(MODEL, new Tokens(30, 40, 5, 0, 9), new Terms(false, false, "us")),
                        new Usage("claude-fable-5-2", Tokens.of(7, 8), new Terms(false, false, "global")));
        assertThat(billed.totals()).isEqualTo(new Tokens(1037, 248, 5, 0, 9));
        assertThat(billed.webSearches()).isEqualTo(1);
    }

    @Test
    void afterUpstreamsOwnFallbackTheAnswersModelIsBilledAndAnUnnamedIterationIsTheOneSentTo() {
        ReportedUsage plain = ReportedUsage.of(json("{\"input_tokens\": 1, \"output_tokens\": 2}"));
        ReportedUsage iterations = ReportedUsage.of(json("""
                {"input_tokens": 1, "output_tokens": 2, "iterations": [
                  {"type": "message", "input_tokens": 1, "output_tokens": 0},
                  {"type": "fallback_message", "model": "claude-opus-5", "input_tokens": 1, "output_tokens": 2}]}"""));

        assertThat(plain.billed("claude-fable-5-2", "claude-opus-5")
                        .orElseThrow()
                        .iterations())
                .extracting(Usage::model)
                .containsExactly("claude-opus-5");
        assertThat(iterations
                        .billed("claude-fable-5-2", "claude-opus-5")
                        .orElseThrow()
                        .iterations())
                .extracting(Usage::model)
                .containsExactly("claude-fable-5-2", "claude-opus-5");
    }

    /** message_start's iterations know nothing of the output: billing them would lose it. */
    @Test
    void iterationsGiveWayToLaterCountsWithoutThem() {
        ReportedUsage start = ReportedUsage.of(
                json("{\"input_tokens\": 5, \"output_tokens\": 1, \"iterations\": [{\"type\": \"message\","
                        + " \"input_tokens\": 5, \"output_tokens\": 1}]}"));

        assertThat(start.and(json("{\"output_tokens\": 900}"))
                        .billed(MODEL)
                        .orElseThrow()
                        .totals())
                .isEqualTo(Tokens.of(5, 900));
        assertThat(start.and(json("{\"speed\": \"fast\"}"))
                        .billed(MODEL)
                        .orElseThrow()
                        .totals())
                .isEqualTo(Tokens.of(5, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"12\"", "1e30", "99999999999999999999", "20000001", "true", "[5]", "null"})
    void aCountThatCantBeTrueWasNotReported(String count) {
        assertThat(tokens("{\"input_tokens\": 7, \"cache_read_input_tokens\": " + count + "}"))
                .isEqualTo(Tokens.of(7, 0));
        assertThat(ReportedUsage.of(json("{\"input_tokens\": " + count + ", \"output_tokens\": 3}"))
                        .billed(MODEL))
                .isEmpty();
        assertThat(ReportedUsage.of(json("{\"input_tokens\": 7, \"output_tokens\": 3}"))
                        .and(json("{\"output_tokens\": " + count + "}"))
                        .billed(MODEL)
                        .orElseThrow()
                        .totals())
                .isEqualTo(Tokens.of(7, 3));
        assertThat(billed("{\"input_tokens\": 7, \"server_tool_use\": {\"web_search_requests\": " + count + "}}")
                        .webSearches())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "3",
                "null",
                "{\"output_tokens\": 3}",
                "{\"iterations\": [{}]}",
                "{\"iterations\": {\"a\": 1}}"
            })
    void withoutACountOfThePromptNothingIsKnown(String usage) {
        assertThat(ReportedUsage.of(json(usage)).billed(MODEL)).isEmpty();
        assertThat(ReportedUsage.NOTHING.and(json(usage)).billed(MODEL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[3, null, \"x\"]", "[{\"type\": \"message\", \"output_tokens\": 3}]", "7"})
    void iterationsThatSayNothingLeaveTheWholeCounts(String iterations) {
        assertThat(tokens("{\"input_tokens\": 7, \"output_tokens\": 3, \"iterations\": " + iterations + "}"))
                .isEqualTo(Tokens.of(7, 3));
    }

    @Test
    void anAbsurdNumberOfIterationsLeavesTheWholeCounts() {
        String many = Collections.nCopies(51, "{\"input_tokens\": 1}").stream().collect(Collectors.joining(","));

        assertThat(tokens("{\"input_tokens\": 7, \"output_tokens\": 3, \"iterations\": [" + many + "]}"))
                .isEqualTo(Tokens.of(7, 3));
    }

    @Test
    void aCutStreamIsBilledForWhatItHadWritten() {
        BilledUsage reported = BilledUsage.of(Usage.of(MODEL, Tokens.of(100, 1)));

        assertThat(reported.cutAfter(300).totals()).isEqualTo(Tokens.of(100, 100));
        assertThat(reported.cutAfter(301).totals()).isEqualTo(Tokens.of(100, 101));
        assertThat(reported.cutAfter(3)).isEqualTo(reported);
        assertThat(reported.cutAfter(0)).isEqualTo(reported);
        assertThat(BilledUsage.NOTHING.cutAfter(300)).isEqualTo(BilledUsage.NOTHING);
    }

    private static Tokens tokens(String usage) {
        return billed(usage).totals();
    }

    private static BilledUsage billed(String usage) {
        return ReportedUsage.of(json(usage)).billed(MODEL).orElseThrow();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
