package io.agenticproxy.exchange;

/**
 * How the answer reached the client.
 *
 * @param status     the HTTP status that was sent
 * @param bytes      of the body, as sent
 * @param firstNanos from the request's head to the answer's first body byte, -1 when there was none
 * @param totalNanos from the request's head to the answer's end
 */
public record Delivery(Outcome outcome, int status, long bytes, long firstNanos, long totalNanos) {
    public enum Outcome {
        /** To its last byte. */
        COMPLETE,
        /** Upstream broke off; the client's connection was cut too. */
        CUT_UPSTREAM,
        /** The client left before the end. */
        CLIENT_GONE,
        /** An error of the proxy's own was sent. */
        ERROR
    }
}
