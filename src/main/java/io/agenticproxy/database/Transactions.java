package io.agenticproxy.database;

import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * In H2 one transaction writes at a time, and what is committed goes to the file between two of them. H2 itself takes a
 * table, its indices and the log by which it rolls back to the file one after the other, while transactions go on: of one
 * that is under way, a row can be there without what would roll it back, or a total without its rows, and a kill leaves it
 * so. Whatever writes has to be in a transaction; whoever reads waits for nobody. Thread-safe.
 */
final class Transactions extends JdbcTransactionManager {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final boolean embedded;
    private final transient JdbcTemplate jdbc;
    private final transient ReentrantLock writing = new ReentrantLock(true);
    /** From the beginning: migrations may have been made. */
    private volatile boolean behind = true;

    Transactions(DataSource dataSource, boolean embedded) {
        super(dataSource);
        this.embedded = embedded;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** Waits before it takes a connection, of which there are few. */
    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        if (!embedded) {
            super.doBegin(transaction, definition);
            return;
        }
        writing.lock();
        try {
            super.doBegin(transaction, definition);
        } catch (RuntimeException | Error none) {
            writing.unlock();
            throw none;
        }
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        try {
            super.doCleanupAfterCompletion(transaction);
        } finally {
            if (embedded) {
                behind = true;
                writing.unlock();
            }
        }
    }

    /** Step of the {@code maintenance-file} route: what was committed since the last time goes to the file. Never throws. */
    void toTheFile() {
        if (!embedded || !behind) {
            return;
        }
        writing.lock();
        try {
            behind = false;
            jdbc.execute("CHECKPOINT");
        } catch (DataAccessException full) {
            behind = true;
            LOG.debug("the file can't be written to", full); // the ledger's writer finds out, and says so
        } finally {
            writing.unlock();
        }
    }
}
