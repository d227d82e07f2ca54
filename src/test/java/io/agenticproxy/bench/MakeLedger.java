package io.agenticproxy.bench;

import io.agenticproxy.pricing.PriceCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A large ledger for the benchmarks: the proxy's own migration, then rows of made-up calls, then the totals by the
 * proxy's own statements. The proxy must not run on the folder. Half of the rows are one session's, the rest is spread
 * over {@value #SESSIONS}; nine of ten rows are other calls than messages, which a page of messages has to pass over;
 * one session's few rows are the oldest.
 */
public final class MakeLedger {
    static final int SESSIONS = 20_000;

    /** For each row X of so many. */
    private static final String ROWS = """
            INSERT INTO ledger_entry (call_id, requested_at, session_id, client, is_message, method, path, stream, status,
                outcome, request_id, retry, resent, cache, cache_reason, model_requested, model_served, api_ms, ttft_ms,
                overhead_ms, input_tokens, output_tokens, prompt_cache_read_tokens, prompt_cache_write_5m_tokens,
                prompt_cache_write_1h_tokens, actual_usd, classifier_usd, baseline_usd, saved_cache_usd,
                saved_routing_usd, saved_prompt_cache_usd, provider_cache_usd, premium_usd, estimated, usage_complete,
                prompt)
            SELECT CAST(RANDOM_UUID() AS VARCHAR), TIMESTAMPADD(SECOND, CAST(X - %1$d AS INTEGER), CURRENT_TIMESTAMP),
                CASE WHEN X <= 50 THEN 1 WHEN MOD(X, 2) = 0 THEN 2 ELSE 3 + MOD(X / 7, %2$d - 2) END,
                'bench 0123abcd', m, 'POST', CASE WHEN m THEN '/v1/messages' ELSE '/v1/messages/count_tokens' END, m, 200,
                'complete', 'req_011CSHoEeqs5C35K2UUqR7Fy', 0, FALSE, CASE WHEN m THEN 'miss' END, NULL,
                CASE WHEN m THEN 'claude-opus-5-5' END, CASE WHEN m THEN 'claude-opus-5-5' END, 400 + MOD(X, 9000),
                200 + MOD(X, 700), 0.2 + MOD(X, 50) / 10.0, CASE WHEN m THEN 1000 END, CASE WHEN m THEN 500 END,
                CASE WHEN m THEN 0 END, CASE WHEN m THEN 0 END, CASE WHEN m THEN 0 END, CASE WHEN m THEN 0.014 END,
                CASE WHEN m THEN 0 END, CASE WHEN m THEN 0.014 END, CASE WHEN m THEN 0 END, CASE WHEN m THEN 0 END,
                CASE WHEN m THEN 0 END, CASE WHEN m THEN 0 END, CASE WHEN m THEN 0 END, FALSE, TRUE,
                CASE WHEN m THEN 'Rename the method and run the tests that belong to it, then say what has changed.' END
            FROM (SELECT X, X <= 50 OR MOD(X, 20) >= 18 AS m FROM SYSTEM_RANGE(1, %1$d)) r
            """;

    private static final String SESSION_ROWS = """
            INSERT INTO session (session_key, name, client, first_at, last_at)
            SELECT 'named bench-' || X, 'bench-' || X, 'bench 0123abcd',
                TIMESTAMPADD(SECOND, -%1$d, CURRENT_TIMESTAMP), TIMESTAMPADD(SECOND, -CAST(X AS INTEGER), CURRENT_TIMESTAMP)
            FROM SYSTEM_RANGE(1, %2$d)
            """;

    private MakeLedger() {}

    /** {@code <data folder> [rows]} */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int rows = arguments.length < 2 ? 1_000_000 : Integer.parseInt(arguments[1]);
        long began = System.nanoTime();
        SingleConnectionDataSource database =
                new SingleConnectionDataSource("jdbc:h2:file:" + folder.resolve("agentic-proxy"), "sa", "", true);
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.update(
                "INSERT INTO ledger_fact (name, fact) VALUES ('prices', ?)",
                PriceCatalog.builtIn().version());
        jdbc.update(String.format(SESSION_ROWS, rows, SESSIONS));
        jdbc.update(String.format(ROWS, rows, SESSIONS));
        jdbc.update("DELETE FROM ledger_total");
        jdbc.update("INSERT INTO recounted_session (id) SELECT DISTINCT session_id FROM ledger_entry");
        for (String file : List.of(
                "recount-totals",
                "recount-total-of-all",
                "recount-latency",
                "recount-latency-of-all",
                "recount-minutes",
                "recount-minutes-of-all")) {
            jdbc.update(statement(file));
        }
        jdbc.update("DELETE FROM recounted_session");
        jdbc.execute("SHUTDOWN COMPACT");
        System.out.printf("%d rows in %s, in %d s%n", rows, folder, (System.nanoTime() - began) / 1_000_000_000);
    }

    private static String statement(String file) throws IOException {
        try (InputStream in = MakeLedger.class.getResourceAsStream("/sql/" + file + ".sql")) {
            if (in == null) {
                throw new IOException("no such statement: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
