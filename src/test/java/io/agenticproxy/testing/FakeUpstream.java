package io.agenticproxy.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The API as a test wants it: an HTTP/1.1 server on a free loopback port that records each request as bytes and answers
 * by script. Which script answers a request: the first {@link #answerBeforeBody} that matches its head; else, once the
 * body is there, the first {@link #on} that matches; else the next of {@link #answer}, whose last is repeated; else 404.
 *
 * <p>A thread a connection; connections are kept alive. A request whose client leaves before the body's end is recorded
 * as incomplete and gets no answer. Whatever a script throws is thrown again by {@link #verify} and {@link #close}. All
 * methods may be called from any thread.
 */
public final class FakeUpstream implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final ServerSocket server;
    private final Map<UpstreamConnection, Thread> open = new ConcurrentHashMap<>();
    private final List<Closeable> resources = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Scenario scenario = new Scenario();

    private FakeUpstream(ServerSocket server) {
        this.server = server;
    }

    public static FakeUpstream start() {
        try {
            FakeUpstream upstream = new FakeUpstream(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
            upstream.daemon("accept", upstream::accept).start();
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException("can't open a port on the loopback address", e);
        }
    }

    /** {@code http://127.0.0.1:port}, without a slash at its end. */
    public String url() {
        return url(port());
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Until the next reset, bodies are only counted and hashed: for those too large to hold. */
    public FakeUpstream countBodies() {
        scenario.countBodies();
        return this;
    }

    /** Answers matching requests, once their body is there, by this script. The first rule that matches wins. */
    public FakeUpstream on(Predicate<RecordedRequest> when, Script script) {
        scenario.on(when, script);
        return this;
    }

    /**
     * Runs the script as soon as the head of a matching request is there, before anything of its body is read; the
     * script may read it with {@link Wire#readBody()}, and what it leaves is read after it.
     */
    public FakeUpstream answerBeforeBody(Predicate<RecordedRequest> when, Script script) {
        scenario.beforeBody(when, script);
        return this;
    }

    /** Answers what no rule matches by these scripts in turn, and by the last from then on; replaces those before. */
    public FakeUpstream answer(Script... scripts) {
        scenario.answer(List.of(scripts));
        return this;
    }

    /** What has come, in the order in which the bodies ended. */
    public List<RecordedRequest> requests() {
        return scenario.requests();
    }

    /** The next request that was not yet taken, waiting up to 10 seconds for it. */
    public RecordedRequest take() {
        return awaitRequest(WAIT);
    }

    /** The next request that was not yet taken; fails the test when none comes within the bound. */
    public RecordedRequest awaitRequest(Duration bound) {
        return scenario.next(bound);
    }

    /** All requests, once there are at least so many; fails the test when the bound passes before. */
    public List<RecordedRequest> awaitRequests(int count, Duration bound) {
        return scenario.awaitCount(count, bound);
    }

    /**
     * The next request of which only the head must have come and that was not yet given out by this method: its body
     * may still be on the way.
     */
    public RecordedRequest awaitHead(Duration bound) {
        return scenario.nextHead(bound);
    }

    /** How many connections were accepted since the start or the last reset. */
    public int connections() {
        return scenario.connections();
    }

    /**
     * Closes every connection, as a server does with idle ones: those that serve a request once it has its answer.
     * When this returns they are closed; it fails the test if that takes more than 10 seconds.
     */
    public void closeConnections() throws IOException, InterruptedException {
        Map<UpstreamConnection, Thread> now = Map.copyOf(open);
        for (UpstreamConnection connection : now.keySet()) {
            connection.closeWhenIdle();
        }
        for (Thread thread : now.values()) {
            thread.join(WAIT.toMillis());
            if (thread.isAlive()) {
                throw new AssertionError("a connection still serves a request after " + WAIT);
            }
        }
    }

    /** The URL of a port that refuses connections, until this server is closed. */
    public String refuse() {
        try {
            // bound, so that nobody else gets the port, but not listening
            Socket bound = new Socket();
            resources.add(bound);
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return url(bound.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL of a port that takes connections and never answers, until this server is closed. */
    public String blackhole() {
        try {
            // the kernel accepts for us, up to the backlog
            ServerSocket silent = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
            resources.add(silent);
            return url(silent.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if a script has failed since the last call; scripts that still run are waited for by {@link #close}. */
    public void verify() {
        scenario.verify();
    }

    /**
     * Forgets requests and scripts, and fails if a script had failed. Connections stay open, and what still runs on
     * them belongs to what is forgotten.
     */
    public void reset() {
        Scenario before = scenario;
        scenario = new Scenario();
        before.verify();
    }

    /** Closes all connections and ends all scripts; fails if a script had failed or does not end. */
    @Override
    public void close() {
        try {
            server.close();
            for (Map.Entry<UpstreamConnection, Thread> connection : open.entrySet()) {
                connection.getKey().close();
                connection.getValue().interrupt();
            }
            for (Closeable resource : resources) {
                resource.close();
            }
            for (Thread thread : open.values()) {
                thread.join(WAIT.toMillis());
                if (thread.isAlive()) {
                    scenario.failed(new AssertionError("a script goes on: " + List.of(thread.getStackTrace())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scenario.verify();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                int number = accepted.incrementAndGet();
                scenario.connected();
                UpstreamConnection connection = new UpstreamConnection(socket, number, () -> scenario);
                Thread thread = daemon("connection-" + number, () -> {
                    try {
                        connection.run();
                    } finally {
                        open.remove(connection);
                    }
                });
                open.put(connection, thread);
                thread.start();
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                scenario.failed(new AssertionError("no further connection can be accepted", e));
            }
        }
    }

    private Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "fake-upstream-" + port() + "-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
