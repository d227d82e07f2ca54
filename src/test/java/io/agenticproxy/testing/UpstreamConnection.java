package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection of the {@link FakeUpstream}: reads request after request on its own thread and runs their scripts. */
final class UpstreamConnection implements Runnable {
    /** How long the rest of a body is read, after an answer that ended the connection, so that it ends without reset. */
    private static final int DRAIN_MILLIS = 10_000;

    private final Socket socket;
    private final int number;
    private final Supplier<Scenario> scenario;
    private final HttpInput in;
    private int sequence;
    private boolean idle = true;
    private boolean leaving;
    private volatile boolean closing;

    UpstreamConnection(Socket socket, int number, Supplier<Scenario> scenario) throws IOException {
        this.socket = socket;
        this.number = number;
        this.scenario = scenario;
        this.in = new HttpInput(socket.getInputStream());
    }

    @Override
    public void run() {
        try (socket) {
            boolean more = true;
            while (more) {
                more = serve();
            }
        } catch (IOException e) {
            // the client left between or within requests: the test sees that from the client's side
        }
    }

    /** Closes the connection now, or once the request being served has its answer; from any thread. */
    synchronized void closeWhenIdle() throws IOException {
        leaving = true;
        if (idle) {
            socket.close();
        }
    }

    /** Closes the connection, from any thread; a script that waits is then no failure. */
    void close() throws IOException {
        closing = true;
        socket.close();
    }

    /** Serves the next request; false when there won't be another. */
    private boolean serve() throws IOException {
        byte[] head = in.head();
        if (head.length == 0) {
            return false;
        }
        idle(false);
        Scenario current = scenario.get();
        RecordedRequest request;
        HttpBody body;
        try {
            request = new RecordedRequest(head, number, ++sequence, current.bodiesKept());
            body = HttpBody.ofRequest(in, request.parsedHead());
        } catch (IllegalArgumentException e) {
            current.failed(new AssertionError("the client sent no HTTP/1.1 request", e));
            return false;
        }
        Wire wire = new Wire(socket, in, body, request);
        current.headArrived(request);
        Script early = current.scriptBeforeBody(request);
        boolean whole;
        try {
            whole = early == null ? receive(request, wire) : answerEarly(early, request, wire, current);
        } finally {
            current.arrived(request);
        }
        if (early == null && whole) {
            run(current.scriptFor(request), request, wire, current);
        }
        boolean last =
                request.header("Connection").filter("close"::equalsIgnoreCase).isPresent();
        return whole && !last && !wire.over() && idle(true);
    }

    /** Notes whether a request is being served; false when the connection has been asked to close. */
    private synchronized boolean idle(boolean now) {
        idle = now;
        return !leaving;
    }

    private boolean receive(RecordedRequest request, Wire wire) throws IOException {
        if (request.header("Expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
        return wire.readBody();
    }

    private boolean answerEarly(Script script, RecordedRequest request, Wire wire, Scenario current)
            throws IOException {
        run(script, request, wire, current);
        if (socket.isClosed()) {
            return false;
        }
        socket.setSoTimeout(wire.over() ? DRAIN_MILLIS : 0);
        boolean whole = wire.readBody();
        socket.setSoTimeout(0);
        return whole;
    }

    private void run(Script script, RecordedRequest request, Wire wire, Scenario current) throws IOException {
        Throwable failure = attempt(script, request, wire);
        if (failure == null && wire.bytesSent() == 0 && !wire.over() && !closing) {
            failure = new AssertionError("it neither answered nor ended the connection");
        }
        boolean interrupted = closing && !(failure instanceof AssertionError);
        if (failure != null && !interrupted) {
            current.failed(new AssertionError("the script for " + request.line() + " failed: " + failure, failure));
            wire.cut();
        }
    }

    /** Runs the script; what it threw, unless it was that the client has gone. */
    private static @Nullable Throwable attempt(Script script, RecordedRequest request, Wire wire) {
        try {
            script.run(request, wire);
            return null;
        } catch (Wire.ClientGone e) {
            return null;
        } catch (Throwable e) {
            return e;
        }
    }
}
