package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseScannerTest {
    private static final int LIMIT = 200;

    @Test
    void anEventEndsAtItsBlankLine() {
        assertThat(events("event: a\ndata: one\n\nevent: b\ndata: two\n")).containsExactly("a|one");
    }

    @Test
    void linesMayEndInLfCrLfOrCr() {
        String stream = "event: a\ndata: one\n\ndata: two\n\n";

        assertThat(events(stream)).containsExactly("a|one", "|two");
        assertThat(events(stream.replace("\n", "\r\n"))).containsExactly("a|one", "|two");
        assertThat(events(stream.replace("\n", "\r"))).containsExactly("a|one", "|two");
        assertThat(events("event: a\rdata: one\r\n\r\rdata: two\n\r\n")).containsExactly("a|one", "|two");
    }

    @Test
    void aBlankLineThatEndsInCrEndsTheEventWithoutWaitingForLf() {
        assertThat(events("data: one\r\n\r")).containsExactly("|one");
    }

    @Test
    void dataOnSeveralLinesIsJoinedByLf() {
        assertThat(events("data: one\nevent: a\ndata:two\ndata\ndata:  three\n\n"))
                .containsExactly("a|one\ntwo\n\n three");
    }

    @Test
    void commentsOtherFieldsAndEventsWithoutDataAreSkipped() {
        assertThat(events(": hello\n\nid: 1\nretry: 5\ndat: x\nevent: a\n\n:\ndata: one\n: in between\n\n\n\n"))
                .containsExactly("|one");
    }

    @Test
    void theLastNameOfAnEventCountsAndDoesNotOutliveIt() {
        assertThat(events("event: a\nevent:b\ndata:\n\ndata: x\n\n")).containsExactly("b|", "|x");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstField() {
        assertThat(events("\uFEFFdata: one\n\n\uFEFFdata: two\n\n")).containsExactly("|one");
    }

    @Test
    void anEventOverTheLimitIsReportedAndTheNextOneIsReadAgain() {
        String large = "x".repeat(LIMIT);

        assertThat(events("event: a\ndata: " + large + "\ndata: more\n\nevent: b\ndata: two\n\n"))
                .containsExactly("oversized a", "b|two");
        assertThat(events(": " + large + "\nevent: a\ndata: one\n\ndata: two\n\n"))
                .containsExactly("oversized ", "|two");
        assertThat(events("data: " + large.substring(10) + "\n\n")).hasSize(1).doesNotContain("oversized ");
    }

    @Test
    void manyShortLinesOfOneEventAreBoundedToo() {
        assertThat(events("event: a\n" + "data: 0123456789\n".repeat(100) + "\n"))
                .containsExactly("oversized a");
        assertThat(events(": 0123456789\n".repeat(100) + "data: one\n\n")).containsExactly("|one");
    }

    @Test
    void eventsDoNotDependOnChunking() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "event: a", "data: é世😀", "data:", "data", ": c", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "id", "x"
        };
        for (int run = 0; run < 300; run++) {
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                stream.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = stream.toString().getBytes(UTF_8);
            List<String> whole = scan(bytes, bytes.length);

            assertThat(scan(bytes, 1)).as("seed %d, byte by byte", seed).isEqualTo(whole);
            assertThat(scan(bytes, 1 + random.nextInt(7)))
                    .as("seed %d, in pieces", seed)
                    .isEqualTo(whole);
        }
    }

    /** The same however the stream is split in two. */
    private static List<String> events(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        List<String> whole = scan(bytes, bytes.length);
        for (int split = 1; split < bytes.length; split++) {
            List<String> events = new ArrayList<>();
            SseScanner scanner = new SseScanner(LIMIT, into(events));
            scanner.feed(bytes, 0, split);
            scanner.feed(bytes, split, bytes.length - split);
            assertThat(events).as("split at byte %d", split).isEqualTo(whole);
        }
        return whole;
    }

    private static List<String> scan(byte[] bytes, int step) {
        List<String> events = new ArrayList<>();
        SseScanner scanner = new SseScanner(LIMIT, into(events));
        for (int at = 0; at < bytes.length; at += step) {
            scanner.feed(bytes, at, Math.min(step, bytes.length - at));
        }
        return events;
    }

    private static SseScanner.Events into(List<String> events) {
        return new SseScanner.Events() {
            @Override
            public void event(String name, byte[] buffer, int data, int length) {
                events.add(name + "|" + new String(buffer, data, length, UTF_8));
            }

            @Override
            public void oversized(String name) {
                events.add("oversized " + name);
            }
        };
    }
}
