package io.agenticproxy.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Notices a client that has left while nothing is being written to it: one thread looks at each watched socket twice a
 * second. A thread that waits for upstream can't, and thinking, which is billed, happens in silence.
 *
 * <p>Bytes that a look finds (a pipelined request) stay in the socket's read buffer, where Tomcat reads next.
 */
final class ClientWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;

    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "client-watch");
        thread.setDaemon(true);
        return thread;
    });

    ClientWatch() {
        timer.scheduleWithFixedDelay(this::lookAtAll, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookAtAll() {
        for (Seat seat : seats) {
            try {
                seat.look();
            } catch (RuntimeException broken) {
                seat.close(); // one strange socket must not end the watch over all others
            }
        }
    }

    /**
     * A seat for one request. It is looked at from {@link Seat#bodyRead()} until it is closed, which must happen before
     * Tomcat may read the next request from the socket.
     *
     * @param gone what to do when the client has left; runs on the watch's thread and must not block
     */
    Seat take(ClientConnection connection, Runnable gone) {
        return new Seat(connection.nio(), gone);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    final class Seat implements AutoCloseable {
        /** How often a client that has closed its sending side is asked on following looks, and then how rarely. */
        private static final int PROBES = 3;

        private static final int THEN_EVERY = 20;

        private final @Nullable NioChannel channel;
        private final Runnable gone;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean closed;
        private int probes;

        private Seat(@Nullable NioChannel channel, Runnable gone) {
            this.channel = channel;
            this.gone = gone;
        }

        /** The request's body has been read to its end: from now on the watch alone reads this socket. */
        void bodyRead() {
            if (channel != null) {
                seats.add(this);
            }
        }

        private void look() {
            lock.lock();
            try {
                if (closed || !hasLeft()) {
                    return;
                }
                leave();
            } finally {
                lock.unlock();
            }
            gone.run();
        }

        private boolean hasLeft() {
            NioChannel socket = channel;
            if (socket == null) {
                return false;
            }
            try {
                if (probes == 0 && !ended(socket)) {
                    return false;
                }
                // The sending side is closed: the client has left, or only half. One urgent byte is out of band for a
                // reader; a closed socket answers it with a reset, which the next look meets.
                probes++;
                if (probes <= PROBES || probes % THEN_EVERY == 0) {
                    socket.getIOChannel().socket().sendUrgentData(0);
                }
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        private static boolean ended(NioChannel socket) throws IOException {
            SocketBufferHandler buffers = socket.getBufHandler();
            buffers.configureReadBufferForWrite(); // what was found before stays in front
            ByteBuffer found = buffers.getReadBuffer();
            return found.hasRemaining() && socket.read(found) < 0;
        }

        private void leave() {
            closed = true;
            seats.remove(this);
        }

        @Override
        public void close() {
            lock.lock();
            try {
                leave();
            } finally {
                lock.unlock();
            }
        }
    }
}
