package io.agenticproxy.ledger;

import io.agenticproxy.exchange.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * One call, as the log has it.
 *
 * @param model         the requested one, at most {@link #LONGEST} characters; null when unknown
 * @param bypass        a {@code BypassReason}, null when the pipeline looked at the request
 * @param upstreamNanos until upstream's head, 0 when upstream was not asked
 */
record CallRecord(
        String callId,
        String method,
        String path,
        @Nullable String model,
        boolean stream,
        @Nullable String bypass,
        boolean resent,
        long upstreamNanos,
        Delivery delivery) {
    static final int LONGEST = 128;

    CallRecord {
        path = printable(path);
        model = model == null ? null : printable(model);
    }

    /** Control and bidirectional characters could forge a line of the log. */
    private static String printable(String text) {
        String escaped = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return escaped.length() <= LONGEST ? escaped : escaped.substring(0, LONGEST);
    }
}
