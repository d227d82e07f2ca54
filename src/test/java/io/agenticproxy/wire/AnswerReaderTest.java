package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static final byte[] STREAM = Bytes.resource("golden/thinking/response.sse");
    private static final byte[] MESSAGE = Bytes.resource("golden/json-tool-use/response.json");

    private final AtomicInteger firsts = new AtomicInteger();

    @Test
    void theFirstContentIsToldOnceAndAtOnce() {
        AnswerReader reader = reader("text/event-stream", "");
        int delta = new String(STREAM, UTF_8).indexOf("event: content_block_delta");
        int end = new String(STREAM, UTF_8).indexOf("\n\n", delta) + 2;

        feed(reader, Arrays.copyOf(STREAM, end - 1));
        assertThat(firsts).hasValue(0);
        feed(reader, Arrays.copyOfRange(STREAM, end - 1, end));
        assertThat(firsts).hasValue(1);
        feed(reader, Arrays.copyOfRange(STREAM, end, STREAM.length));

        assertThat(firsts).hasValue(1);
    }

    @Test
    void noFirstContentIsToldWhenItsTimeIsNotKnown() {
        AnswerReader brotli = reader("text/event-stream", "br");
        feed(brotli, Coded.brotli(STREAM));
        assertThat(brotli.finish().complete()).isTrue();

        AnswerReader json = reader("application/json", "");
        feed(json, MESSAGE);
        assertThat(json.finish().complete()).isTrue();

        assertThat(firsts).hasValue(0);
    }

    @Test
    void aCallerThatFailsEndsTheReadingAlone() {
        AnswerReader reader = AnswerReader.of(head("text/event-stream", ""), () -> {
            throw new IllegalStateException("no clock");
        });

        feed(reader, STREAM);
        feed(reader, STREAM);

        assertThat(reader.finish().stopped()).contains(ReadingStop.FAILED);
        assertThat(reader.finish().usage()).isPresent();
    }

    @Test
    void theEndIsTheSameEachTimeAndNothingIsReadAfterIt() {
        AnswerReader reader = reader("text/event-stream", "gzip");
        feed(reader, Coded.gzip(STREAM));

        AnswerSummary summary = reader.finish();
        feed(reader, Coded.gzip(STREAM));

        assertThat(reader.finish()).isSameAs(summary);
        assertThat(summary.sound()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/x-jsonl", "application/octet-stream", "text/event-streams"})
    void otherAnswersPassUnread(String type) {
        AnswerReader reader = reader(type, "zstd");

        feed(reader, STREAM);

        assertThat(reader.finish())
                .isEqualTo(AnswerReader.of(Headers.NONE, () -> {}).finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON;charset=utf-8", "application/problem+json"})
    void jsonIsKnownByItsMediaType(String type) {
        AnswerReader reader = reader(type, "");

        feed(reader, MESSAGE);

        assertThat(reader.finish().usage()).isPresent();
    }

    @Test
    void anAnswerUnderAnUnknownCodingSaysSo() {
        AnswerReader reader = reader("text/event-stream", "zstd");

        feed(reader, STREAM);

        assertThat(reader.finish().stopped()).contains(ReadingStop.CODING_UNKNOWN);
    }

    @Test
    void theUsageOfAHugeMessageIsFoundWithoutHoldingIt() {
        AnswerReader reader = reader("application/json", "");
        feed(reader, "{\"id\":\"msg_1\",\"content\":[".getBytes(UTF_8));
        byte[] block = ("{\"type\":\"text\",\"text\":\"" + "x".repeat(100_000) + "\"},").getBytes(UTF_8);
        for (int i = 0; i < 500; i++) {
            feed(reader, block);
        }
        feed(reader, "{\"type\":\"last\"}],\"usage\":{\"output_tokens\":7}}".getBytes(UTF_8));

        AnswerSummary summary = reader.finish();

        assertThat(summary.sound()).isTrue();
        assertThat(summary.usage().orElseThrow().toString()).isEqualTo("{\"output_tokens\":7}");
        assertThat(summary.streamedChars()).isEqualTo(50_000_000);
        assertThat(summary.blockTypes()).containsExactly("text", "last");
    }

    @Test
    void aStringBeyondAllMeasureEndsTheReading() {
        AnswerReader reader = reader("application/json", "");
        feed(reader, "{\"model\":\"m\",\"content\":[{\"text\":\"".getBytes(UTF_8));
        byte[] piece = "x".repeat(1_000_000).getBytes(UTF_8);
        for (int i = 0; i < 10; i++) {
            feed(reader, piece);
        }
        feed(reader, "\"}]}".getBytes(UTF_8));

        AnswerSummary summary = reader.finish();

        assertThat(summary.stopped()).contains(ReadingStop.NOT_JSON);
        assertThat(summary.model()).contains("m");
        assertThat(summary.complete()).isFalse();
    }

    @Test
    void deepNestingEndsTheReading() {
        AnswerReader reader = reader("application/json", "");

        feed(reader, ("{\"content\":" + "[".repeat(100_000)).getBytes(UTF_8));

        assertThat(reader.finish().stopped()).contains(ReadingStop.NOT_JSON);
    }

    @Test
    void aLongStreamIsReadToItsEnd() {
        AnswerReader reader = reader("text/event-stream", "");
        String stream = new String(Bytes.resource("golden/text/response.sse"), UTF_8);
        int delta = stream.indexOf("event: content_block_delta");
        feed(reader, stream.substring(0, delta).getBytes(UTF_8));
        byte[] more = ("event: content_block_delta\ndata: {\"delta\":{\"text\":\"" + "x".repeat(1_000) + "\"}}\n\n")
                .getBytes(UTF_8);
        for (int i = 0; i < 20_000; i++) {
            feed(reader, more);
        }
        feed(reader, stream.substring(delta).getBytes(UTF_8));

        AnswerSummary summary = reader.finish();

        assertThat(summary.sound()).isTrue();
        assertThat(summary.streamedChars()).isBetween(20_000_000L, 20_000_100L);
    }

    @Test
    void anEventThatIsTooLargeIsSkippedAndSaid() {
        AnswerReader reader = reader("text/event-stream", "");
        feed(
                reader,
                "event: content_block_start\ndata: {\"content_block\":{\"type\":\"huge\",\"x\":\"".getBytes(UTF_8));
        feed(reader, "y".repeat(2_000_000).getBytes(UTF_8));
        feed(reader, "\"}}\n\n".getBytes(UTF_8));
        feed(reader, STREAM);

        AnswerSummary summary = reader.finish();

        assertThat(summary.skippedEvents()).isOne();
        assertThat(summary.complete()).isTrue();
        assertThat(summary.sound()).isFalse();
        assertThat(summary.usage()).isPresent();
    }

    @Test
    void aCutCompressedStreamStillTellsWhatHadCome() {
        byte[] flushed = Coded.GZIP_FLUSHED.of(STREAM);
        AnswerReader reader = reader("text/event-stream", "gzip");

        feed(reader, Arrays.copyOf(flushed, flushed.length / 2));

        AnswerSummary summary = reader.finish();
        assertThat(summary.messageId()).isPresent();
        assertThat(summary.usage()).isPresent();
        assertThat(summary.usageFinal()).isFalse();
        assertThat(summary.complete()).isFalse();
        assertThat(summary.stopped()).contains(ReadingStop.CODING_CUT);
    }

    @Test
    void textsOfUpstreamAreBounded() {
        AnswerReader reader = reader("application/json", "");
        StringBuilder json = new StringBuilder("{\"model\":\"" + "m".repeat(5_000) + "\",\"content\":[");
        for (int i = 0; i < 1_000; i++) {
            json.append("{\"type\":\"t").append(i).append("\"},");
        }
        feed(
                reader,
                json.append("{}],\"usage\":{\"x\":\"" + "y".repeat(5_000) + "\"}}")
                        .toString()
                        .getBytes(UTF_8));

        AnswerSummary summary = reader.finish();

        assertThat(summary.complete()).isTrue();
        assertThat(summary.model().orElseThrow()).hasSize(128);
        assertThat(summary.blockTypes()).hasSize(32);
        assertThat(summary.usage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"container\":{\"id\":\"c\"}} | true | false",
                "{\"container\":\"c\"} | true | false",
                "{\"container\":null} | false | false",
                "{\"content\":[{\"type\":\"tool_use\",\"input\":{\"container\":1}}]} | false | false",
                "{\"context_management\":{\"applied_edits\":[]}} | false | false",
                "{\"context_management\":{\"applied_edits\":[{\"type\":\"x\"}]}} | false | true",
                "{\"context_management\":{\"applied_edits\":[[]]}} | false | true",
                "{\"context_management\":null,\"x\":{\"applied_edits\":[1]}} | false | false"
            })
    void aContainerAndEditsOfTheContextAreSeenInBothForms(String message, boolean container, boolean edited) {
        AnswerReader json = reader("application/json", "");
        feed(json, message.getBytes(UTF_8));
        AnswerReader start = reader("text/event-stream", "");
        feed(start, ("event: message_start\ndata: {\"message\":" + message + "}\n\n").getBytes(UTF_8));

        assertThat(json.finish().container()).isEqualTo(container);
        assertThat(json.finish().contextEdited()).isEqualTo(edited);
        assertThat(start.finish().container()).isEqualTo(container);
        assertThat(start.finish().contextEdited()).isEqualTo(edited);
    }

    @Test
    void aContainerAndEditsOfTheContextAreSeenAtTheEndOfAStream() {
        AnswerReader reader = reader("text/event-stream", "");
        feed(
                reader,
                ("event: message_delta\ndata: {\"delta\":{\"container\":{}},"
                                + "\"context_management\":{\"applied_edits\":[{}]}}\n\n")
                        .getBytes(UTF_8));

        assertThat(reader.finish().container()).isTrue();
        assertThat(reader.finish().contextEdited()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Coded.class)
    void damagedAnswersNeverThrow(Coded coded) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            boolean stream = random.nextBoolean();
            byte[] sent = coded.of(stream ? STREAM : MESSAGE).clone();
            for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
                sent[random.nextInt(sent.length)] = (byte) random.nextInt();
            }
            AnswerReader reader = reader(stream ? "text/event-stream" : "application/json", coded.name);
            feed(reader, sent);

            assertThat(reader.finish().stopped()).as("seed %d", seed).isNotEqualTo(ReadingStop.FAILED);
        }
    }

    private AnswerReader reader(String type, String coding) {
        return AnswerReader.of(head(type, coding), firsts::incrementAndGet);
    }

    private static Headers head(String type, String coding) {
        return Headers.NONE.with("Content-Type", type).with("Content-Encoding", coding);
    }

    private static void feed(AnswerReader reader, byte[] bytes) {
        reader.feed(bytes, 0, bytes.length);
    }
}
