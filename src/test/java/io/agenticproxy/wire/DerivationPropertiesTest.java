package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.RandomMessages.Sample;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A message stays the same message, whichever form it has been through. */
class DerivationPropertiesTest {
    private static final int LIMIT = 10_000_000;

    @Test
    void aMessageThatBecomesAStreamAndAMessageAgainIsTheSame() {
        each(300, (sample, about) -> {
            byte[] stream = derived(Derivation.streamOf(bytes(sample.message()), LIMIT), about);
            byte[] again = derived(Derivation.messageOf(stream, LIMIT), about);

            assertThat(tree(again)).as(about).isEqualTo(tree(bytes(sample.message())));
        });
    }

    @Test
    void aStreamBecomesTheMessageThatItBrings() {
        each(300, (sample, about) -> {
            byte[] message = derived(Derivation.messageOf(bytes(sample.stream()), LIMIT), about);

            assertThat(tree(message)).as(about).isEqualTo(tree(bytes(sample.message())));
        });
    }

    @Test
    void aStreamThatBecomesAMessageAndAStreamAgainBringsTheSame() {
        each(300, (sample, about) -> {
            byte[] message = derived(Derivation.messageOf(bytes(sample.stream()), LIMIT), about);
            byte[] stream = derived(Derivation.streamOf(message, LIMIT), about);

            assertThat(derived(Derivation.messageOf(stream, LIMIT), about))
                    .as(about)
                    .asString(UTF_8)
                    .satisfies(text -> assertThat(tree(bytes(text))).isEqualTo(tree(message)));
        });
    }

    @Test
    void anAnswersSummaryIsTheSameInBothForms() {
        each(300, (sample, about) -> {
            AnswerSummary message = summary("application/json", bytes(sample.message()));
            AnswerSummary stream =
                    summary("text/event-stream", derived(Derivation.streamOf(bytes(sample.message()), LIMIT), about));

            assertThat(stream.sound()).as(about).isTrue();
            assertThat(stream.messageId()).as(about).isEqualTo(message.messageId());
            assertThat(stream.stopReason()).as(about).isEqualTo(message.stopReason());
            assertThat(stream.usage()).as(about).isEqualTo(message.usage());
            assertThat(stream.blockTypes()).as(about).isEqualTo(message.blockTypes());
        });
    }

    @Test
    void whatIsMadeOfAStreamDoesNotDependOnHowItIsSplit() {
        each(5, (sample, about) -> {
            byte[] stream = bytes(sample.stream());
            byte[] expected = derived(Derivation.messageOf(stream, LIMIT), about);
            for (int split = 1; split < stream.length; split += step(stream)) {
                MessageOfStream message = new MessageOfStream(LIMIT);
                message.feed(stream, 0, split);
                message.feed(stream, split, stream.length - split);

                assertThat(derived(message.finish(), about))
                        .as("%s, split at byte %d", about, split)
                        .isEqualTo(expected);
            }
        });
    }

    @Test
    void aStreamThatIsCutAnywhereIsNeverAMessage() {
        each(5, (sample, about) -> {
            byte[] stream = bytes(sample.stream().substring(0, sample.stream().indexOf("event: message_stop")));
            for (int end = 0; end < stream.length; end += step(stream)) {
                MessageOfStream message = new MessageOfStream(LIMIT);
                message.feed(stream, 0, end);

                assertThat(message.finish().refusal())
                        .as("%s, cut at byte %d", about, end)
                        .contains(NotDerived.NOT_DERIVED_CUT);
            }
        });
    }

    @Test
    void damageIsRefusedOrHarmlessAndNeverThrows() {
        each(1000, (sample, about) -> {
            Random random = new Random(about.hashCode());
            byte[] message = damaged(bytes(sample.message()), random);
            byte[] stream = damaged(bytes(sample.stream()), random);

            Derivation.streamOf(message, LIMIT).result().ifPresent(made -> assertThat(
                            Derivation.messageOf(made, LIMIT).refusal())
                    .as(about)
                    .isEmpty());
            Derivation.messageOf(stream, LIMIT).result().ifPresent(made -> assertThat(
                            Derivation.streamOf(made, LIMIT).refusal())
                    .as(about)
                    .isEmpty());
        });
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return bytes;
    }

    /** Every byte, unless there are very many. */
    private static int step(byte[] bytes) {
        return 1 + bytes.length / 4000;
    }

    private static void each(int count, BiConsumer<Sample, String> check) {
        long seed = System.nanoTime();
        RandomMessages messages = new RandomMessages(new Random(seed));
        for (int i = 0; i < count; i++) {
            check.accept(messages.next(), "seed " + seed + "L, message " + i);
        }
    }

    private static byte[] derived(Derivation derivation, String about) {
        return derivation.result().orElseThrow(() -> new AssertionError(about + ": " + derivation.refusal()));
    }

    private static AnswerSummary summary(String type, byte[] body) {
        AnswerReader reader = AnswerReader.of(Headers.NONE.with("Content-Type", type), () -> {});
        reader.feed(body, 0, body.length);
        return reader.finish();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static JsonNode tree(byte[] json) {
        return SpelledJson.tree(json);
    }
}
