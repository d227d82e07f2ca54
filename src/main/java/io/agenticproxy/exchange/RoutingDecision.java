package io.agenticproxy.exchange;

import io.agenticproxy.pricing.OwnCalls;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which model a request is to be sent to. Written by the router, applied by forward; written once more when upstream
 * does not take a downgraded call, which is then sent as the client wrote it.
 *
 * @param reason     one word
 * @param complexity null when nothing was judged
 * @param confidence of the verdict, from 0 to 1; null when nothing was judged, or it came without
 * @param downgrade  what to change; null for nothing
 * @param own        what was asked for the sake of the decision
 * @param nanos      that the decision took
 */
public record RoutingDecision(
        Outcome outcome,
        String reason,
        @Nullable Complexity complexity,
        @Nullable Double confidence,
        @Nullable Downgrade downgrade,
        OwnCalls own,
        long nanos) {

    public enum Outcome {
        /** Sent to a cheaper model than the requested one. */
        DOWNGRADED,
        /** A gate, the verdict or a failure has left the model. */
        KEPT,
        /** There was nothing to decide. */
        SKIPPED
    }

    /**
     * @param model            as upstream is to be asked for it
     * @param thinkingDisabled whether thinking has to be switched off in so many words, as it is off at the requested
     *     model
     */
    public record Downgrade(String model, boolean thinkingDisabled) {}

    public RoutingDecision {
        if ((outcome == Outcome.DOWNGRADED) != (downgrade != null)) {
            throw new IllegalArgumentException("a downgrade names its model, and nothing else does");
        }
    }

    /** Nothing changes, and nothing was asked. */
    public static RoutingDecision unchanged(Outcome outcome, String reason) {
        return new RoutingDecision(outcome, reason, null, null, null, OwnCalls.NONE, 0);
    }

    public Optional<Downgrade> change() {
        return Optional.ofNullable(downgrade);
    }
}
