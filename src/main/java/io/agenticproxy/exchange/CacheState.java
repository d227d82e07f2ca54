package io.agenticproxy.exchange;

/** What the response cache says of itself, for pages and metrics. */
public interface CacheState {
    boolean enabled();

    /** How many answers are stored. */
    long entries();

    int maxEntries();
}
