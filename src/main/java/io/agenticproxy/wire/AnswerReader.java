package io.agenticproxy.wire;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads along while an answer passes to the client, and says at the end what it was: JSON and event streams, under the
 * content codings that {@link ContentDecoder} knows. Everything else passes unread.
 *
 * <p>Made for a tee: it never throws, never waits, and holds little. At most that is one event (1 MB), one string of
 * JSON (16 MB) or a Brotli answer as it came (16 MB); commonly some kilobytes. Whatever goes wrong ends the reading
 * alone and is named in the summary. Not for two threads at once. {@link #finish()} must be called also when the answer
 * was cut: it frees memory outside of the heap.
 */
public final class AnswerReader {
    private final AnswerFacts facts = new AnswerFacts();
    private final ContentDecoder decoder;
    private final @Nullable StreamReading stream;
    private final @Nullable JsonReading json;
    private boolean passing = true;
    private @Nullable AnswerSummary summary;

    private AnswerReader(Headers head, Runnable onFirstContent) {
        String type = mediaType(head);
        stream = type.equals("text/event-stream")
                ? new StreamReading(facts, () -> {
                    if (passing) {
                        onFirstContent.run();
                    }
                })
                : null;
        json = type.equals("application/json") || type.endsWith("+json") ? jsonReading() : null;
        decoder = ContentDecoder.of(head, this::decoded);
        if (stream == null && json == null) {
            decoder.close();
        }
    }

    /**
     * A reader for an answer with these headers, of which {@code Content-Type} and {@code Content-Encoding} count.
     *
     * @param onFirstContent run once, at a stream's first content delta, while that passes; not for JSON, and not for
     *     Brotli, which is read at its end
     */
    public static AnswerReader of(Headers head, Runnable onFirstContent) {
        return new AnswerReader(head, onFirstContent);
    }

    private static String mediaType(Headers head) {
        String type = head.first("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private @Nullable JsonReading jsonReading() {
        try {
            return new JsonReading(facts);
        } catch (IOException noParser) {
            facts.stopped(ReadingStop.FAILED);
            return null;
        }
    }

    /** The next bytes of the body, as they pass; they are not kept. */
    public void feed(byte[] bytes, int offset, int length) {
        try {
            decoder.feed(bytes, offset, length);
        } catch (RuntimeException defect) {
            facts.stopped(ReadingStop.FAILED);
        }
        if (facts.hasStopped()) {
            decoder.close();
        }
    }

    private void decoded(byte[] bytes, int offset, int length) {
        if (stream != null) {
            stream.read(bytes, offset, length);
        } else if (json != null) {
            json.read(bytes, offset, length);
        }
    }

    /** No more will come: what was found. The same again at each further call. */
    public AnswerSummary finish() {
        if (summary == null) {
            passing = false;
            end();
            summary = facts.summary();
        }
        return summary;
    }

    private void end() {
        try {
            decoder.finish();
            if (stream != null || json != null) {
                decoder.stopped().ifPresent(facts::stopped);
            }
            if (json != null) {
                json.end();
            }
        } catch (RuntimeException defect) {
            facts.stopped(ReadingStop.FAILED);
        }
    }
}
