package io.agenticproxy.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Questions of the {@code maintenance} route: what is due. Used by its one thread. */
@Component("upkeep")
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration RETENTION_EVERY = Duration.ofHours(1);

    private final LedgerSettings settings;
    private final Repricing repricing;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private boolean pricesChecked;
    private boolean pricesOld;
    private Instant retentionChecked = Instant.EPOCH;

    Upkeep(LedgerSettings settings, Repricing repricing, JdbcTemplate jdbc, Clock clock) {
        this.settings = settings;
        this.repricing = repricing;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Before the first row of this start is priced: those that are there were priced with the catalog that is noted. */
    @EventListener(ApplicationReadyEvent.class)
    synchronized void lookAtPrices() {
        if (pricesChecked) {
            return;
        }
        try {
            pricesOld = repricing.due();
            pricesChecked = true;
        } catch (DataAccessException | TransactionException away) {
            LOG.debug("the database is away", away); // looked at again at each tick
        }
    }

    /** Once a start: only then can the catalog be another one. */
    synchronized boolean pricesDue() {
        lookAtPrices();
        boolean due = pricesOld;
        pricesOld = false;
        return due;
    }

    /** Once an hour, if there is a row that is old enough. */
    boolean retentionDue() {
        Instant now = clock.instant();
        if (Duration.between(retentionChecked, now).compareTo(RETENTION_EVERY) < 0) {
            return false;
        }
        try {
            Integer old = jdbc.queryForObject(
                    "SELECT COUNT(*) FROM (SELECT 1 FROM ledger_entry WHERE requested_at < ? FETCH FIRST 1 ROWS ONLY) o",
                    Integer.class,
                    settings.oldestKept(now).atOffset(ZoneOffset.UTC));
            retentionChecked = now;
            return old != null && old > 0;
        } catch (DataAccessException away) {
            return false;
        }
    }

    void retentionBound(Exchange exchange) {
        exchange.getMessage()
                .setHeader("before", settings.oldestKept(clock.instant()).atOffset(ZoneOffset.UTC));
    }

    synchronized void failed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        pricesChecked = false;
        retentionChecked = Instant.EPOCH;
        LOG.atWarn().addKeyValue("error", failure.getClass().getSimpleName()).log("the ledger's upkeep has to wait");
    }
}
