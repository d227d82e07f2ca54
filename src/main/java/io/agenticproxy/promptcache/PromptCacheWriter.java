package io.agenticproxy.promptcache;

import java.util.Map;
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
 * Takes what was learnt and earned to the database, and at the start back from there. One at a time; no call waits for
 * it. What fails is tried again at the next tick.
 */
@Component("promptCacheWriter")
final class PromptCacheWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PromptCacheWriter.class);

    private final PromptCacheMemory memory;
    private final PromptCacheTable table;
    /** Held during I/O, which is what it is for. */
    private final ReentrantLock writing = new ReentrantLock();

    private boolean loaded;

    PromptCacheWriter(PromptCacheMemory memory, PromptCacheTable table) {
        this.memory = memory;
        this.table = table;
    }

    /** Step of {@code prompt-cache-write}. Never throws. */
    void write() {
        if (!writing.tryLock()) {
            return; // the one who is at it has the same to do
        }
        try {
            if (!loaded) {
                table.dropOldAgents();
                table.read(PromptCacheMemory.MOST_AGENTS, memory::remember, memory::remember);
                loaded = true;
            }
            Map<String, Odds.Counts> agents = memory.takeChangedAgents();
            Map<String, Bank.Balance> banks = memory.takeChangedBanks();
            if (agents.isEmpty() && banks.isEmpty()) {
                return;
            }
            try {
                table.write(agents, banks);
            } catch (DataAccessException | TransactionException failed) {
                memory.notWritten(agents, banks);
                throw failed;
            }
        } catch (DataAccessException | TransactionException away) {
            // the ledger, which has the same database, says so
            LOG.debug("what the marks have earned could not be written", away);
        } finally {
            writing.unlock();
        }
    }

    /** A clean stop writes what waits, after the door has let the last calls finish. */
    @EventListener(ContextClosedEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void flush() {
        write();
    }
}
