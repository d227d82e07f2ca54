package io.agenticproxy.door;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.threads.TaskThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Threads of the platform that pass on streams for calls with virtual ones. A virtual thread that waits for the next chunk
 * is woken by way of another thread, which nearly doubles what a chunk costs; so some streams get a thread each, and those
 * beyond, of which there may be thousands, go on as they are. Thread-safe.
 */
final class StreamThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 60;

    private final @Nullable ThreadPoolExecutor threads;

    /** Passes on a stream until its end. */
    interface Work {
        void run() throws IOException;
    }

    /** @param most at a time; 0 where calls have threads of the platform anyway */
    StreamThreads(int most) {
        this(most, new TaskThreadFactory("stream-", true, Thread.NORM_PRIORITY));
    }

    StreamThreads(int most, ThreadFactory factory) {
        threads = most == 0
                ? null
                : new ThreadPoolExecutor(
                        0,
                        most,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        factory,
                        (work, full) -> work.run());
    }

    /** Returns when it has been done, by one of these threads or, if all are taken, by the calling one. */
    void run(Work work) throws IOException {
        if (threads == null) {
            work.run();
            return;
        }
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        try {
            threads.execute(task);
        } catch (OutOfMemoryError noThread) { // the operating system gives no more
            task.run(); // nothing if a thread has it after all
        }
        await(task);
    }

    /** To the end, even if interrupted: nobody else may write to the client meanwhile. */
    private static void await(FutureTask<Void> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return;
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof IOException broken) {
                throw broken;
            }
            throw cause instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(cause);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Streams that run go on; later ones go on as they are. */
    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
