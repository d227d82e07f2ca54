package io.agenticproxy.pricing;

/**
 * The tokens that went through the provider's prompt cache because of the marks that the proxy added. What else was
 * read or written there is the doing of the client's own marks.
 */
public record Marks(long read, long write5m, long write1h) {
    public static final Marks NONE = new Marks(0, 0, 0);

    public Marks {
        if (read < 0 || write5m < 0 || write1h < 0) {
            throw new IllegalArgumentException("token counts must not be negative");
        }
    }

    /** All that a call read and wrote: the proxy marks only requests that carry no mark of the client. */
    public static Marks all(BilledUsage usage) {
        return of(usage.totals());
    }

    static Marks of(Tokens tokens) {
        return new Marks(tokens.promptCacheRead(), tokens.promptCacheWrite5m(), tokens.promptCacheWrite1h());
    }

    Marks writesOnly() {
        return new Marks(0, write5m, write1h);
    }

    Marks within(Tokens tokens) {
        return new Marks(
                Math.min(read, tokens.promptCacheRead()),
                Math.min(write5m, tokens.promptCacheWrite5m()),
                Math.min(write1h, tokens.promptCacheWrite1h()));
    }

    Marks minus(Marks other) {
        return new Marks(read - other.read, write5m - other.write5m, write1h - other.write1h);
    }

    long total() {
        return read + write5m + write1h;
    }
}
