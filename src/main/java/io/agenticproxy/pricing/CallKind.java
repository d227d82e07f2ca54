package io.agenticproxy.pricing;

/** Where a call's answer came from, as far as money goes. */
public enum CallKind {
    /** Upstream answered this call, in whole or until it was cut. */
    UPSTREAM,
    /** The response cache answered. */
    HIT,
    /** The answer to an identical call in flight was shared. */
    COALESCED,
    /** Nobody is billed for it: an error, upstream's or the proxy's, or a client that left before anything was sent. */
    ERROR
}
