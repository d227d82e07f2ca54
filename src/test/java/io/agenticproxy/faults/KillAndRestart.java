package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Kills the proxy as a power cut would, in the middle of its load, and starts it again on the same folder. After each
 * kill the file must open, no row may stand twice, totals must be those of the rows, no more may be missing than what
 * was answered in the last moments, and what the store still gives must be the right answer.
 */
public final class KillAndRestart {
    private static final int WORKERS = 4;
    private static final int TRANSACTIONS = 6;
    /** Rows are on disk within a second; this machine may be behind by as much again. */
    private static final Duration AT_RISK = Duration.ofSeconds(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final Load load = new Load();
    private final List<String> wrong = new ArrayList<>();
    private long rows;
    private long hits;
    private volatile boolean killed;

    KillAndRestart(Path data) {
        this.data = data;
    }

    /** {@code [times] [seed]} */
    public static void main(String[] arguments) throws Exception {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime() % 1_000_000;
        System.out.println("seed " + seed);
        KillAndRestart run = new KillAndRestart(Files.createTempDirectory("kill-and-restart-"));
        List<String> wrong = run.run(times, seed);
        wrong.forEach(System.out::println);
        System.out.println(wrong.isEmpty() ? "nothing lost" : "not as it should be");
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    List<String> run(int times, long seed) throws Exception {
        Random random = new Random(seed);
        try (FakeUpstream upstream = FakeUpstream.start()) {
            for (int i = 1; i <= times && wrong.isEmpty(); i++) {
                upstream.reset();
                Load.answer(upstream);
                round(upstream, random);
                System.out.println(
                        i + ": " + load.calls + " calls, " + rows + " rows, " + hits + " hits of what was stored");
            }
        }
        wrong.addAll(load.wrong);
        return wrong;
    }

    long rows() {
        return rows;
    }

    long hits() {
        return hits;
    }

    private void round(FakeUpstream upstream, Random random) throws Exception {
        long safe;
        try (ProxyProcess proxy = ProxyProcess.start(
                Map.of("UPSTREAM_URL", upstream.url(), "DATA_DIR", data.toString()),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1")) {
            long before = load.hits.get();
            checkFigures(proxy);
            killed = false;
            CountDownLatch left = new CountDownLatch(WORKERS);
            List<Long> answered = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Random own = new Random(random.nextLong());
                new Thread(() -> work(proxy.port(), own, answered, left), "agent-" + i).start();
            }
            TimeUnit.MILLISECONDS.sleep(AT_RISK.toMillis() + random.nextInt(1_500)); // the kill may fall anywhere
            long now = System.nanoTime();
            killed = true;
            proxy.kill();
            if (!left.await(2, TimeUnit.MINUTES)) {
                wrong.add("an agent hangs");
            }
            synchronized (answered) {
                safe = answered.stream()
                        .filter(at -> now - at > AT_RISK.toNanos())
                        .count();
            }
            hits += load.hits.get() - before;
        }
        checkFile(safe);
    }

    private void work(int port, Random random, List<Long> answered, CountDownLatch left) {
        while (!killed) {
            load.call(port, random);
            synchronized (answered) {
                answered.add(System.nanoTime());
            }
        }
        left.countDown();
    }

    /** Looks as each of the first few transactions would: to that which has its number, H2 shows what a killed one left. */
    private void checkFile(long safe) throws SQLException {
        String url = "jdbc:h2:file:" + data.resolve("agentic-proxy");
        Deque<Connection> open = new ArrayDeque<>();
        try {
            for (int number = 1; number == 1 || number <= TRANSACTIONS && wrong.isEmpty(); number++) {
                Connection connection = DriverManager.getConnection(url, "sa", "");
                open.push(connection);
                JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
                checkRows(jdbc, safe);
                jdbc.execute("CREATE TABLE IF NOT EXISTS looked (by_transaction INT)");
                connection.setAutoCommit(false);
                jdbc.update("INSERT INTO looked VALUES (?)", number); // its number is taken from now on
            }
            for (Connection each : open) {
                each.rollback();
                each.setAutoCommit(true);
            }
            rows = count(
                    new JdbcTemplate(new SingleConnectionDataSource(open.getFirst(), true)),
                    "SELECT COUNT(*) FROM ledger_entry");
            open.getFirst().createStatement().execute("DROP TABLE looked");
        } finally {
            for (Connection each : open) {
                each.close();
            }
        }
    }

    private void checkRows(JdbcTemplate jdbc, long safe) {
        long found = count(jdbc, "SELECT COUNT(*) FROM ledger_entry");
        check(found >= rows + safe, (rows + safe - found) + " rows are missing of " + (rows + safe));
        check(found <= load.calls.get() + load.left.get(), found + " rows for " + load.calls + " calls");
        for (String counted : List.of(
                "SELECT COUNT(DISTINCT call_id) FROM ledger_entry",
                "SELECT COUNT(*) FROM ledger_entry WHERE id > 0",
                "SELECT COUNT(*) FROM ledger_entry WHERE requested_at > TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00'",
                "SELECT (SELECT COUNT(*) FROM ledger_entry WHERE is_message) + (SELECT COUNT(*) FROM ledger_entry WHERE NOT is_message)",
                "SELECT calls + other_calls FROM ledger_total WHERE session_id = 0",
                "SELECT SUM(calls + other_calls) FROM ledger_total WHERE session_id > 0",
                "SELECT COALESCE(SUM(calls), 0) + (SELECT COUNT(*) FROM ledger_entry WHERE NOT is_message)"
                        + " FROM minute_total WHERE session_id = 0")) {
            long other = count(jdbc, counted);
            check(found == other, found + " rows, but " + other + ": " + counted);
        }
        jdbc.queryForList("SELECT * FROM ledger_entry WHERE is_message ORDER BY id DESC FETCH FIRST 1000 ROWS ONLY");
        jdbc.queryForList("SELECT * FROM cached_answer ORDER BY last_used_at DESC FETCH FIRST 1000 ROWS ONLY");
        long answers = count(jdbc, "SELECT COUNT(*) FROM cached_answer");
        long whole = count(
                jdbc,
                "SELECT COUNT(*) FROM cached_answer WHERE cache_key IN (SELECT cache_key FROM cached_answer_body)");
        check(answers == whole, answers + " answers, but bodies for " + whole);
    }

    /** Saved is baseline less actual, to the last digit, and the sum of its three parts. */
    private void checkFigures(ProxyProcess proxy) throws IOException {
        try (RawClient client = proxy.connect()) {
            RawResponse response = client.exchange(RawClient.get("/stats", proxy.host(), "Connection: close"));
            JsonNode cost = JSON.readTree(new String(response.body(), UTF_8)).path("cost");
            BigDecimal saved = cost.path("saved_usd").decimalValue();
            check(
                    saved.compareTo(cost.path("baseline_usd")
                                    .decimalValue()
                                    .subtract(cost.path("actual_usd").decimalValue()))
                            == 0,
                    "the figures do not add up: " + cost);
        }
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }

    private void check(boolean right, String otherwise) {
        if (!right) {
            wrong.add(otherwise);
        }
    }
}
