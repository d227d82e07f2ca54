package io.agenticproxy.cache;

import java.io.ByteArrayOutputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The answers in the database: {@code cached_answer}, and their bodies in pieces in {@code cached_answer_body}. Bodies
 * stand apart, so that noting a use rewrites a small row; in pieces, since H2 has no longer binary column than 1 MiB that
 * PostgreSQL has too. Every method throws Spring's data access exceptions. Thread-safe.
 */
@Component
final class AnswerTable {
    private static final int PIECE = 512 * 1024;
    private static final int FETCH = 1_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    AnswerTable(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Whether the database is a file of this process alone, in which nobody else writes. */
    boolean exclusive() {
        return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>)
                connection -> connection.getMetaData().getDatabaseProductName().equals("H2")));
    }

    /** As a whole or not at all; but in H2 a clearing counts at once, which is no harm. */
    void write(WriteQueue.Batch batch) {
        List<Object[]> gone = new ArrayList<>();
        List<Object[]> answers = new ArrayList<>();
        List<Object[]> pieces = new ArrayList<>();
        batch.deletes().forEach(key -> gone.add(new Object[] {key.hex()}));
        for (WriteQueue.Write write : batch.writes()) {
            if (!batch.fresh().contains(write.answer().key())) {
                gone.add(new Object[] {write.answer().key().hex()});
            }
            answers.add(row(write));
            byte[] packed = AnswerSeal.pack(write.answer().body());
            for (int at = 0, part = 0; at < packed.length; at += PIECE, part++) {
                byte[] piece = Arrays.copyOfRange(packed, at, Math.min(packed.length, at + PIECE));
                pieces.add(new Object[] {write.answer().key().hex(), part, piece});
            }
        }
        List<Object[]> uses = new ArrayList<>();
        for (Map.Entry<CacheKey, Long> use : batch.uses().entrySet()) {
            uses.add(new Object[] {time(use.getValue()), use.getKey().hex()});
        }
        transaction.executeWithoutResult(status -> {
            if (batch.clear() != null) {
                jdbc.execute("TRUNCATE TABLE cached_answer_body"); // deleting a million rows takes a minute
                jdbc.execute("TRUNCATE TABLE cached_answer");
            }
            all("DELETE FROM cached_answer_body WHERE cache_key = ?", gone);
            all("DELETE FROM cached_answer WHERE cache_key = ?", gone);
            all(
                    "INSERT INTO cached_answer (cache_key, partition_tag, is_stream, model_requested, model_served,"
                            + " headers, facts, body_bytes, digest, stored_at, last_used_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    answers);
            all("INSERT INTO cached_answer_body (cache_key, part, body) VALUES (?, ?, ?)", pieces);
            all("UPDATE cached_answer SET last_used_at = ? WHERE cache_key = ?", uses);
        });
    }

    private void all(String sql, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(sql, rows);
        }
    }

    private static Object[] row(WriteQueue.Write write) {
        StoredAnswer answer = write.answer();
        return new Object[] {
            answer.key().hex(),
            answer.partition(),
            answer.stream(),
            answer.requestedModel(),
            answer.servedModel(),
            AnswerSeal.text(answer.headers()),
            answer.facts().json(),
            answer.body().length,
            AnswerSeal.digest(answer),
            answer.storedAt().atOffset(ZoneOffset.UTC),
            time(write.usedAt())
        };
    }

    /** @throws AnswerSeal.Broken when it is not what was written */
    Optional<StoredAnswer> read(CacheKey key) throws AnswerSeal.Broken {
        ResultSetExtractor<@Nullable Row> whole = AnswerTable::row;
        Row row = jdbc.query(
                "SELECT a.partition_tag, a.is_stream, a.model_requested, a.model_served, a.headers, a.facts,"
                        + " a.body_bytes, a.digest, a.stored_at, b.body FROM cached_answer a"
                        + " LEFT JOIN cached_answer_body b ON b.cache_key = a.cache_key"
                        + " WHERE a.cache_key = ? ORDER BY b.part",
                whole,
                key.hex());
        return row == null ? Optional.empty() : Optional.of(row.answer(key));
    }

    private static @Nullable Row row(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return null;
        }
        Row row = new Row(
                rows.getString("partition_tag"),
                rows.getBoolean("is_stream"),
                rows.getString("model_requested"),
                rows.getString("model_served"),
                rows.getString("headers"),
                rows.getString("facts"),
                rows.getInt("body_bytes"),
                rows.getString("digest"),
                rows.getObject("stored_at", OffsetDateTime.class).toInstant(),
                new ByteArrayOutputStream());
        do {
            byte[] piece = rows.getBytes("body");
            row.packed().writeBytes(piece == null ? new byte[0] : piece);
        } while (rows.next());
        return row;
    }

    /** As it stands in the tables: nothing of it is to be trusted yet. */
    private record Row(
            String partition,
            boolean stream,
            String requestedModel,
            String servedModel,
            String headers,
            @Nullable String facts,
            int bytes,
            String digest,
            Instant storedAt,
            ByteArrayOutputStream packed) {

        StoredAnswer answer(CacheKey key) throws AnswerSeal.Broken {
            StoredAnswer answer = new StoredAnswer(
                    key,
                    partition,
                    stream,
                    requestedModel,
                    servedModel,
                    AnswerSeal.headers(headers),
                    AnswerSeal.unpack(packed.toByteArray(), bytes),
                    AnswerFacts.ofJson(facts),
                    storedAt);
            if (!AnswerSeal.digest(answer).equals(digest)) {
                throw new AnswerSeal.Broken();
            }
            return answer;
        }
    }

    /** Hands over the keys, the most recently used first. */
    void keysByUse(Consumer<List<CacheKey>> taker) {
        transaction.executeWithoutResult(status -> {
            List<CacheKey> some = new ArrayList<>(FETCH);
            jdbc.query(
                    connection -> {
                        PreparedStatement select = connection.prepareStatement(
                                "SELECT cache_key FROM cached_answer ORDER BY last_used_at DESC, cache_key DESC");
                        select.setFetchSize(FETCH);
                        return select;
                    },
                    row -> {
                        keyOf(row).ifPresent(some::add);
                        if (some.size() == FETCH) {
                            taker.accept(List.copyOf(some));
                            some.clear();
                        }
                    });
            taker.accept(List.copyOf(some));
        });
    }

    List<CacheKey> storedUntil(Instant time, int most) {
        List<Optional<CacheKey>> keys = jdbc.query(
                "SELECT cache_key FROM cached_answer WHERE stored_at <= ? ORDER BY stored_at FETCH FIRST ? ROWS ONLY",
                (row, i) -> keyOf(row),
                time.atOffset(ZoneOffset.UTC),
                most);
        return keys.stream().flatMap(Optional::stream).toList();
    }

    /** Those of the keys that there is a row of. */
    Set<CacheKey> present(List<CacheKey> keys) {
        String places = String.join(", ", Collections.nCopies(keys.size(), "?"));
        List<Optional<CacheKey>> found = jdbc.query(
                "SELECT cache_key FROM cached_answer WHERE cache_key IN (" + places + ")",
                (row, i) -> keyOf(row),
                keys.stream().map(CacheKey::hex).toArray());
        return found.stream().flatMap(Optional::stream).collect(Collectors.toSet());
    }

    /** Absent when somebody else has written a row there. */
    private static Optional<CacheKey> keyOf(ResultSet row) throws SQLException {
        try {
            return Optional.of(new CacheKey(row.getString(1)));
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
        }
    }

    /** Deletes the least recently used ones beyond so many. */
    void trim(int most) {
        Long count = jdbc.queryForObject("SELECT COUNT(*) FROM cached_answer", Long.class);
        if (count != null && count > most) {
            String beyond = " WHERE cache_key IN (SELECT cache_key FROM cached_answer"
                    + " ORDER BY last_used_at DESC, cache_key DESC OFFSET ? ROWS)";
            transaction.executeWithoutResult(status -> {
                jdbc.update("DELETE FROM cached_answer_body" + beyond, most);
                jdbc.update("DELETE FROM cached_answer" + beyond, most);
            });
        }
    }

    /** In microseconds of the store's own count; 0 when there is none. */
    long latestUse() {
        OffsetDateTime latest =
                jdbc.queryForObject("SELECT MAX(last_used_at) FROM cached_answer", OffsetDateTime.class);
        return latest == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, latest.toInstant());
    }

    private static OffsetDateTime time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
