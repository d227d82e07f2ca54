package io.agenticproxy.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What the proxy itself asked upstream for the sake of a call.
 *
 * @param classifier           null if it was not asked
 * @param classifierIsEstimate it came too late to be counted
 * @param firstTry             of a downgraded call that was refused and sent again as the client wrote it: what the
 *                             refused one was billed; null when there was none, or it reported nothing
 */
public record OwnCalls(
        @Nullable Usage classifier,
        boolean classifierIsEstimate,
        @Nullable BilledUsage firstTry) {
    public static final OwnCalls NONE = new OwnCalls(null, false, null);
}
