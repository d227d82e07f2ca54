package io.agenticproxy.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.apache.camel.ExchangeProperty;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Which session a call belongs to: the one that it names, else that of its client, as long as less than half an hour
 * lies between two calls. Used by the one thread that writes the ledger.
 */
@Component("ledgerSessions")
final class Sessions {
    private static final Duration PAUSE = Duration.ofMinutes(30);
    private static final int CLIENTS = 10_000;

    private final JdbcTemplate jdbc;
    private final Cache<String, Latest> latest =
            Caffeine.newBuilder().maximumSize(CLIENTS).build();

    private record Latest(String key, Instant lastAt) {
        boolean includes(Instant at) {
            return Duration.between(lastAt, at).compareTo(PAUSE) < 0;
        }
    }

    Sessions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Unique among sessions, and the same after a restart. */
    String keyOf(CallRecord call) {
        if (call.session() != null) {
            return "named " + call.session();
        }
        Latest known = latest.get(call.client(), this::stored);
        String key =
                known != null && known.includes(call.at()) ? known.key() : "client " + call.client() + " " + call.at();
        Instant lastAt = known != null && known.lastAt().isAfter(call.at()) ? known.lastAt() : call.at();
        latest.put(call.client(), new Latest(key, lastAt));
        return key;
    }

    /** Step of the {@code log-write} route: the batch gets to know the numbers of its sessions, all in one query. */
    void number(@ExchangeProperty("ledgerBatch") LedgerBatch batch) {
        Object[] keys = batch.keys().toArray();
        jdbc.query(
                "SELECT session_key, id FROM session WHERE session_key IN (?" + ", ?".repeat(keys.length - 1) + ")",
                row -> {
                    batch.number(row.getString(1), row.getLong(2));
                },
                keys);
    }

    /** What was given out for rows that were not written does not count. */
    void forget() {
        latest.invalidateAll();
    }

    static String nameOf(CallRecord call) {
        return call.session() != null ? call.session() : call.client();
    }

    private @org.jspecify.annotations.Nullable Latest stored(String client) {
        List<Latest> found = jdbc.query(
                "SELECT session_key, last_at FROM session WHERE client = ? AND session_key LIKE 'client %'"
                        + " ORDER BY last_at DESC FETCH FIRST 1 ROWS ONLY",
                (row, i) -> new Latest(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()),
                client);
        return found.isEmpty() ? null : found.get(0);
    }
}
