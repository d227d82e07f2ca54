package io.agenticproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code golden/<case>} with an answer in it, read along in every way it can arrive. {@code -Dgolden.update} writes
 * the expectations anew.
 */
class AnswerGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Case(String name, String type, byte[] body, Path expectation) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        try (Stream<Path> found = Files.walk(GOLDEN)) {
            return found.filter(file -> type(file) != null)
                    .sorted()
                    .map(AnswerGoldenTest::read)
                    .toList();
        }
    }

    private static @Nullable String type(Path file) {
        return switch (String.valueOf(file.getFileName())) {
            case "response.sse" -> "text/event-stream; charset=utf-8";
            case "response.json" -> "application/json";
            case "response.html" -> "text/html; charset=UTF-8";
            default -> null;
        };
    }

    private static Case read(Path file) {
        try {
            return new Case(
                    GOLDEN.relativize(file).getName(0).toString(),
                    String.valueOf(type(file)),
                    Files.readAllBytes(file),
                    file.resolveSibling("expected.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSummaryIsTheExpectedOne(Case golden) throws IOException {
        ObjectNode summary = described(readAlong(golden, Coded.PLAIN, golden.body().length));
        if (System.getProperty("golden.update") != null) {
            Files.writeString(
                    golden.expectation(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary) + "\n");
        }
        JsonNode expected = JSON.readTree(golden.expectation().toFile());

        assertThat(summary.toPrettyString()).isEqualTo(expected.toPrettyString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itIsTheSameSplitAtEveryByte(Case golden) {
        byte[] body = golden.body();
        AnswerSummary expected = readAlong(golden, Coded.PLAIN, body.length);
        for (int split = 1; split < body.length; split++) {
            AnswerReader reader = reader(golden, Coded.PLAIN);
            reader.feed(body, 0, split);
            reader.feed(body, split, body.length - split);

            assertThat(reader.finish()).as("split at byte %d", split).isEqualTo(expected);
        }
        assertThat(readAlong(golden, Coded.PLAIN, 1)).as("byte by byte").isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itIsTheSameUnderEveryContentCoding(Case golden) {
        AnswerSummary expected = readAlong(golden, Coded.PLAIN, golden.body().length);
        for (Coded coded : Coded.values()) {
            for (int step : new int[] {1, 13, Integer.MAX_VALUE}) {
                assertThat(readAlong(golden, coded, step))
                        .as("%s in steps of %d", coded, step)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void itIsTheSameHoweverItIsChunked() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (Case golden : cases()) {
            AnswerSummary expected = readAlong(golden, Coded.PLAIN, golden.body().length);
            for (int run = 0; run < 30; run++) {
                Coded coded = Coded.values()[random.nextInt(Coded.values().length)];
                byte[] sent = coded.of(golden.body());
                AnswerReader reader = reader(golden, coded);
                for (int at = 0; at < sent.length; ) {
                    int n = Math.min(random.nextInt(200), sent.length - at);
                    reader.feed(sent, at, n);
                    at += n;
                }

                assertThat(reader.finish())
                        .as("%s, %s, seed %d", golden, coded, seed)
                        .isEqualTo(expected);
            }
        }
    }

    private static AnswerSummary readAlong(Case golden, Coded coded, int step) {
        byte[] sent = coded.of(golden.body());
        AnswerReader reader = reader(golden, coded);
        for (int at = 0; at < sent.length; at += Math.min(step, sent.length)) {
            reader.feed(sent, at, Math.min(step, sent.length - at));
        }
        return reader.finish();
    }

    private static AnswerReader reader(Case golden, Coded coded) {
        Headers head = Headers.NONE.with("content-type", golden.type()).with("content-encoding", coded.name);
        return AnswerReader.of(head, () -> {});
    }

    private static ObjectNode described(AnswerSummary summary) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("message_id", summary.messageId().orElse(null));
        node.put("model", summary.model().orElse(null));
        node.put("stop_reason", summary.stopReason().orElse(null));
        node.put("refusal_category", summary.refusalCategory().orElse(null));
        node.set("usage", summary.usage().orElse(null));
        node.put("usage_final", summary.usageFinal());
        node.put("streamed_chars", summary.streamedChars());
        summary.blockTypes().forEach(node.putArray("block_types")::add);
        node.put("complete", summary.complete());
        node.put("sound", summary.sound());
        node.put("error_type", summary.errorType().orElse(null));
        node.put("skipped_events", summary.skippedEvents());
        node.put("stopped", summary.stopped().map(Enum::name).orElse(null));
        return node;
    }
}
