package io.agenticproxy.exchange;

import io.agenticproxy.wire.MarkPlace;
import java.util.List;

/**
 * Which marks for the provider's prompt cache a request is to carry. Written by the prompt-cache stage, applied by
 * forward; written once more, as skipped, when the call is sent as the client wrote it after all.
 *
 * @param reason one word
 * @param places in the order in which the API renders them; empty for none
 * @param ttl    {@code 5m} or {@code 1h}
 */
public record MarkingDecision(Outcome outcome, String reason, List<MarkPlace> places, String ttl) {
    public enum Outcome {
        MARKED,
        SKIPPED
    }

    public MarkingDecision {
        places = List.copyOf(places);
        if ((outcome == Outcome.MARKED) == places.isEmpty()) {
            throw new IllegalArgumentException("marks have places, and nothing else has");
        }
    }

    public static MarkingDecision skipped(String reason) {
        return new MarkingDecision(Outcome.SKIPPED, reason, List.of(), "5m");
    }
}
