package io.agenticproxy.cache;

import java.util.concurrent.atomic.AtomicLong;

/** What the answers in flight may keep in memory, all together. Thread-safe. */
final class FlightBudget {
    private static final int SHARE_OF_HEAP = 8;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    FlightBudget() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    FlightBudget(long most) {
        this.most = most;
    }

    /** Whether there was enough left; it is taken in any case. */
    boolean take(int bytes) {
        return taken.addAndGet(bytes) <= most;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}
