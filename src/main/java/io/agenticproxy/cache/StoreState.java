package io.agenticproxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What the store knows in memory: which keys there are and in which order they were used, over both levels; the answers
 * in use; and what the database does not know yet. So a removal counts on both levels at once, and what was removed
 * can't come back: neither from a write that was queued before it nor from a read that had begun.
 *
 * <p>With a database that other processes write to as well (PostgreSQL), or whose keys have not been read yet, an unknown
 * key may be there all the same.
 *
 * <p>Thread-safe: calls, the writer and the console use it at once. Its lock is held for microseconds, never during I/O.
 */
@Component
final class StoreState {
    private static final int MOST_UNWRITTEN = 2_000;
    private static final long MOST_UNWRITTEN_BYTES = 32L << 20;

    private final CacheSettings settings;
    private final Clock clock;
    private final Cache<CacheKey, StoredAnswer> memory;
    private final UseOrder order = new UseOrder();
    private final WriteQueue queue;
    /** Those that wait for the database. */
    private final Set<Look> reading = new HashSet<>();

    /** Whether {@link #order} has every key that can be in the database. */
    private boolean complete;

    private long latestUse;

    /** A look-up; compared by identity. */
    static final class Look {
        private final CacheKey key;
        private final Optional<StoredAnswer> answer;
        private final boolean settled;
        /** Its key was put or removed meanwhile: what the database says does not count. Guarded by the state. */
        private boolean overtaken;

        private Look(CacheKey key, Optional<StoredAnswer> answer, boolean settled) {
            this.key = key;
            this.answer = answer;
            this.settled = settled;
        }

        /** Whether the database need not be asked. */
        boolean settled() {
            return settled;
        }

        Optional<StoredAnswer> answer() {
            return answer;
        }
    }

    @Autowired
    StoreState(CacheSettings settings, Clock clock) {
        this(settings, clock, new WriteQueue(MOST_UNWRITTEN, MOST_UNWRITTEN_BYTES));
    }

    StoreState(CacheSettings settings, Clock clock, WriteQueue queue) {
        this.settings = settings;
        this.clock = clock;
        this.queue = queue;
        this.memory = Caffeine.newBuilder()
                .maximumWeight(settings.memoryBytes())
                .weigher((CacheKey key, StoredAnswer answer) -> answer.weight())
                .executor(Runnable::run) // evicted at once: the bound is one of bytes
                .build();
    }

    /** What is known in memory. One that is not settled must be {@linkplain #settle settled}. */
    synchronized Look look(CacheKey key) {
        StoredAnswer held = held(key);
        if (held != null || !mayBeInDatabase(key)) {
            return new Look(key, fresh(held), true);
        }
        Look look = new Look(key, Optional.empty(), false);
        reading.add(look);
        return look;
    }

    /** With what the database has said. */
    synchronized Optional<StoredAnswer> settle(Look look, DeadlineReader.Reading read) {
        reading.remove(look);
        if (look.overtaken) {
            return fresh(held(look.key));
        }
        switch (read.outcome()) {
            case FOUND -> {
                StoredAnswer answer = read.answer().orElseThrow();
                memory.put(look.key, answer);
                order.touch(look.key);
                order.markSaved(look.key);
                keepToBound();
                return fresh(answer);
            }
            case ABSENT -> order.remove(look.key);
            case BROKEN -> drop(look.key);
            case UNKNOWN -> {} // it may well be there, for the next call
        }
        return Optional.empty();
    }

    private @Nullable StoredAnswer held(CacheKey key) {
        StoredAnswer held = memory.getIfPresent(key);
        return held != null ? held : queue.unwritten(key).orElse(null);
    }

    private boolean mayBeInDatabase(CacheKey key) {
        boolean overruled = queue.overruled(key);
        if (!overruled && order.saved(key)) {
            return true;
        }
        boolean lost = order.remove(key); // an answer that was in memory only, and had to leave it
        return !lost && !complete && !overruled;
    }

    private Optional<StoredAnswer> fresh(@Nullable StoredAnswer answer) {
        if (answer == null) {
            return Optional.empty();
        }
        if (expired(answer)) {
            drop(answer.key());
            return Optional.empty();
        }
        order.touch(answer.key());
        queue.used(answer.key(), nextUse());
        return Optional.of(answer);
    }

    private boolean expired(StoredAnswer answer) {
        return answer.expired(clock.instant(), settings.ttl());
    }

