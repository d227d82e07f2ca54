package io.agenticproxy.admit;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** How much memory the bodies held at once may take, trees included: an eighth of the heap. Thread-safe. */
@Component
final class BodyBudget {
    /** A body and the strings of its tree. */
    private static final int COPIES = 2;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget() {
        this(Runtime.getRuntime().maxMemory() / 8);
    }

    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Whether a body of so many bytes may be held; if so, it must be given back. */
    boolean take(long bytes) {
        long cost = bytes * COPIES;
        if (taken.addAndGet(cost) <= limit) {
            return true;
        }
        taken.addAndGet(-cost);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes * COPIES);
    }

    long taken() {
        return taken.get();
    }
}
