package io.agenticproxy.exchange;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs what caches in memory do after a write to stay within their bounds: a few milliseconds later, that of all together.
 * The usual executor wakes a thread for each write, which is much of what a write costs the call that makes it. Thread-safe.
 */
public final class CacheUpkeep implements Executor {
    /** For all caches of the process, as the usual one is; it has nothing to wait for at a stop. */
    public static final Executor TOGETHER = new CacheUpkeep();

    /** In which a busy proxy makes a few writes, and no cache many beyond its bound. */
    private static final long PAUSE_MS = 5;

    /** At most one task of each cache. */
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    private CacheUpkeep() {
        Thread thread = new Thread(this::work, "cache-upkeep");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    private void work() {
        try {
            for (Runnable first = tasks.take(); ; first = tasks.take()) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                for (Runnable task = first; task != null; task = tasks.poll()) {
                    run(task);
                }
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    /** One cache's trouble is not the others'. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }
}
