package io.agenticproxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.wire.AnswerSummary;
import io.agenticproxy.wire.Json;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerFactsTest {
    private static final AnswerSummary ANSWER = new AnswerSummary(
            Optional.of("msg_1"),
            Optional.of("claude-haiku-5-5"),
            Optional.of("end_turn"),
            Optional.empty(),
            Optional.of(Json.parse("{\"input_tokens\":25,\"output_tokens\":7,\"new_field\":[1]}")),
            28,
            Set.of("text"),
            false,
            false,
            true,
            Optional.empty(),
            0,
            Optional.empty());

    @Test
    void whatIsReadBackIsWhatAHitIsPricedBy() {
        AnswerFacts kept = AnswerFacts.ofJson(AnswerFacts.of(ANSWER, true).json());

        AnswerSummary read = kept.summary().orElseThrow();
        assertThat(read.messageId()).isEqualTo(ANSWER.messageId());
        assertThat(read.model()).isEqualTo(ANSWER.model());
        assertThat(read.stopReason()).isEqualTo(ANSWER.stopReason());
        assertThat(read.usage()).isEqualTo(ANSWER.usage());
        assertThat(read.sound()).isTrue();
        assertThat(read.usageFinal()).isTrue();
        assertThat(kept.marked()).isTrue();
    }

    @Test
    void anAnswerWithoutMarksOfTheProxySaysSo() {
        assertThat(AnswerFacts.of(ANSWER, false).marked()).isFalse();
    }

    @Test
    void theJsonIsReadOnceForAllHits() {
        AnswerFacts kept = AnswerFacts.of(ANSWER, false);

        assertThat(kept.summary().orElseThrow()).isSameAs(kept.summary().orElseThrow());
    }

    @Test
    void whereNothingWasKeptNothingIsSaid() {
        AnswerFacts none = AnswerFacts.ofJson(null);

        assertThat(none.json()).isNull();
        assertThat(none.summary()).isEmpty();
        assertThat(none.marked()).isFalse();
        assertThat(none.weight()).isZero();
    }

    @Test
    void equalIsWhatSaysTheSameWhetherItHasBeenReadOrNot() {
        AnswerFacts read = AnswerFacts.of(ANSWER, true);
        AnswerFacts unread = AnswerFacts.ofJson(read.json());
        read.summary();

        assertThat(read).isEqualTo(unread).hasSameHashCodeAs(unread).isNotEqualTo(AnswerFacts.of(ANSWER, false));
    }
}
