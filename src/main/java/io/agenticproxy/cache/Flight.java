package io.agenticproxy.cache;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.AnswerReading;
import io.agenticproxy.exchange.Serving;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.AnswerSummary;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One call upstream, and all who read its answer: the client that caused it, and those that have sent the same request
 * meanwhile. It ends when upstream does, or when nobody wants it any more, whoever comes and goes.
 *
 * <p>No thread belongs to it. Who needs a piece that has not come yet reads it off upstream, for all; the others wait
 * for that. So a reader that is slow to write holds up nobody, and a lone one slows upstream down, as without a proxy.
 * Pieces are kept for those who come later and for the store, within bounds; beyond them nobody may join any more, and
 * a reader that has fallen behind by all that is kept is cut. Thread-safe; no I/O happens under its lock.
 */
final class Flight {
    /** What is kept of one answer. */
    static final int MOST_KEPT = 8 * 1024 * 1024;

    private static final int FIRST_PIECE = 2 * 1024;

    /** What becomes of the answer at its end. */
    interface Landing {
        /**
         * Called once, by the thread that read the end, before any reader learns of it.
         *
         * @param serving how the request was sent
         * @param pieces all of the answer, as upstream sent it
         */
        Landed land(AnswerHead head, Serving serving, AnswerSummary summary, List<byte[]> pieces);
    }

    /** @param answer in the form that is stored, whether or not it was; null when it may not be given again */
    record Landed(@Nullable StoredAnswer answer, @Nullable NotStored refusal) {}

    final CacheKey key;
    final boolean stream;

    private final UpstreamCall call;
    private final FlightBudget budget;
    private final Landing landing;
    private final Runnable closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<FlightReader> readers = new ArrayList<>();
    private final List<byte[]> pieces = new ArrayList<>();

    /** How many pieces have gone from the front of the list. */
    private int dropped;

    private int kept;
    private boolean sealed;
    private boolean reading;
    /** Room for the next piece, left from the last one. */
    private byte @Nullable [] spare;
    /** No piece has filled the room that there was for it. */
    private boolean roomy = true;

    private boolean ended;
    private volatile @Nullable AnswerHead head;
    private volatile @Nullable Serving serving;
    private InputStream upstream = InputStream.nullInputStream();
    private @Nullable AnswerReading readAlong;
    private @Nullable IOException broken;
    private volatile @Nullable AnswerSummary summary;
    private volatile @Nullable Landed landed;
    private volatile byte @Nullable [] error;

    /**
     * @param stream whether the request asks for an event stream: such a call ends when nobody reads it
     * @param call   of the client that caused it
     * @param closed run once, when nobody may join any more
     */
    Flight(CacheKey key, boolean stream, UpstreamCall call, FlightBudget budget, Landing landing, Runnable closed) {
        this.key = key;
        this.stream = stream;
        this.call = call;
        this.budget = budget;
        this.landing = landing;
        this.closed = closed;
    }

    /** A seat from which all of the answer can be read; absent when it is too late. */
    Optional<FlightReader> join() {
        return seat(false);
    }

    /** A seat for somebody who wants the answer only when it is whole. */
    Optional<FlightReader> joinForTheEnd() {
        return seat(true);
    }

    private Optional<FlightReader> seat(boolean forTheEnd) {
        lock.lock();
        try {
            if (sealed || ended) {
                return Optional.empty();
            }
            FlightReader reader = new FlightReader(this, forTheEnd);
            readers.add(reader);
            return Optional.of(reader);
        } finally {
            lock.unlock();
        }
    }

