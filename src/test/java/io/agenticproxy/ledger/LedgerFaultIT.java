package io.agenticproxy.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.PostgresServer;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database in trouble never fails a call, and loses no row. */
class LedgerFaultIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String BODY = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"marked-prompt\"}]}";

    private final Path data;
    private FakeUpstream upstream = FakeUpstream.start();

    LedgerFaultIT(@TempDir Path folder) {
        this.data = folder.resolve("data");
    }

    @BeforeEach
    void answer() {
        upstream.answer(Scripts.message());
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private ProxyUnderTest start(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("UPSTREAM_URL", upstream.url());
        all.put("DATA_DIR", data.toString());
        all.put("proxy.ledger.upkeep-every", "300ms");
        return ProxyUnderTest.with(all);
    }

    private static void call(ProxyUnderTest proxy, int times) throws Exception {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < times; i++) {
                assertThat(client.exchange(RawClient.post("/v1/messages", proxy.host(), BODY.getBytes(UTF_8)))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    private static void assertRows(JdbcTemplate jdbc, int count) {
        await().atMost(BOUND).ignoreExceptions().until(() -> rows(jdbc) >= count);
        assertThat(rows(jdbc)).isEqualTo(count);
        assertThat(jdbc.queryForObject("SELECT COUNT(DISTINCT call_id) FROM ledger_entry", Integer.class))
                .isEqualTo(count);
        assertThat(jdbc.queryForObject("SELECT calls FROM ledger_total WHERE session_id = 0", Integer.class))
                .isEqualTo(count);
    }

    private static int rows(JdbcTemplate jdbc) {
        Integer rows = jdbc.queryForObject("SELECT COUNT(*) FROM ledger_entry", Integer.class);
        return rows == null ? 0 : rows;
    }

    private static void awaitStatus(ProxyUnderTest proxy, String status) {
        await().atMost(BOUND)
                .until(() -> proxy.bean(LedgerStatus.class).status().equals(status));
    }

    @Test
    void rowsWaitForATableThatIsMissingAndNothingOfThemIsLogged() throws Exception {
        try (ProxyUnderTest proxy = start(Map.of());
                LogCapture log = LogCapture.at(Level.INFO)) {
            JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
            jdbc.execute("ALTER TABLE ledger_entry RENAME TO away");
            call(proxy, 5);
            awaitStatus(proxy, "offline");
            jdbc.execute("ALTER TABLE away RENAME TO ledger_entry");

            assertRows(jdbc, 5);
            awaitStatus(proxy, "online");
            assertThat(log.text())
                    .contains("the ledger can't write: calls go on, their rows wait")
                    .doesNotContain("marked-prompt");
        }
    }

    @Test
    void rowsWaitForALock() throws Exception {
        try (ProxyUnderTest proxy = start(Map.of())) {
            JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
            try (Connection holder = proxy.bean(DataSource.class).getConnection()) {
                holder.setAutoCommit(false);
                try (var lock = holder.createStatement()) {
                    lock.execute("UPDATE ledger_fact SET fact = fact WHERE name = 'writer'");
                }
                call(proxy, 5);
                awaitStatus(proxy, "offline");
                holder.rollback();
            }
            assertRows(jdbc, 5);
        }
    }

    @Test
    void aDatabaseThatHasClosedItselfIsOpenedAgain() throws Exception {
        try (ProxyUnderTest proxy = start(Map.of())) {
            JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
            call(proxy, 5);
            assertRows(jdbc, 5);
            jdbc.execute("SHUTDOWN");
            call(proxy, 5);

            assertRows(jdbc, 10);
            awaitStatus(proxy, "online");
        }
    }

    @Test
    void aRowThatTheDatabaseRefusesIsDroppedAndTheOthersAreWritten() throws Exception {
        try (ProxyUnderTest proxy = start(Map.of())) {
            JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
            jdbc.execute("ALTER TABLE ledger_entry ADD CONSTRAINT no_get CHECK (method <> 'GET')");
            call(proxy, 3);
            try (RawClient client = proxy.connect()) {
                client.exchange(RawClient.get("/v1/models", proxy.host()));
            }
            call(proxy, 3);

            assertRows(jdbc, 6);
            await().atMost(BOUND).until(() -> proxy.bean(LedgerQueue.class).dropped() == 1);
        }
    }

    @Test
    void folderAndFileAreTheirOwnersAlone() throws Exception {
        try (ProxyUnderTest proxy = start(Map.of())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(data.resolve("agentic-proxy.mv.db"))))
                    .isEqualTo("rw-------");
            assertThat(proxy.port()).isPositive();
        }
    }

    /** Rows are on disk within a second: of what was answered earlier than that, nothing may be missing. */
    @Test
    void aProxyThatIsKilledLosesTheLastSecondAtMost() throws Exception {
        Map<String, String> variables = Map.of("UPSTREAM_URL", upstream.url(), "DATA_DIR", data.toString());
        List<Long> answered = new ArrayList<>();
        long killed;
        try (ProxyProcess proxy = ProxyProcess.start(variables);
                RawClient client = proxy.connect()) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (System.nanoTime() < until) {
                client.exchange(RawClient.post("/v1/messages", proxy.host(), BODY.getBytes(UTF_8)));
                answered.add(System.nanoTime());
            }
            killed = System.nanoTime();
            proxy.kill();
        }
        long safe = answered.stream()
                .filter(at -> killed - at > TimeUnit.SECONDS.toNanos(1))
                .count();
        assertThat(safe).isPositive();
        try (ProxyUnderTest again = start(Map.of())) {
            JdbcTemplate jdbc = again.bean(JdbcTemplate.class);

            assertThat(rows(jdbc)).isBetween((int) safe, answered.size());
            assertRows(jdbc, rows(jdbc));
        }
    }

    @Test
    void aServerThatIsAwayAtTheStartAndDiesLaterLosesNoRow() throws Exception {
        try (PostgresServer server = PostgresServer.stopped();
                ProxyUnderTest proxy = start(server.variables())) {
            awaitStatus(proxy, "offline");
            call(proxy, 5);
            server.up();
            assertRows(server.jdbc(), 5);
            awaitStatus(proxy, "online");

            server.down();
            call(proxy, 5);
            awaitStatus(proxy, "offline");
            server.up();
            assertRows(server.jdbc(), 10);
            assertThat(List.of(proxy.bean(LedgerQueue.class).dropped())).containsExactly(0L);
        }
    }

    @Test
    void aServerThatTakesNoWritesForAWhileLosesNoRow() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                ProxyUnderTest proxy = start(server.variables())) {
            call(proxy, 2);
            assertRows(server.jdbc(), 2);

            readOnly(server, true);
            call(proxy, 5);
            awaitStatus(proxy, "offline");
            readOnly(server, false);
            assertRows(server.jdbc(), 7);
            awaitStatus(proxy, "online");
            assertThat(List.of(proxy.bean(LedgerQueue.class).dropped())).containsExactly(0L);
        }
    }

    /** For sessions to come; those that may still write end. The others keep what they began with. */
    private static void readOnly(PostgresServer server, boolean on) {
        server.jdbc().execute((ConnectionCallback<Boolean>) connection -> {
            try (Statement admin = connection.createStatement()) {
                admin.execute("SET default_transaction_read_only = off");
                admin.execute("ALTER DATABASE postgres SET default_transaction_read_only = " + on);
                return !on
                        || admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = 'postgres' AND pid <> pg_backend_pid()");
            }
        });
    }
}
