package io.agenticproxy.door;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step of the {@code maintenance-memory} route: gives back what the heap has grown by under load, once no agent has called
 * for a while. Left alone, a heap that has grown to its limit stays there for as long as the proxy idles.
 *
 * <p>It takes one full collection, so only small heaps are tidied, where that is a matter of some tenths of a second. How
 * much goes back is the collector's to decide; see the options of {@code bin/agentic-proxy}. Thread-safe.
 */
final class IdleMemory {
    static final long SMALL_HEAP = 1024L * 1024 * 1024;
    static final long WORTH_IT = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(IdleMemory.class);

    private final Heap heap;
    private final Duration quiet;
    private final LongSupplier nanoTime;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile long lastEnd;
    private volatile long kept;

    /** All in bytes. */
    interface Heap {
        Heap OF_THIS_PROCESS = new Heap() {
            @Override
            public long most() {
                return Runtime.getRuntime().maxMemory();
            }

            @Override
            public long committed() {
                return Runtime.getRuntime().totalMemory();
            }

            @Override
            public void collect() {
                ManagementFactory.getMemoryMXBean().gc();
            }
        };

        /** Its limit. */
        long most();

        /** What it has from the system. */
        long committed();

        void collect();
    }

    /** @param quiet how long no agent must have called */
    IdleMemory(Heap heap, Duration quiet, LongSupplier nanoTime) {
        this.heap = heap;
        this.quiet = quiet;
        this.nanoTime = nanoTime;
        this.lastEnd = nanoTime.getAsLong();
        this.kept = heap.committed();
    }

    /** An agent's call has come in. */
    void began() {
        calls.incrementAndGet();
    }

    void ended() {
        lastEnd = nanoTime.getAsLong();
        calls.decrementAndGet();
    }

    void giveBack() {
        long before = heap.committed();
        kept = Math.min(kept, before);
        if (!isQuiet() || heap.most() > SMALL_HEAP || before - kept < WORTH_IT) {
            return;
        }
        heap.collect();
        kept = heap.committed();
        LOG.debug("no agent has called for a while: the heap went from {} to {} bytes", before, kept);
    }

    private boolean isQuiet() {
        return calls.get() == 0 && nanoTime.getAsLong() - lastEnd >= quiet.toNanos();
    }
}