    /** Counts on while the clock stands still or goes back, so that no two uses are at the same time. */
    private long nextUse() {
        latestUse = Math.max(latestUse + 1, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        return latestUse;
    }

    /** Whether all that waits to be written still does: else the oldest of it is in memory only. */
    synchronized boolean put(StoredAnswer answer) {
        CacheKey key = answer.key();
        overtake(key);
        boolean saved = queue.deletes(key) || !complete;
        order.touch(key);
        if (saved) {
            order.markSaved(key);
        }
        memory.put(key, answer);
        List<CacheKey> givenUp = queue.write(answer, nextUse());
        givenUp.forEach(each -> queue.delete(each, order.saved(each)));
        keepToBound();
        return givenUp.isEmpty();
    }

    private void keepToBound() {
        for (CacheKey oldest = order.oldest();
                oldest != null && order.size() > settings.maxEntries();
                oldest = order.oldest()) {
            drop(oldest);
        }
    }

    private void drop(CacheKey key) {
        overtake(key);
        queue.delete(key, order.saved(key) || !complete);
        order.remove(key);
        memory.invalidate(key);
    }

    private void overtake(CacheKey key) {
        for (Look look : reading) {
            look.overtaken |= look.key.equals(key);
        }
    }

    synchronized boolean contains(CacheKey key) {
        return order.contains(key);
    }

    synchronized void forget(CacheKey key) {
        drop(key);
    }

    synchronized int clear() {
        int entries = order.size();
        reading.forEach(look -> look.overtaken = true);
        queue.clear();
        order.clear();
        memory.invalidateAll();
        return entries;
    }

    synchronized int entries() {
        return order.size();
    }

    /** How many answers are in memory only so far. */
    synchronized int unwritten() {
        return queue.waitingWrites();
    }

    /** What answers take in memory. */
    long memoryBytes() {
        return memory.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** See {@link WriteQueue#take}. */
    synchronized WriteQueue.Batch take(boolean withUses) {
        WriteQueue.Batch batch = queue.take(withUses, order::saved);
        batch.writes().forEach(write -> order.markSaved(write.answer().key()));
        return batch;
    }

    /** See {@link WriteQueue#confirm}. */
    synchronized void confirm(WriteQueue.Batch batch) {
        queue.confirm(batch);
    }

    /** The database takes no such row: the answer stays in memory. */
    synchronized void refused(WriteQueue.Write write) {
        if (queue.waits(write)) {
            queue.delete(write.answer().key(), true);
        }
    }

    /** Keys of the database, each used less recently than the one before. */
    synchronized void addOlder(List<CacheKey> keys) {
        for (CacheKey key : keys) {
            if (queue.overruled(key)) {
                continue;
            }
            if (order.contains(key) || order.size() < settings.maxEntries()) {
                order.addOldest(key);
            } else {
                queue.delete(key, true);
            }
        }
    }

    /**
     * All keys of the database have been added.
     *
     * @param exclusive whether nobody else adds any
     * @param latest    when one was used last: later uses count on from there
     */
    synchronized void loaded(boolean exclusive, long latest) {
        complete = exclusive;
        latestUse = Math.max(latestUse, latest);
    }

    /** Rows too old to be answers; what was put under their keys meanwhile stays. */
    synchronized void dropRows(List<CacheKey> keys) {
        for (CacheKey key : keys) {
            if (queue.unwritten(key).isEmpty()) {
                drop(key);
                queue.delete(key, true);
            }
        }
    }

    /** Answers in memory that are in the database too, unless somebody else has removed them there. */
    List<CacheKey> heldAndSaved() {
        List<CacheKey> keys = new ArrayList<>(memory.asMap().keySet());
        synchronized (this) {
            return keys.stream()
                    .filter(key -> order.saved(key) && !queue.overruled(key))
                    .toList();
        }
    }

    /** Keys that were {@linkplain #heldAndSaved saved} and are not in the database any more. */
    synchronized void removedByOthers(List<CacheKey> keys) {
        for (CacheKey key : keys) {
            if (!queue.overruled(key)) {
                overtake(key);
                order.remove(key);
                memory.invalidate(key);
            }
        }
    }

    /** Those in memory: some are nowhere else. */
    void dropExpired() {
        List<CacheKey> keys = new ArrayList<>(memory.asMap().keySet());
        for (CacheKey key : keys) {
            synchronized (this) {
                StoredAnswer held = held(key);
                if (held != null && expired(held)) {
                    drop(key);
                }
            }
        }
    }
}
