package io.agenticproxy.exchange;

import io.agenticproxy.wire.AnswerReader;
import io.agenticproxy.wire.AnswerSummary;
import io.agenticproxy.wire.Headers;

/** Reading along with one answer while it passes: what it is, and when its parts came. Used by one thread. */
public final class AnswerReading {
    private final AnswerReader reader;
    private long firstContent;
    private long ended;

    public AnswerReading(Headers head) {
        reader = AnswerReader.of(head, () -> firstContent = System.nanoTime());
    }

    public void feed(byte[] bytes, int offset, int length) {
        reader.feed(bytes, offset, length);
    }

    /** Upstream's last byte has come, or none will come any more. */
    public void end() {
        ended = ended == 0 ? System.nanoTime() : ended;
    }

    /** What was found until now; to be called once nothing more comes, also when the answer was cut. */
    public AnswerSummary summary() {
        end();
        return reader.finish();
    }

    /** {@link System#nanoTime()} of the first piece of content in a stream; 0 if there was none, or it wasn't seen. */
    public long firstContentNanos() {
        return firstContent;
    }

    /** {@link System#nanoTime()} of the answer's end. */
    public long endedNanos() {
        end();
        return ended;
    }
}
