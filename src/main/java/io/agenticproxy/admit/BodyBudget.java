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
        return takeExactly(bytes * COPIES);
    }

    /** Whether so much memory may be used beside the bodies; if so, it must be given back. */
    boolean takeExactly(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        giveBackExactly(bytes * COPIES);
    }

    void giveBackExactly(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
