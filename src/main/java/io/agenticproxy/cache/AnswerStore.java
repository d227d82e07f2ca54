package io.agenticproxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
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
 * The stored answers, over two levels: those in use in memory, bounded by bytes, and all of them in the database,
 * bounded by number. Which keys there are and in which order they were used is known in memory, so TTL and least
 * recently used hold over both levels at once, and a miss asks no database that is this process's alone. (In a
 * PostgreSQL that other proxies write to as well, an unknown key is looked up by its primary key.)
 *
 * <p>A found answer in memory waits for nothing. {@code put} makes an answer findable at once; {@link StoreWriter}
 * takes it to the database. What was removed can't come back: neither from a write that was queued before it nor from a
 * read that had begun.
 *
 * <p>Thread-safe: calls, the writer and the console use it at once. Its lock is held for microseconds, never during I/O.
 */
@Component("answerStore")
final class AnswerStore implements AutoCloseable {
    /** How long a call waits for the database: ten times what a read takes on a busy machine. */
    private static final Duration DEADLINE = Duration.ofMillis(100);

    private static final int MOST_UNWRITTEN = 2_000;
    private static final long MOST_UNWRITTEN_BYTES = 32L << 20;

    private final CacheSettings settings;
    private final Clock clock;
    private final StoreTrouble trouble;
    private final DeadlineReader reader;
    private final Cache<CacheKey, StoredAnswer> memory;
    private final UseOrder order = new UseOrder();
    private final WriteQueue queue;
    /** Reads of the database that have begun. */
    private final Set<Read> reads = new HashSet<>();

    /** Whether {@link #order} has every key that can be in the database. */
    private boolean complete;

    private long latestUse;

    /** By identity. */
    private static final class Read {
        private final CacheKey key;
        /** Its key was put or removed meanwhile: what it brings does not count. */
        private boolean overtaken;

        private Read(CacheKey key) {
            this.key = key;
        }
    }

    @Autowired
    AnswerStore(CacheSettings settings, AnswerTable table, StoreTrouble trouble, Clock clock) {
        this(
                settings,
                new DeadlineReader(table, trouble, DEADLINE),
                new WriteQueue(MOST_UNWRITTEN, MOST_UNWRITTEN_BYTES),
                trouble,
                clock);
    }

    AnswerStore(CacheSettings settings, DeadlineReader reader, WriteQueue queue, StoreTrouble trouble, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.trouble = trouble;
        this.queue = queue;
        this.reader = reader;
        this.memory = Caffeine.newBuilder()
                .maximumWeight(settings.memoryBytes())
                .weigher((CacheKey key, StoredAnswer answer) -> answer.weight())
                .executor(Runnable::run) // evicted at once: the bound is one of bytes
                .build();
    }

    /** Absent too when the database does not say in time; never throws. */
    Optional<StoredAnswer> find(CacheKey key) {
        Read read = new Read(key);
        synchronized (this) {
            StoredAnswer held = held(key);
            if (held != null || !mayBeInDatabase(key)) {
                return fresh(held);
            }
            reads.add(read);
        }
        DeadlineReader.Reading reading = reader.read(key);
        synchronized (this) {
            reads.remove(read);
            if (read.overtaken) {
                return fresh(held(key));
            }
            switch (reading.outcome()) {
                case FOUND -> {
                    StoredAnswer answer = reading.answer().orElseThrow();
                    memory.put(key, answer);
                    order.touch(key);
                    order.markSaved(key);
                    Optional<StoredAnswer> found = fresh(answer);
                    keepToBound();
                    return found;
                }
                case ABSENT -> order.remove(key);
                case BROKEN -> drop(key);
                case UNKNOWN -> {} // it may well be there, for the next call
            }
            return Optional.empty();
        }
    }

    private @Nullable StoredAnswer held(CacheKey key) {
        StoredAnswer held = memory.getIfPresent(key);
        return held != null ? held : queue.unwritten(key).orElse(null);
    }

    private boolean mayBeInDatabase(CacheKey key) {
        if (!queue.overruled(key) && order.saved(key)) {
            return true;
        }
        boolean lost = order.remove(key); // an answer that was in memory only, and had to leave it
        return !lost && !complete && !queue.overruled(key);
    }

    private Optional<StoredAnswer> fresh(@Nullable StoredAnswer answer) {
        if (answer == null) {
            return Optional.empty();
        }
        if (answer.expired(clock.instant(), settings.ttl())) {
            drop(answer.key());
            return Optional.empty();
        }
        order.touch(answer.key());
        queue.used(answer.key(), nextUse());
        return Optional.of(answer);
    }

