package io.agenticproxy.router;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes the pins to the database, and at the start back from there. One at a time; no call waits for it. What fails is
 * tried again at the next tick.
 */
@Component("routerPins")
final class PinWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PinWriter.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RoutingMemory memory;
    private final PinTable table;
    private final Clock clock;
    /** Held during I/O, which is what it is for. */
    private final ReentrantLock writing = new ReentrantLock();

    private boolean loaded;

    PinWriter(RoutingMemory memory, PinTable table, Clock clock) {
        this.memory = memory;
        this.table = table;
        this.clock = clock;
    }

    /** Step of {@code router-write}. Never throws. */
    void write() {
        alone(() -> {
            Map<String, Optional<Pin>> batch = memory.takeUnwritten();
            if (batch.isEmpty()) {
                return;
            }
            try {
                table.write(batch, clock.instant());
            } catch (DataAccessException | TransactionException failed) {
                memory.notWritten(batch);
                throw failed;
            }
        });
    }

    /** Step of {@code router-sweep}: pins that no longer hold, and those that are too many. Never throws. */
    void sweep() {
        alone(() -> {
            table.drop(oldest());
            table.trim(RoutingMemory.MOST_PINS);
        });
    }

    /** A clean stop writes what waits, after the door has let the last calls finish. */
    @EventListener(ContextClosedEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void flush() {
        write();
    }

    private Instant oldest() {
        return clock.instant().minus(RoutingMemory.PINNED_FOR);
    }

    private void alone(Runnable work) {
        try {
            if (!writing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the one who is at it has the same to do
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (!loaded) {
                table.read(oldest(), RoutingMemory.MOST_PINS, memory::remember);
                loaded = true;
            }
            work.run();
        } catch (DataAccessException | TransactionException away) {
            // the ledger, which has the same database, says so
            LOG.debug("the router's pins could not be written", away);
        } finally {
            writing.unlock();
        }
    }
}
