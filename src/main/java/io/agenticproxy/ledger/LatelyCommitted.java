package io.agenticproxy.ledger;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Batches of the last seconds. H2 writes its file behind a commit; if it can't, it closes itself, and whoever opens the
 * file anew finds an older state. Bounded. Not thread-safe.
 */
final class LatelyCommitted {
    /** A fifth of a second as a rule; on a disk in trouble it takes seconds to notice. */
    private static final long BEHIND = TimeUnit.SECONDS.toNanos(30);

    private static final int MOST_ROWS = 4 * LedgerQueue.BATCH;

    private final Deque<Committed> batches = new ArrayDeque<>();
    private int rows;

    private record Committed(List<PricedCall> calls, long nanos) {}

    void add(List<PricedCall> calls) {
        batches.addLast(new Committed(calls, System.nanoTime()));
        rows += calls.size();
        while (rows > MOST_ROWS && batches.size() > 1) {
            forgetFirst();
        }
    }

    /** The call by which to see whether all is there; none when there is nothing to see, or it is too old to stay. */
    Optional<CallRecord> witness(Instant oldestKept) {
        return batches.isEmpty()
                ? Optional.empty()
                : Optional.of(witness(batches.getLast().calls()))
                        .filter(call -> call.at().isAfter(oldestKept));
    }

    /** Of a batch, which is in the database as a whole or not at all. */
    static CallRecord witness(List<PricedCall> batch) {
        return batch.get(batch.size() - 1).call();
    }

    int rows() {
        return rows;
    }

    /** All are in the file. */
    void clear() {
        batches.clear();
        rows = 0;
    }

    /** All are there: what has been for long is in the file. While nothing can be seen, nothing gets old. */
    void seen() {
        long now = System.nanoTime();
        while (!batches.isEmpty() && now - batches.getFirst().nanos() > BEHIND) {
            forgetFirst();
        }
    }

    /** From the oldest to the newest. */
    List<List<PricedCall>> batches() {
        return batches.stream().map(Committed::calls).toList();
    }

    private void forgetFirst() {
        rows -= batches.removeFirst().calls().size();
    }
}
