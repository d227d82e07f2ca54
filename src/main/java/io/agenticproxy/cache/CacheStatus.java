package io.agenticproxy.cache;

import java.time.Duration;

/**
 * Values of {@code Cache-Status}, RFC 9211: what the cache did with a request, as far as it is known when the answer's
 * head leaves. Whether the answer is then stored stands in the ledger alone.
 */
final class CacheStatus {
    private static final String CACHE = "agentic-proxy";

    private CacheStatus() {}

    /**
     * Answered from the store.
     *
     * @param ttl for which the answer may still be given; less than nothing when it is too old already
     */
    static String hit(Duration ttl) {
        return CACHE + "; hit; ttl=" + ttl.toSeconds();
    }

    /** Nothing was stored. */
    static String miss() {
        return CACHE + "; fwd=miss";
    }

    /** Nothing was stored, but the same request was in flight, and this one has joined it. */
    static String collapsed() {
        return CACHE + "; fwd=miss; collapsed";
    }

    /** The client would not have a stored answer. */
    static String forced() {
        return CACHE + "; fwd=request";
    }

    /**
     * The cache was not asked.
     *
     * @param reason whose name is the detail
     */
    static String bypass(Enum<?> reason) {
        return CACHE + "; fwd=bypass; detail=" + reason.name();
    }
}
