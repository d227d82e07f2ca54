package io.agenticproxy.exchange;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of one call upstream, shared between the thread that makes it and the one that watches the client.
 *
 * <p>A client that leaves cancels the call, at any moment from before the connection to the last byte: nobody reads
 * on, and what upstream would still write is billed. A call that {@linkplain #finishAlone() finishes alone} runs to its
 * end instead.
 */
public final class UpstreamCall {
    private boolean alone;
    private @Nullable BooleanSupplier stillWanted;
    private boolean left;
    private boolean cancelled;
    private @Nullable Runnable abort;

    /** From here on the client's leaving does not cancel the call. */
    public synchronized void finishAlone() {
        alone = true;
    }

    /**
     * Others may read the answer too, or take it over: when the client leaves, this is asked whether the call goes on
     * for somebody. It may be asked more than once, by several threads, and must not block.
     */
    public synchronized void shared(BooleanSupplier goesOn) {
        stillWanted = goesOn;
    }

    /** What stops the call; runs at once if it has been cancelled already. Replaces what was set before. */
    public void onCancel(Runnable action) {
        boolean now;
        synchronized (this) {
            abort = action;
            now = cancelled;
        }
        if (now) {
            action.run();
        }
    }

    /** The client has left. Returns whether that cancels the call. */
    public boolean clientGone() {
        BooleanSupplier wanted;
        synchronized (this) {
            left = true;
            wanted = stillWanted;
            if (wanted == null && alone) {
                return false;
            }
        }
        if (wanted != null && wanted.getAsBoolean()) {
            return false;
        }
        cancel();
        return true;
    }

    /** Ends the call, whatever it is doing; without effect on one that has ended. */
    public void cancel() {
        Runnable action;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            action = abort;
        }
        if (action != null) {
            action.run();
        }
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    /** Whether the client has left, whatever became of the call. */
    public synchronized boolean clientLeft() {
        return left;
    }
}
