package io.agenticproxy.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the database does not know yet: answers to write, keys to delete, times of use. For one key only the last word
 * counts, so that nothing that was removed is written afterwards. What has been taken stays until it is confirmed.
 *
 * <p>Bounded: too many answers, and the oldest are given up, which then live in memory only; too many keys to delete,
 * and the whole table is to be cleared; too many uses, and no more are noted. Not thread-safe: guarded by the store.
 */
final class WriteQueue {
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 8L << 20;
    private static final int MOST_DELETES = 100_000;
    private static final int MOST_USES = 100_000;

    /** An answer to write, and when it was used last: microseconds of the store's own count. */
    record Write(StoredAnswer answer, long usedAt) {}

    /**
     * What one transaction does, in this order.
     *
     * @param clear a mark of the clearing to do first, null for none
     * @param fresh keys of writes that the database can't have yet: nothing of them need be deleted first
     */
    record Batch(
            @Nullable Object clear,
            List<CacheKey> deletes,
            List<Write> writes,
            Set<CacheKey> fresh,
            Map<CacheKey, Long> uses) {
        boolean empty() {
            return clear == null && deletes.isEmpty() && writes.isEmpty() && uses.isEmpty();
        }
    }

    private final int mostWrites;
    private final long mostBytes;
    private final Map<CacheKey, Write> writes = new LinkedHashMap<>();
    private final Set<CacheKey> deletes = new LinkedHashSet<>();
    private final Map<CacheKey, Long> uses = new LinkedHashMap<>();
    private @Nullable Object clear;
    private long bytes;

    WriteQueue(int mostWrites, long mostBytes) {
        this.mostWrites = mostWrites;
        this.mostBytes = mostBytes;
    }

    Optional<StoredAnswer> unwritten(CacheKey key) {
        return Optional.ofNullable(writes.get(key)).map(Write::answer);
    }

    boolean deletes(CacheKey key) {
        return deletes.contains(key);
    }

    /** Whether what the database has under this key does not count any more. */
    boolean overruled(CacheKey key) {
        return clear != null || deletes.contains(key) || writes.containsKey(key);
    }

    /** Returns whose answers had to be given up for it, the oldest first; never its own. */
    List<CacheKey> write(StoredAnswer answer, long usedAt) {
        drop(answer.key());
        deletes.remove(answer.key());
        uses.remove(answer.key()); // older than the writing
        writes.put(answer.key(), new Write(answer, usedAt));
        bytes += answer.weight();
        List<CacheKey> givenUp = new ArrayList<>();
        for (Iterator<Write> oldest = writes.values().iterator();
                writes.size() > 1 && (writes.size() > mostWrites || bytes > mostBytes); ) {
            Write write = oldest.next();
            oldest.remove();
            bytes -= write.answer().weight();
            givenUp.add(write.answer().key());
        }
        return givenUp;
    }

    /** @param saved whether the database may have it */
    void delete(CacheKey key, boolean saved) {
        drop(key);
        uses.remove(key);
        if (saved) {
            deletes.add(key);
        }
        if (deletes.size() > MOST_DELETES) {
            deletes.clear();
            clear = new Object();
        }
    }

    void used(CacheKey key, long at) {
        if (uses.size() < MOST_USES || uses.containsKey(key)) {
            uses.put(key, at);
        }
    }

    /** Everything in the database is to go, and everything that waits. */
    void clear() {
        writes.clear();
        deletes.clear();
        uses.clear();
        bytes = 0;
        clear = new Object();
    }

    private void drop(CacheKey key) {
        Write dropped = writes.remove(key);
        if (dropped != null) {
            bytes -= dropped.answer().weight();
        }
    }

    /**
     * The oldest of each kind, at most a batch.
     *
     * @param known whether the database may have a row of this key
     */
    Batch take(boolean withUses, Predicate<CacheKey> known) {
        List<Write> answers = new ArrayList<>();
        long taken = 0;
        for (Write write : writes.values()) {
            taken += write.answer().weight();
            if (!answers.isEmpty() && (answers.size() >= BATCH || taken > BATCH_BYTES)) {
                break;
            }
            answers.add(write);
        }
        Map<CacheKey, Long> used = new LinkedHashMap<>();
        if (withUses) {
            uses.entrySet().stream().limit(BATCH).forEach(use -> used.put(use.getKey(), use.getValue()));
        }
        Set<CacheKey> fresh = answers.stream()
                .map(write -> write.answer().key())
                .filter(known.negate())
                .collect(Collectors.toSet());
        return new Batch(clear, deletes.stream().limit(BATCH).toList(), answers, fresh, used);
    }

    /** It is in the database. What was said of its keys meanwhile still waits. */
    void confirm(Batch batch) {
        if (clear == batch.clear()) {
            clear = null;
        }
        batch.deletes().forEach(deletes::remove);
        for (Write write : batch.writes()) {
            if (waits(write)) {
                drop(write.answer().key());
            }
        }
        batch.uses().forEach(uses::remove);
    }

    /** Whether it is still the last word on its key. */
    @SuppressWarnings("ReferenceEquality") // another one with an equal answer is another word
    boolean waits(Write write) {
        return writes.get(write.answer().key()) == write;
    }

    int waitingWrites() {
        return writes.size();
    }
}