    /** Upstream has answered. */
    void took(AnswerHead answer, Serving how, InputStream body, @Nullable AnswerReading along) {
        lock.lock();
        try {
            serving = how;
            head = answer;
            upstream = body;
            readAlong = along;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Upstream has not answered, and will not.
     *
     * @param answer that the client which caused the call gets for it; null when it gets none
     */
    void failed(@Nullable AnswerHead answer, byte @Nullable [] body) {
        lock.lock();
        try {
            if (ended || head != null) {
                return;
            }
            head = answer;
            error = body;
            broken = new IOException("upstream has not answered");
            end();
        } finally {
            lock.unlock();
        }
    }

    /** The exchange of the client that caused the call is over: if upstream has not answered by now, it won't. */
    void ownerDone() {
        failed(null, null);
    }

    /** Waits for upstream's head, a failure, or the reader's leaving; then whether there is a head to read on from. */
    boolean awaitHead(FlightReader reader) throws InterruptedException {
        lock.lock();
        try {
            while (head == null && !ended && !reader.left) {
                changed.await();
            }
            return head != null && error == null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody who has waited for the end can read from the beginning instead. */
    boolean follow(FlightReader reader) {
        lock.lock();
        try {
            boolean all = dropped == 0 && !reader.left;
            reader.forTheEnd = !all;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end, the reader's leaving, or too much to be kept: then nobody will have all of the answer. */
    void awaitEnd(FlightReader reader) throws InterruptedException {
        lock.lock();
        try {
            while (!ended && !sealed && !reader.left) {
                if (head != null && !reading) {
                    readOn();
                } else {
                    changed.await();
                }
            }
        } catch (IOException cut) {
            return; // it has ended
        } finally {
            lock.unlock();
        }
    }

    /** As {@link InputStream#read(byte[], int, int)}, from the reader's place on. */
    int read(FlightReader reader, byte[] buffer, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (true) {
                if (reader.left) {
                    return linger();
                }
                if (reader.cut) {
                    throw new IOException("this reader has fallen too far behind");
                }
                if (reader.piece < dropped + pieces.size()) {
                    return reader.take(pieces.get(reader.piece - dropped), buffer, offset, length);
                }
                if (broken != null) {
                    throw new IOException(broken.getMessage(), broken);
                }
                if (ended) {
                    return -1;
                }
                if (reading) {
                    changed.await();
                } else {
                    readOn();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } finally {
            lock.unlock();
        }
    }

    /**
     * This reader's client has left. The exchange of the one that caused the call holds the call and must last as long
     * as that does; the others' stay for the answer's usage, which their rows in the ledger are priced from.
     */
    private int linger() throws IOException, InterruptedException {
        while (!ended) {
            if (reading || head == null || readers.stream().anyMatch(r -> !r.forTheEnd)) {
                changed.await();
            } else {
                readOn();
            }
        }
        return -1;
    }

    /** The next piece, for all, by the calling thread. Called with the lock, which is not held while upstream is read. */
    private void readOn() throws IOException {
        byte[] buffer = spare == null ? new byte[pieceSize()] : spare;
        spare = null;
        int n = 0;
        IOException trouble = null;
        AnswerSummary found = null;
        Landed result = null;
        reading = true;
        lock.unlock();
        try {
            n = upstream.read(buffer, 0, buffer.length);
            if (n < 0) {
                found = readAlong == null ? null : readAlong.summary();
                result = land(found);
            }
        } catch (IOException cut) {
            trouble = cut;
            found = readAlong == null ? null : readAlong.summary();
        } finally {
            lock.lock();
            reading = false;
        }
        if (n > 0) {
            boolean full = n == buffer.length;
            keep(full ? buffer : Arrays.copyOf(buffer, n));
            spare = full ? null : buffer;
            roomy &= !full;
            changed.signalAll();
        } else if (n < 0 || trouble != null) {
            summary = found;
            landed = result;
            broken = trouble;
            end();
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    /** A short answer, whose length is known, needs no more room than it takes; nor does a stream of short events. */
    private int pieceSize() {
        AnswerHead answer = head;
        int size = answer == null ? FlightReader.BUFFER : answer.headers().bufferSize(FlightReader.BUFFER);
        return stream && roomy ? Math.min(size, FIRST_PIECE) : size;
    }

    /** Nobody else changes the pieces while this thread reads. */
    private @Nullable Landed land(@Nullable AnswerSummary found) {
        AnswerHead answer = head;
        Serving how = serving;
        if (answer == null || how == null || found == null) {
            return null;
        }
        return sealed
                ? new Landed(null, NotStored.NOT_STORED_SIZE)
                : landing.land(answer, how, found, List.copyOf(pieces));
    }

    private void keep(byte[] piece) {
        pieces.add(piece);
        kept += piece.length;
        boolean fits = budget.take(piece.length) && kept <= MOST_KEPT;
        if (!sealed && !fits) {
            sealed = true;
            closed.run();
        }
        if (sealed) {
            cutThoseBehind();
            drop();
        }
    }

    /** While somebody is at the front. */
    private void cutThoseBehind() {
        long following = readers.stream().filter(reader -> !reader.forTheEnd).count();
        if (kept <= MOST_KEPT || following < 2) {
            return; // a lone one is waited for, whoever waits for the end beside it
        }
        for (FlightReader reader : List.copyOf(readers)) {
            if (!reader.forTheEnd && reader.piece == dropped) {
                reader.cut = true;
                readers.remove(reader);
            }
        }
    }

    private void drop() {
        int passed = dropped + pieces.size();
        for (FlightReader reader : readers) {
            passed = reader.forTheEnd ? passed : Math.min(passed, reader.piece);
        }
        while (dropped < passed) {
            int freed = pieces.remove(0).length;
            kept -= freed;
            budget.give(freed);
            dropped++;
        }
    }

    private void end() {
        ended = true;
        budget.give(kept);
        if (!sealed) {
            closed.run();
        }
        changed.signalAll();
    }

    /** Returns whether the call goes on without this reader. May be asked again. */
    boolean leave(FlightReader reader) {
        boolean over;
        lock.lock();
        try {
            reader.left = true;
            readers.remove(reader);
            over = stream && readers.isEmpty();
            changed.signalAll();
            if (!over || ended) {
                return !over;
            }
            if (!reading) {
                broken = new IOException("nobody reads this answer any more");
                summary = readAlong == null ? null : readAlong.summary();
                end();
            }
        } finally {
            lock.unlock();
        }
        call.cancel();
        return false;
    }

    int readers() {
        lock.lock();
        try {
            return readers.size();
        } finally {
            lock.unlock();
        }
    }

    /** Of upstream, or of the proxy's own error if it {@linkplain #failed failed} with one. */
    Optional<AnswerHead> head() {
        return Optional.ofNullable(head);
    }

    Optional<byte[]> error() {
        return Optional.ofNullable(error);
    }

    /** How the request was sent; absent before upstream has answered. */
    Optional<Serving> serving() {
        return Optional.ofNullable(serving);
    }

    /** What reading along has found; only at the end. */
    Optional<AnswerSummary> summary() {
        return Optional.ofNullable(summary);
    }

    /** Only at the end, of an answer that came whole. */
    Optional<Landed> landed() {
        return Optional.ofNullable(landed);
    }
}
