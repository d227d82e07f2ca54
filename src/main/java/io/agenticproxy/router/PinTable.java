package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The pins in the database, {@code routing_pin}. Every method throws Spring's data access exceptions. Thread-safe. */
@Component
final class PinTable {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    PinTable(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** As a whole or not at all. A pin that is there already is replaced; most are new. */
    void write(Map<String, Optional<Pin>> batch) {
        boolean onlyNew = batch.values().stream().allMatch(Optional::isPresent);
        if (onlyNew) {
            try {
                transaction.executeWithoutResult(status -> insert(batch));
                return;
            } catch (DuplicateKeyException oneIsThere) {
                // then all of them are replaced
            }
        }
        transaction.executeWithoutResult(status -> {
            jdbc.batchUpdate(
                    "DELETE FROM routing_pin WHERE conversation = ?",
                    batch.keySet().stream().map(key -> new Object[] {key}).toList());
            insert(batch);
        });
    }

    private void insert(Map<String, Optional<Pin>> batch) {
        List<Object[]> rows = new ArrayList<>();
        batch.forEach((conversation, pin) -> pin.ifPresent(now -> rows.add(new Object[] {
            conversation,
            now.requested(),
            now.model(),
            now.complexity().name(),
            now.at().atOffset(ZoneOffset.UTC)
        })));
        jdbc.batchUpdate(
                "INSERT INTO routing_pin (conversation, model_requested, model, complexity, pinned_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                rows);
    }

    /** The newest, oldest last. */
    void read(Instant after, int most, BiConsumer<String, Pin> each) {
        jdbc.query(
                "SELECT conversation, model_requested, model, complexity, pinned_at FROM routing_pin"
                        + " WHERE pinned_at > ? ORDER BY pinned_at DESC FETCH FIRST ? ROWS ONLY",
                row -> {
                    each.accept(
                            row.getString(1),
                            new Pin(
                                    row.getString(2),
                                    row.getString(3),
                                    Complexity.valueOf(row.getString(4)),
                                    row.getObject(5, OffsetDateTime.class).toInstant()));
                },
                after.atOffset(ZoneOffset.UTC),
                most);
    }

    void drop(Instant until) {
        jdbc.update("DELETE FROM routing_pin WHERE pinned_at <= ?", until.atOffset(ZoneOffset.UTC));
    }

    /** The oldest beyond so many. */
    void trim(int most) {
        jdbc.update("DELETE FROM routing_pin WHERE conversation NOT IN (SELECT conversation FROM routing_pin"
                + " ORDER BY pinned_at DESC, conversation FETCH FIRST " + most + " ROWS ONLY)");
    }
}
