package io.agenticproxy.testing;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A lock for state that one thread changes and another waits for, never longer than a bound. Thread-safe. */
final class Signal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Reads or changes the guarded state; whoever waits looks again afterwards. */
    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** As {@link #locked}, for an action without a result. */
    void update(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Waits until the condition, evaluated under the lock, holds; false when the bound has passed. */
    boolean await(BooleanSupplier condition, Duration bound) {
        long left = bound.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        } finally {
            lock.unlock();
        }
    }
}
