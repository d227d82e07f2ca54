package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.router.JudgedPrompt.Column;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command asks what the router asks, and an answer that is none ends up in the matrix as one. */
class AskedClassifierTest {
    private static final LabelledPrompt PROMPT =
            new LabelledPrompt("everyday", Complexity.SIMPLE, "List the tides. " + "x".repeat(600));

    private final FakeUpstream upstream = FakeUpstream.start();
    private final AskedClassifier classifier =
            new AskedClassifier(upstream.url() + "/", "any-value", "claude-haiku-5-5", "the rules");

    @AfterEach
    void close() {
        upstream.close();
    }

    @Test
    void itAsksWhatTheRouterAsks() throws Exception {
        upstream.answer(RouterScene.verdict("SIMPLE", "0.9"));

        JudgedPrompt judged = classifier.judge(PROMPT);

        RecordedRequest question = upstream.take();
        assertThat(question.bodyText())
                .isEqualTo(ClassifierQuestion.body(
                                "claude-haiku-5-5", "the rules", PROMPT.prompt().substring(0, 500))
                        .toString());
        assertThat(question.target()).isEqualTo("/v1/messages");
        assertThat(question.header("x-api-key")).contains("any-value");
        assertThat(judged.column(0.9)).isEqualTo(Column.SIMPLE);
        assertThat(judged.column(0.95)).isEqualTo(Column.UNSURE);
        assertThat(judged.verdict().asked()).isNotNull();
    }

    @Test
    void aBusyApiIsAskedAgain() throws Exception {
        upstream.answer(
                Scripts.error(429, "rate_limit_error", "slow down", "retry-after: 0"),
                Scripts.error(529, "overloaded_error", "Overloaded", "retry-after: 0"),
                RouterScene.verdict("COMPLEX", "1"));

        assertThat(classifier.judge(PROMPT).column(0.8)).isEqualTo(Column.COMPLEX);
    }

    @Test
    void anErrorIsNoVerdict() throws Exception {
        upstream.answer(Scripts.error(500, "api_error", "Internal server error"));

        JudgedPrompt judged = classifier.judge(PROMPT);

        assertThat(judged.column(0)).isEqualTo(Column.NONE);
        assertThat(judged.trouble()).isEqualTo("status 500");
    }

    @Test
    void anAnswerThatNamesNoVerdictIsPaidAllTheSame() throws Exception {
        upstream.answer(Scripts.message("It depends."));

        JudgedPrompt judged = classifier.judge(PROMPT);

        assertThat(judged.column(0)).isEqualTo(Column.NONE);
        assertThat(judged.verdict().asked()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404})
    void whatEveryQuestionWouldMeetEndsIt(int status) {
        upstream.answer(Scripts.error(status, "an_error", "not for you"));

        assertThatThrownBy(() -> classifier.judge(PROMPT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(status + " an_error");
    }
}
