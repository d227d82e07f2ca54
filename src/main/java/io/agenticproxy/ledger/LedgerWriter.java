package io.agenticproxy.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes batches from the queue to the transaction of the {@code log-write} route, and confirms those that have been
 * committed. One batch at a time: the timer, an exchange of the routes and a stop may each be at it.
 */
@Component("ledgerWriter")
final class LedgerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final Duration LAST_RECORDS = Duration.ofSeconds(2);
    /** Of H2, which else writes its file a little later. */
    private static final String TO_THE_FILE = "CHECKPOINT SYNC";

    private final boolean embedded;
    private final LedgerSettings settings;
    private final Clock clock;
    private final LedgerQueue queue;
    private final Sessions sessions;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ProducerTemplate camel;
    private volatile @Nullable String trouble;
    private long troubleSaid;
    /** The last attempt failed, maybe only in hearing of its success. */
    private boolean unsure;

    private final LatelyCommitted lately = new LatelyCommitted();

    /** @param server the database's URL; blank for H2, which alone may lose what it has committed */
    LedgerWriter(
            @Value("${proxy.database.url}") String server,
            LedgerSettings settings,
            Clock clock,
            LedgerQueue queue,
            Sessions sessions,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            ProducerTemplate camel) {
        this.embedded = server.isBlank();
        this.settings = settings;
        this.clock = clock;
        this.queue = queue;
        this.sessions = sessions;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.camel = camel;
    }

    /** Step of the {@code log} route: what waits, until less than a batch does or one fails. Never throws. */
    synchronized void write() {
        do {
            if (!writeBatch()) {
                return;
            }
        } while (queue.depth() >= LedgerQueue.BATCH);
    }

    /** Whether it makes sense to go on at once. */
    private boolean writeBatch() {
        if (!bringBack()) {
            return false;
        }
        List<PricedCall> calls = queue.take();
        if (calls.isEmpty()) {
            return false;
        }
        try {
            if (!unsure || !written(LatelyCommitted.witness(calls))) {
                send(calls);
            }
            queue.confirm();
            unsure = false;
            if (embedded) {
                lately.add(calls);
            }
            well();
            return true;
        } catch (RuntimeException failed) {
            unsure = true;
            sessions.forget();
            if (cause(failed, DataIntegrityViolationException.class) != null) {
                refused(calls.get(0).call(), failed);
                return true;
            }
            failed(failed);
            return false;
        }
    }

    private void send(List<PricedCall> calls) {
        camel.sendBody("direct:log-write", new LedgerBatch(calls, sessions));
    }

    /**
     * Looks whether what was committed lately is still there, and writes it again if not; false when that fails. What was
     * lost once has to be in the file, not only committed, before it is believed.
     */
    private boolean bringBack() {
        Instant oldestKept = settings.oldestKept(clock.instant());
        try {
            CallRecord newest = lately.witness(oldestKept).orElse(null);
            if (newest == null || written(newest)) {
                lately.seen();
                return true;
            }
            sessions.forget();
            for (List<PricedCall> calls : lately.batches()) {
                if (!written(LatelyCommitted.witness(calls))) {
                    send(calls);
                }
            }
            toTheFile();
            LOG.atInfo()
                    .addKeyValue("rows", lately.rows())
                    .log("what the database had lost of the last seconds has been written again");
            lately.clear();
            return true;
        } catch (RuntimeException failed) {
            unsure = true;
            sessions.forget();
            failed(failed);
            return false;
        }
    }

    private void toTheFile() {
        transaction.executeWithoutResult(alone -> jdbc.execute(TO_THE_FILE));
    }

    /** The time has an index, and the database rounds it. */
    private boolean written(CallRecord call) {
        Integer rows = jdbc.queryForObject(
                "SELECT COUNT(*) FROM ledger_entry WHERE call_id = ? AND requested_at BETWEEN ? AND ?",
                Integer.class,
                call.callId(),
                call.at().minusMillis(1).atOffset(ZoneOffset.UTC),
                call.at().plusMillis(1).atOffset(ZoneOffset.UTC));
        return rows != null && rows > 0;
    }

    /** Step of the {@code maintenance} route: asks when there is nothing to write that would tell. */
    void look() {
        if (queue.depth() > 0) {
            return;
        }
        try {
            jdbc.queryForList("SELECT fact FROM ledger_fact WHERE name = 'writer'", String.class);
            well();
        } catch (DataAccessException away) {
            failed(away);
        }
    }

    private synchronized void well() {
        if (trouble != null) {
            trouble = null;
            LOG.info("the ledger writes again");
        }
    }

    /** The same rows are tried again at the next tick. Said once a minute, without the values a driver might quote. */
    private synchronized void failed(RuntimeException failure) {
        trouble = nameOf(failure);
        long now = System.nanoTime();
        if (troubleSaid == 0 || now - troubleSaid > MINUTE) {
            troubleSaid = now;
            LOG.atWarn()
                    .addKeyValue("waiting", queue.depth())
                    .addKeyValue("error", trouble)
                    .log("the ledger can't write: calls go on, their rows wait");
        }
    }

    private void refused(CallRecord call, RuntimeException failure) {
        if (queue.refuse()) {
            LOG.atWarn()
                    .addKeyValue("call", call.callId())
                    .addKeyValue("error", nameOf(failure))
                    .log("the database takes no such row: it is dropped");
        }
    }

    private static String nameOf(RuntimeException failure) {
        SQLException sql = cause(failure, SQLException.class);
        return sql == null
                ? failure.getClass().getSimpleName()
                : sql.getClass().getSimpleName() + " " + sql.getSQLState();
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** Why nothing is being written; null when all is well. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** A clean stop writes what waits, as long as that works. After the door has let the last calls finish. */
    @EventListener(ContextClosedEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void flush() throws InterruptedException {
        queue.awaitAnnounced(LAST_RECORDS);
        for (int before = Integer.MAX_VALUE; queue.depth() > 0 && queue.depth() < before; ) {
            before = queue.depth();
            write();
        }
        int lost = queue.depth() + notInTheFile();
        if (lost > 0) {
            LOG.atWarn().addKeyValue("rows", lost).log("rows of the ledger are lost at this stop");
        }
    }

    /** Rows that were committed, but can't be brought into the file. */
    private synchronized int notInTheFile() {
        if (bringBack() && lately.rows() > 0) {
            try {
                toTheFile();
                lately.clear();
            } catch (DataAccessException | TransactionException full) {
                failed(full);
            }
        }
        return lately.rows();
    }
}
