package io.agenticproxy.door;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.RouteGate;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.RequestTarget;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Knows which {@code platform-http} consumers are open, and finds the one for a request.
 *
 * <p>Thread-safe. While route files are exchanged, look-ups wait at the gate, at most {@link #SWAP}; requests that have
 * found their consumer are not held up and finish on the steps they began on.
 */
final class Door implements PlatformHttpEngine, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Duration SWAP = Duration.ofSeconds(5);
    /** How long calls that were cancelled may take to notice. */
    private static final Duration LEAVE = Duration.ofSeconds(2);

    private final List<DoorConsumer> open = new CopyOnWriteArrayList<>(); // read without a lock, per request
    private final ClientWatch watch = new ClientWatch();
    private final Set<UpstreamCall> inFlight = ConcurrentHashMap.newKeySet();
    private final RouteGate gate;
    private final int port;
    private final Duration grace;
    private final StreamThreads streams;
    private final IdleMemory memory;
    private volatile boolean ready;
    private volatile boolean closing;

    /** @param grace how long calls in flight may take to finish once the proxy has been told to stop */
    Door(RouteGate gate, int port, Duration grace, StreamThreads streams, IdleMemory memory) {
        this.gate = gate;
        this.port = port;
        this.grace = grace;
        this.streams = streams;
        this.memory = memory;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new DoorConsumer(endpoint, processor, this, watch, streams);
    }

    @Override
    public int getServerPort() {
        return port;
    }

    /** @throws IllegalStateException when another consumer takes the same requests */
    synchronized void open(DoorConsumer consumer) {
        for (DoorConsumer other : open) {
            if (other.doorway().rivals(consumer.doorway())) {
                throw new IllegalStateException(consumer.doorway() + " is taken by another route");
            }
        }
        open.add(consumer);
        open.sort(Comparator.comparing(DoorConsumer::doorway, Doorway.NARROWER_FIRST));
    }

    synchronized void close(DoorConsumer consumer) {
        open.remove(consumer);
    }

    /** A consumer that was found, and the pass to give back when its answer has left. */
    record Entry(DoorConsumer consumer, RouteGate.Pass pass) {}

    /**
     * @return absent when the path is the proxy's own, but of no route: Spring MVC may know it
     * @throws Refusal when nobody may answer
     */
    Optional<Entry> enter(String method, String path, RequestTarget side) throws Refusal, InterruptedException {
        if (closing) {
            throw new Refusal(
                    ApiError.retryable(503, "The proxy is shutting down.").after(1));
        }
        if (!ready) { // some routes may be there, and others not yet
            throw new Refusal(ApiError.retryable(503, "The proxy is starting.").after(1));
        }
        return gate.look(SWAP, () -> find(method, path, side))
                .orElseThrow(() -> new Refusal(ApiError.retryable(503, "The proxy's routes are being exchanged.")
                        .after(1)));
    }

    private Optional<Entry> find(String method, String path, RequestTarget side) throws Refusal {
        boolean known = false;
        for (DoorConsumer consumer : open) {
            if (consumer.doorway().fits(side, path)) {
                if (consumer.doorway().serves(method)) {
                    return Optional.of(new Entry(consumer, gate.pass()));
                }
                known = true;
            }
        }
        if (side == RequestTarget.UPSTREAM) {
            throw new Refusal(ApiError.of(503, "No route of the proxy takes " + method + " " + path + "."));
        }
        if (known) {
            throw new Refusal(ApiError.of(405, path + " does not take " + method + "."));
        }
        return Optional.empty();
    }

    /** All routes are there. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void ready() {
        ready = true;
    }

    /** A call has come in; it is cut when the proxy stops and the call does not end in time. */
    void began(UpstreamCall call, RequestTarget side) {
        inFlight.add(call);
        if (side == RequestTarget.UPSTREAM) {
            memory.began();
        }
    }

    void ended(UpstreamCall call, RequestTarget side) {
        inFlight.remove(call);
        if (side == RequestTarget.UPSTREAM) {
            memory.ended();
        }
    }

    /**
     * Before Camel and Tomcat stop: new requests are refused with a hint to come back, those inside may finish. What has
     * not finished after the grace period, or when a second signal comes, is cut.
     */
    @EventListener(ContextClosedEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void drain() throws InterruptedException {
        closing = true;
        int waiting = gate.inside();
        if (waiting == 0) {
            return;
        }
        try (SecondSignal second = SecondSignal.listen()) {
            LOG.info("stopping: {} calls are in flight and have {} s to finish", waiting, grace.toSeconds());
            awaitEmpty(grace, second);
        }
        int left = gate.inside();
        if (left > 0) {
            LOG.info("stopping: {} calls have not finished and are cut", left);
            inFlight.forEach(UpstreamCall::cancel);
            awaitEmpty(LEAVE, SecondSignal.NONE);
        }
    }

    private void awaitEmpty(Duration most, SecondSignal second) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (gate.inside() > 0 && System.nanoTime() < until && !second.came()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
