package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.testing.Bytes;
import io.agenticproxy.wire.Headers;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerSealTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 16_384, 1_000_000})
    void aBodyComesBackAsItWas(int length) throws Exception {
        byte[] body = Bytes.random(1, length);

        assertThat(AnswerSeal.unpack(AnswerSeal.pack(body), length)).isEqualTo(body);
    }

    @Test
    void aBodyOfAnotherLengthIsNone() {
        byte[] packed = AnswerSeal.pack(new byte[1_000]);

        assertThat(packed).hasSizeLessThan(100);
        for (int length : new int[] {-1, 1_001, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> AnswerSeal.unpack(packed, length)).isInstanceOf(AnswerSeal.Broken.class);
        }
        assertThatThrownBy(() -> AnswerSeal.unpack(new byte[] {1, 2, 3}, 10)).isInstanceOf(AnswerSeal.Broken.class);
    }

    @Test
    void headerLinesComeBackInOrder() throws Exception {
        Headers headers = answer(1, 1, NOW).headers();

        assertThat(AnswerSeal.headers(AnswerSeal.text(headers))).containsExactlyElementsOf(headers);
        assertThatThrownBy(() -> AnswerSeal.headers("[[")).isInstanceOf(AnswerSeal.Broken.class);
    }

    @Test
    void theDigestIsOverEverythingThatAReplayUses() {
        StoredAnswer one = answer(1, 100, NOW);
        String digest = AnswerSeal.digest(one);

        assertThat(AnswerSeal.digest(answer(1, 100, NOW))).isEqualTo(digest);
        assertThat(AnswerSeal.digest(answer(2, 100, NOW))).isNotEqualTo(digest);
        assertThat(AnswerSeal.digest(answer(1, 101, NOW))).isNotEqualTo(digest);
        assertThat(AnswerSeal.digest(answer(1, 100, NOW.plusSeconds(1)))).isNotEqualTo(digest);
        assertThat(AnswerSeal.digest(new StoredAnswer(
                        one.key(),
                        "0123abc",
                        true,
                        "dclaude-opus-5-5",
                        one.servedModel(),
                        one.headers(),
                        one.body(),
                        one.facts(),
                        NOW)))
                .isNotEqualTo(digest);
        assertThat(AnswerSeal.digest(new StoredAnswer(
                        one.key(),
                        one.partition(),
                        false,
                        one.requestedModel(),
                        one.servedModel(),
                        one.headers(),
                        one.body(),
                        AnswerFacts.NONE,
                        NOW)))
                .isNotEqualTo(digest);
    }
}
