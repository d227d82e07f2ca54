package io.agenticproxy.exchange;

/** What the router says of itself, for pages and metrics. */
public interface RouterState {
    /** {@code true}, {@code false}, or {@code shadow}: judge, say so, and change nothing. */
    String mode();
}
