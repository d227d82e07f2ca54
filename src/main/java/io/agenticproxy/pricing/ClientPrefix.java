package io.agenticproxy.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What a direct call would have found in the provider's prompt cache of what the client's own marks put there: of the
 * tokens that went through that cache, how many would have been read; the others would have been written.
 *
 * @param read   tokens; null for as many as were
 * @param lostBy whose doing it is when that is not what an upstream call found
 */
public record ClientPrefix(@Nullable Long read, LostBy lostBy) {

    /** Why a call wrote what a direct one would have read. */
    public enum LostBy {
        /** The response cache: behind its hits the prefix died unread. */
        CACHE,
        /** A change of model, there or back: a prefix is one model's. */
        ROUTING
    }

    private static final ClientPrefix AS_REPORTED = new ClientPrefix(null, LostBy.CACHE);
    private static final ClientPrefix WARM = new ClientPrefix(Long.MAX_VALUE, LostBy.CACHE);
    private static final ClientPrefix COLD = new ClientPrefix(0L, LostBy.CACHE);

    public ClientPrefix {
        if (read != null && read < 0) {
            throw new IllegalArgumentException("token counts must not be negative");
        }
    }

    /** The direct call would have found what this call found, or the call that gave the answer. */
    public static ClientPrefix asReported() {
        return AS_REPORTED;
    }

    /** All of it: the same prefix was sent, or hit, within its time to live. */
    public static ClientPrefix warm() {
        return WARM;
    }

    /** Nothing: it had died, or had never been. */
    public static ClientPrefix cold() {
        return COLD;
    }

    /** The beginning of it: a shorter prefix was sent, or hit, within its time to live. */
    public static ClientPrefix warmUpTo(long tokens) {
        return new ClientPrefix(tokens, LostBy.CACHE);
    }

    public ClientPrefix lostByRouting() {
        return new ClientPrefix(read, LostBy.ROUTING);
    }

    /** @param usage in which only the client's marks are left */
    BilledUsage applyTo(BilledUsage usage) {
        return read == null ? usage : usage.reading(read);
    }
}
