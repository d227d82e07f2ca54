package io.agenticproxy.ledger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Records on their way to the database. Bounded: a full queue drops the newest and counts it. What has been taken stays
 * until it is confirmed, so a database that is away loses nothing until then. Lives outside the routes, so that a live
 * edit does not touch it. Thread-safe; one taker at a time.
 */
@Component("ledgerQueue")
final class LedgerQueue {
    private static final int LONGEST = 20_000;
    static final int BATCH = 500;

    private final boolean open;
    private final int longest;
    private final Deque<PricedCall> waiting = new ArrayDeque<>();
    private int announced;
    private int taken;
    private long dropped;

    @Autowired
    LedgerQueue(LedgerSettings settings) {
        this(settings.enabled(), LONGEST);
    }

    LedgerQueue(boolean open, int longest) {
        this.open = open;
        this.longest = longest;
    }

    /** A call's record is on its way here. */
    synchronized void announce() {
        announced++;
    }

    /** It is here, or never will be. */
    synchronized void arrived() {
        announced--;
        notifyAll();
    }

    /** Waits until what was announced is here, as long as the bound allows. */
    synchronized void awaitAnnounced(Duration bound) throws InterruptedException {
        long until = System.nanoTime() + bound.toNanos();
        for (long left = bound.toMillis();
                announced > 0 && left > 0;
                left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
            wait(left);
        }
    }

    /** Never blocks. Without effect when the ledger writes no rows. */
    synchronized void offer(PricedCall call) {
        if (!open) {
            return;
        }
        if (waiting.size() >= longest) {
            dropped++;
        } else {
            waiting.addLast(call);
        }
    }

    /** The oldest records, at most a batch; the same ones again until they are confirmed. */
    synchronized List<PricedCall> take() {
        taken = taken > 0 ? taken : Math.min(BATCH, waiting.size());
        return waiting.stream().limit(taken).toList();
    }

    /** What was taken last is in the database. */
    synchronized void confirm() {
        for (; taken > 0; taken--) {
            waiting.removeFirst();
        }
    }

    /**
     * What was taken last can't be in the database, ever: half as much is taken next, down to the one record that is at
     * fault, which is dropped and counted.
     *
     * @return whether one was dropped
     */
    synchronized boolean refuse() {
        boolean alone = taken == 1;
        if (alone) {
            waiting.removeFirst();
            dropped++;
        }
        taken /= 2;
        return alone;
    }

    synchronized int depth() {
        return waiting.size();
    }

    /** Since the start. */
    synchronized long dropped() {
        return dropped;
    }
}
