package io.agenticproxy.promptcache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
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

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PromptCacheMemory memory;
    private final PromptCacheTable table;
    /** Held during I/O, which is what it is for. */
    private final ReentrantLock writing = new ReentrantLock();

    private boolean loaded;

    PromptCacheWriter(PromptCacheMemory memory, PromptCacheTable table) {
        this.memory = memory;
        this.table = table;
    }

    /** Before the first call, as far as that is quick; what is read later is added to what was learnt by then. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void open() throws InterruptedException {
        Thread loading = new Thread(this::write, "prompt-cache-load");
        loading.setDaemon(true);
        loading.start();
        loading.join(PATIENCE.toMillis());
    }

    /** Step of {@code prompt-cache-write}. Never throws. */
    void write() {
        try {
            if (!writing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the one who is at it has the same to do
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            load();
            writeChanged();
        } catch (DataAccessException | TransactionException away) {
            // the ledger, which has the same database, says so
            LOG.debug("what the marks have earned could not be written", away);
        } finally {
            writing.unlock();
        }
    }

    private void load() {
        if (!loaded) {
            table.dropOld(memory.seed());
            Map<String, Odds.Counts> agents = new LinkedHashMap<>();
            Map<String, Bank.Balance> banks = new LinkedHashMap<>();
            table.read(PromptCacheMemory.MOST_AGENTS, agents::put, banks::put);
            agents.forEach(memory::remember);
            banks.forEach(memory::remember);
            loaded = true;
        }
    }

    private void writeChanged() {
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
    }

    /** A clean stop writes what waits, after the door has let the last calls finish. */
    @EventListener(ContextClosedEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void flush() {
        write();
    }
}
