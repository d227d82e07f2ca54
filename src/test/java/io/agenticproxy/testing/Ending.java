package io.agenticproxy.testing;

/** How an answer ended on the wire. */
public enum Ending {
    /** As its framing said it would; without framing, by a clean close. */
    COMPLETE,
    /** By a clean close before the end that its framing promised. */
    CUT,
    /** By a connection reset. */
    RESET
}