    /** Counts on while the clock stands still or goes back, so that no two uses are at the same time. */
    private long nextUse() {
        latestUse = Math.max(latestUse + 1, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        return latestUse;
    }

    /** Replaces what is stored under its key. Never blocks. */
    void put(StoredAnswer answer) {
        boolean full;
        synchronized (this) {
            CacheKey key = answer.key();
            overtake(key);
            boolean saved = queue.deletes(key);
            order.touch(key);
            if (saved || !complete) {
                order.markSaved(key);
            }
            memory.put(key, answer);
            List<CacheKey> givenUp = queue.write(answer, nextUse());
            givenUp.forEach(each -> queue.delete(each, order.saved(each)));
            full = !givenUp.isEmpty();
            keepToBound();
        }
        if (full) {
            trouble.say(StoreTrouble.Kind.FULL, "the queue is full");
        }
    }

    private void keepToBound() {
        for (CacheKey oldest = order.oldest();
                oldest != null && order.size() > settings.maxEntries();
                oldest = order.oldest()) {
            drop(oldest);
        }
    }

    /** Whether there was one. */
    boolean forget(CacheKey key) {
        boolean known = contains(key) || find(key).isPresent();
        synchronized (this) {
            drop(key);
        }
        return known;
    }

    private synchronized boolean contains(CacheKey key) {
        return order.contains(key);
    }

    private void drop(CacheKey key) {
        overtake(key);
        queue.delete(key, order.saved(key) || !complete);
        order.remove(key);
        memory.invalidate(key);
    }

    private void overtake(CacheKey key) {
        for (Read read : reads) {
            read.overtaken |= read.key.equals(key);
        }
    }

    /** Everything goes; returns how many there were. */
    synchronized int clear() {
        int entries = order.size();
        reads.forEach(read -> read.overtaken = true);
        queue.clear();
        order.clear();
        memory.invalidateAll();
        return entries;
    }

    /** How many are kept; expired ones count until they are swept, at most a minute. */
    synchronized long entries() {
        return order.size();
    }

    /** Of the writer: see {@link WriteQueue#take}. */
    synchronized WriteQueue.Batch take(boolean withUses) {
        WriteQueue.Batch batch = queue.take(withUses);
        batch.writes().forEach(write -> order.markSaved(write.answer().key()));
        return batch;
    }

    /** Of the writer: see {@link WriteQueue#confirm}. */
    synchronized void confirm(WriteQueue.Batch batch) {
        queue.confirm(batch);
    }

    /** Of the writer: the database takes no such row. */
    synchronized void refuse(WriteQueue.Write write) {
        CacheKey key = write.answer().key();
        if (queue.unwritten(key).filter(write.answer()::equals).isPresent()) {
            queue.delete(key, true);
        }
    }

    /** Of the writer: keys of the database, each used less recently than the one before. */
    synchronized void addOlder(List<CacheKey> keys) {
        for (CacheKey key : keys) {
            if (!queue.overruled(key)) {
                if (order.contains(key) || order.size() < settings.maxEntries()) {
                    order.addOldest(key);
                } else {
                    queue.delete(key, true);
                }
            }
        }
    }

    /** Of the writer: all keys of the database have been added, and nobody else adds any. */
    synchronized void complete(boolean exclusive) {
        complete = exclusive;
    }

    /** Of the writer: uses go on after those that the database has. */
    synchronized void usedUntil(long latest) {
        latestUse = Math.max(latestUse, latest);
    }

    /** Of the writer: rows too old to be answers; what was put meanwhile stays. */
    synchronized void dropRows(List<CacheKey> keys) {
        for (CacheKey key : keys) {
            if (queue.unwritten(key).isEmpty()) {
                drop(key);
            }
        }
    }

    /** Of the writer: also those that are in memory only. */
    void dropExpired() {
        Instant now = clock.instant();
        List<CacheKey> expired = new ArrayList<>();
        memory.asMap().forEach((key, answer) -> {
            if (answer.expired(now, settings.ttl())) {
                expired.add(key);
            }
        });
        synchronized (this) {
            for (CacheKey key : expired) {
                StoredAnswer held = held(key);
                if (held != null && held.expired(now, settings.ttl())) {
                    drop(key);
                }
            }
        }
    }

    /** What answers take in memory, in bytes. */
    long memoryBytes() {
        return memory.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    int unwritten() {
        synchronized (this) {
            return queue.waitingWrites();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
