package io.agenticproxy.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads an answer from the database for a caller who waits no longer than a deadline. After a failure nobody
 * waits for a second, then one caller tries; so a dead database costs one call a second that much, and the others
 * nothing. A few threads read; a read is never interrupted, since that would close an H2 file. Thread-safe.
 */
final class DeadlineReader implements AutoCloseable {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final int THREADS = 3;
    private static final int WAITING = 500;
    private static final long WELL = Long.MIN_VALUE;

    enum Outcome {
        FOUND,
        ABSENT,
        /** It is there, and not what was written. */
        BROKEN,
        /** The database did not say in time. */
        UNKNOWN
    }

    /** @param answer present when it was found */
    record Reading(Outcome outcome, Optional<StoredAnswer> answer) {
        static Reading of(Outcome outcome) {
            return new Reading(outcome, Optional.empty());
        }
    }

    private final AnswerTable table;
    private final StoreTrouble trouble;
    private final Duration deadline;
    private final ThreadPoolExecutor threads;
    /** When the last failure was, in nanoseconds; {@link #WELL} for none since the last success. */
    private final AtomicLong troubledAt = new AtomicLong(WELL);

    DeadlineReader(AnswerTable table, StoreTrouble trouble, Duration deadline) {
        this.deadline = deadline;
        this.table = table;
        this.trouble = trouble;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "cache-read");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    Reading read(CacheKey key) {
        if (!mayTry()) {
            return Reading.of(Outcome.UNKNOWN);
        }
        FutureTask<Optional<StoredAnswer>> task = new FutureTask<>(() -> table.read(key));
        try {
            threads.execute(task);
            Optional<StoredAnswer> answer = task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            troubledAt.set(WELL);
            return answer.isPresent() ? new Reading(Outcome.FOUND, answer) : Reading.of(Outcome.ABSENT);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof AnswerSeal.Broken broken) {
                trouble.failed(StoreTrouble.Kind.BROKEN, broken);
                return Reading.of(Outcome.BROKEN);
            }
            return troubled(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException | RejectedExecutionException late) {
            return troubled(late);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Reading.of(Outcome.UNKNOWN);
        } finally {
            task.cancel(false); // one that still waits for a thread is not run any more
        }
    }

    /** Whether all is well, or this caller is the one who tries again. */
    private boolean mayTry() {
        long since = troubledAt.get();
        long now = System.nanoTime();
        return since == WELL || (now - since >= PAUSE && troubledAt.compareAndSet(since, now));
    }

    private Reading troubled(Throwable failure) {
        troubledAt.set(System.nanoTime());
        trouble.failed(StoreTrouble.Kind.READ, failure);
        return Reading.of(Outcome.UNKNOWN);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
