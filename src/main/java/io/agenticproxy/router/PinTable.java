package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The pins in the database, {@code pinned_request}: as they come, and what counts is the newest of a conversation. Every
 * method throws Spring's data access exceptions. Thread-safe.
 */
@Component
final class PinTable {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    PinTable(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** As a whole or not at all. An empty one takes back what the conversation had. */
    void write(Map<String, Optional<Pin>> batch, Instant now) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        batch.forEach((conversation, pin) -> rows.add(row(conversation, pin.orElse(null), now)));
        transaction.executeWithoutResult(status -> jdbc.batchUpdate(
                "INSERT INTO pinned_request (conversation, model_requested, model, complexity, pinned_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                rows));
    }

    private static @Nullable Object[] row(String conversation, @Nullable Pin pin, Instant now) {
        return pin == null
                ? new @Nullable Object[] {conversation, null, null, null, now.atOffset(ZoneOffset.UTC)}
                : new @Nullable Object[] {
                    conversation,
                    pin.requested(),
                    pin.model(),
                    pin.complexity().name(),
                    pin.at().atOffset(ZoneOffset.UTC)
                };
    }

    /** Those that hold, the newest first. */
    void read(Instant after, int most, BiConsumer<String, Pin> each) {
        Set<String> seen = new HashSet<>();
        jdbc.query(
                "SELECT conversation, model_requested, model, complexity, pinned_at FROM pinned_request"
                        + " WHERE pinned_at > ? ORDER BY id DESC FETCH FIRST ? ROWS ONLY",
                row -> {
                    String conversation = row.getString(1);
                    if (seen.add(conversation) && row.getString(3) != null) {
                        each.accept(
                                conversation,
                                new Pin(
                                        row.getString(2),
                                        row.getString(3),
                                        Complexity.valueOf(row.getString(4)),
                                        row.getObject(5, OffsetDateTime.class).toInstant()));
                    }
                },
                after.atOffset(ZoneOffset.UTC),
                most);
    }

    void drop(Instant until) {
        transaction.executeWithoutResult(status ->
                jdbc.update("DELETE FROM pinned_request WHERE pinned_at <= ?", until.atOffset(ZoneOffset.UTC)));
    }

    /** The oldest beyond so many. */
    void trim(int most) {
        transaction.executeWithoutResult(status ->
                jdbc.update("DELETE FROM pinned_request WHERE id <= (SELECT MAX(id) FROM pinned_request) - ?", most));
    }
}
