package io.agenticproxy.door;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 over NIO, which tells the socket of a request, and gives a client a bounded time for its head.
 * Public with a public constructor because Tomcat makes it by name.
 */
public final class ExactProtocol extends Http11NioProtocol {
    /** A note survives the recycling of a request, as an attribute does not. Tomcat itself uses the low numbers. */
    private static final int NOTE = 8;

    /** Of what waits to be written, a second time as characters: the door flushes each piece by itself. */
    private static final int RESPONSE_BUFFER = 2 * 1024;

    private long headNanos = TimeUnit.SECONDS.toNanos(10);

    /** Tomcat's own time-out runs anew with every byte: a client that sends one now and then would never be done. */
    void setHeadTimeout(Duration limit) {
        headNanos = limit.toNanos();
        setConnectionTimeout((int) limit.toMillis());
    }

    @Override
    public int getDesiredBufferSize() {
        return RESPONSE_BUFFER;
    }

    @Override
    protected Processor createProcessor() {
        return new Connected(this, adapter);
    }

    /** The socket that {@code request} came on; null when it came by another protocol. */
    static @Nullable SocketWrapperBase<?> socket(Request request) {
        return request.getNote(NOTE) instanceof Connected connected ? connected.socket() : null;
    }

    private final class Connected extends Http11Processor {
        /** Whose head is not complete yet, since {@link #headSince}: a processor serves one socket after another. */
        private @Nullable SocketWrapperBase<?> headOf;

        private long headSince;

        Connected(ExactProtocol protocol, Adapter adapter) {
            super(protocol, adapter);
            request.setNote(NOTE, this);
        }

        @Nullable
        SocketWrapperBase<?> socket() {
            return getSocketWrapper();
        }

        /** LONG: the head is not complete yet, and this processor will be called again with the next bytes. */
        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            long now = System.nanoTime();
            if (headOf == socket && now - headSince > headNanos) {
                headOf = null;
                return SocketState.CLOSED;
            }
            int served = request.getRequestProcessor().getRequestCount();
            SocketState state = super.service(socket);
            if (state != SocketState.LONG) {
                headOf = null;
            } else if (headOf != socket
                    || served != request.getRequestProcessor().getRequestCount()) {
                headOf = socket;
                headSince = System.nanoTime();
            }
            return state;
        }
    }
}
