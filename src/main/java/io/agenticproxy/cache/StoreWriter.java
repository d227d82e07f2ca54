package io.agenticproxy.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes what the store has noted to the database, and learns at the start which keys are there. One at a time: timers,
 * the console and a stop may each be at it; no call waits for it. What fails is tried again at the next tick.
 */
@Component("cacheWriter")
final class StoreWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
    private static final long USES_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int SWEEP = 1_000;
    private static final int WARM_UP = 3;

    private final StoreState state;
    private final AnswerTable table;
    private final StoreTrouble trouble;
    private final CacheSettings settings;
    private final Clock clock;
    /** Held during I/O, which is what it is for. */
    private final ReentrantLock writing = new ReentrantLock();

    private boolean loaded;
    /** Other processes may write to the database as well. */
    private boolean shared;

    private long usesAt = System.nanoTime() - USES_EVERY;

    private interface Work {
        void run();
    }

    StoreWriter(StoreState state, AnswerTable table, StoreTrouble trouble, CacheSettings settings, Clock clock) {
        this.state = state;
        this.table = table;
        this.trouble = trouble;
        this.settings = settings;
        this.clock = clock;
    }

    /** Before the first call, as far as that is quick: calls find what was stored before the start. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void open() throws InterruptedException {
        Thread loading = new Thread(() -> alone(() -> {}), "cache-load");
        loading.setDaemon(true);
        loading.start();
        loading.join(PATIENCE.toMillis());
    }

    /** Step of the {@code cache-write} route: answers at once, times of use once a second. Never throws. */
    void write() {
        alone(() -> {
            boolean usesDue = System.nanoTime() - usesAt >= USES_EVERY;
            writeAll(usesDue);
            if (usesDue) {
                usesAt = System.nanoTime();
            }
        });
    }

    /** Step of the {@code cache-sweep} route: what is too old, or one too many, goes. Never throws. */
    void sweep() {
        alone(() -> {
            writeAll(true);
            state.dropExpired();
            List<CacheKey> old;
            do {
                old = table.storedUntil(clock.instant().minus(settings.ttl()), SWEEP);
                state.dropRows(old);
                writeAll(false);
            } while (old.size() == SWEEP);
            table.trim(settings.maxEntries()); // of a database that other proxies write to as well
            if (shared) {
                forgetWhatOthersRemoved();
            }
        });
    }

    private void forgetWhatOthersRemoved() {
        List<CacheKey> held = state.heldAndSaved();
        for (int from = 0; from < held.size(); from += SWEEP) {
            List<CacheKey> some = held.subList(from, Math.min(held.size(), from + SWEEP));
            Set<CacheKey> there = table.present(some);
            state.removedByOthers(
                    some.stream().filter(key -> !there.contains(key)).toList());
        }
    }

    /** A clean stop writes what waits, as long as that works. After the door has let the last calls finish. */
    @EventListener(ContextClosedEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void flush() {
        alone(() -> writeAll(true));
        if (state.unwritten() > 0) {
            LOG.atWarn()
                    .addKeyValue("answers", state.unwritten())
                    .log("answers of the response cache are lost at this stop");
        }
    }

    private void alone(Work work) {
        try {
            if (!writing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the one who is at it has the same to do
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (!loaded) {
                load();
            }
            work.run();
        } catch (DataAccessException | TransactionException failed) {
            trouble.failed(StoreTrouble.Kind.WRITE, failed);
        } finally {
            writing.unlock();
        }
    }

    private void load() {
        long latest = table.latestUse();
        table.trim(settings.maxEntries());
        table.keysByUse(state::addOlder);
        shared = !table.exclusive();
        state.loaded(!shared, latest);
        loaded = true;
        warmUp();
        if (state.entries() > 0) {
            LOG.atInfo().addKeyValue("entries", state.entries()).log("the response cache is there again");
        }
    }

    /** The first read of a process loads classes and may take longer than a call waits. */
    private void warmUp() {
        try {
            for (CacheKey key : table.storedUntil(clock.instant(), WARM_UP)) {
                table.read(key);
            }
        } catch (AnswerSeal.Broken found) {
            // will be found again by the call that asks for it
        }
    }

    private void writeAll(boolean withUses) {
        for (WriteQueue.Batch batch = state.take(withUses); !batch.empty(); batch = state.take(withUses)) {
            try {
                table.write(batch);
                state.confirm(batch);
            } catch (DataIntegrityViolationException oneIsRefused) {
                writeEach(batch);
            }
        }
    }

    /** All but those that the database refuses. */
    private void writeEach(WriteQueue.Batch batch) {
        WriteQueue.Batch others =
                new WriteQueue.Batch(batch.clear(), batch.deletes(), List.of(), Set.of(), batch.uses());
        table.write(others);
        state.confirm(others);
        for (WriteQueue.Write write : batch.writes()) {
            WriteQueue.Batch one = new WriteQueue.Batch(null, List.of(), List.of(write), Set.of(), Map.of());
            try {
                table.write(one);
                state.confirm(one);
            } catch (DuplicateKeyException another) {
                LOG.debug(
                        "another proxy was writing {} too: it is written again",
                        write.answer().key());
            } catch (DataIntegrityViolationException refused) {
                trouble.failed(StoreTrouble.Kind.REFUSED, refused);
                state.refused(write);
            }
        }
    }
}
