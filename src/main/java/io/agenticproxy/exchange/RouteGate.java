package io.agenticproxy.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between requests that look for their route and an exchange of routes. Thread-safe.
 *
 * <p>A look-up waits while routes are exchanged; a request that has found its route holds no lock and finishes on the
 * steps that it began on. What an exchange took out may be stopped once everyone has left who was inside then.
 */
public final class RouteGate {
    /** Fair, so that the exchange gets on under load. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    private Generation current = new Generation();
    private int inside;

    /** A look-up under the gate's lock. */
    @FunctionalInterface
    public interface LookUp<T, X extends Exception> {
        T find() throws X;
    }

    /** An exchange of routes under the gate's lock. */
    @FunctionalInterface
    public interface Swap {
        void run() throws Exception;
    }

    /** Those who entered between two exchanges; also held by the generation before, while somebody of it is inside. */
    private static final class Generation {
        private int held;
        private @Nullable Generation next;
        private @Nullable Runnable whenGone;
    }

    /** Proof of having entered; to be given back once. */
    public final class Pass {
        private final Generation generation;

        private Pass(Generation generation) {
            this.generation = generation;
        }

        public void leave() {
            release(generation, true);
        }
    }

    /** @return absent when an exchange of routes has lasted longer than {@code patience} */
    public <T, X extends Exception> Optional<T> look(Duration patience, LookUp<T, X> lookUp)
            throws X, InterruptedException {
        if (!lock.readLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(lookUp.find());
        } finally {
            lock.readLock().unlock();
        }
    }

    /** To be called within {@link #look}, with the route that was found. */
    public synchronized Pass pass() {
        inside++;
        current.held++;
        return new Pass(current);
    }

    /**
     * Exchanges routes while nobody looks for one.
     *
     * @param whenGone runs when all who are inside now have left; at once if nobody is
     */
    public void exchange(Swap swap, Runnable whenGone) throws Exception {
        Generation old;
        lock.writeLock().lock();
        try {
            swap.run();
            synchronized (this) {
                old = current;
                old.held++;
                current = new Generation();
                current.held++;
                old.next = current;
                old.whenGone = whenGone;
            }
        } finally {
            lock.writeLock().unlock();
        }
        release(old, false);
    }

    private void release(Generation generation, boolean left) {
        Generation freed = generation;
        boolean one = left;
        while (freed != null) {
            Runnable whenGone;
            Generation next;
            synchronized (this) {
                inside -= one ? 1 : 0;
                one = false;
                freed.held--;
                if (freed.held > 0 || freed.next == null) {
                    return;
                }
                next = freed.next;
                whenGone = freed.whenGone;
            }
            if (whenGone != null) {
                whenGone.run();
            }
            freed = next;
        }
    }

    /** How many requests are on their routes. */
    public synchronized int inside() {
        return inside;
    }
}
