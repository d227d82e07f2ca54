package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.answer;
import static io.agenticproxy.cache.Answers.key;
import static io.agenticproxy.cache.Answers.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.agenticproxy.testing.FakeClock;
import io.agenticproxy.testing.LogCapture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A database in trouble costs calls nothing but the answers that only it has. */
class StoreFaultIT {
    /** Far more than all deadlines of a test together, far less than the database's own. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeClock clock = FakeClock.at("2026-11-01T12:00:00Z");
    private final HikariDataSource file = new HikariDataSource();
    private final SlowDataSource database = new SlowDataSource(file);
    private final StoreTrouble trouble = new StoreTrouble();
    private final LogCapture log = LogCapture.at(Level.WARN, "io.agenticproxy");
    private StoreState state;
    private AnswerStore store;
    private StoreWriter writer;

    /** Lets nobody in while it is shut. */
    private static final class SlowDataSource extends DelegatingDataSource {
        private volatile CountDownLatch open = new CountDownLatch(0);

        private SlowDataSource(HikariDataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                open.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return super.getConnection();
        }
    }

    StoreFaultIT(@TempDir Path data) {
        file.setJdbcUrl("jdbc:h2:file:" + data.resolve("answers") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000");
        file.setUsername("sa");
    }

    @BeforeEach
    void open() {
        Flyway.configure()
                .dataSource(file)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        start(new WriteQueue(100, 1 << 20));
        store.put(answer(1, 100, clock.instant()));
        writer.flush();
        start(new WriteQueue(100, 1 << 20));
    }

    private void start(WriteQueue queue) {
        AnswerTable table = new AnswerTable(new JdbcTemplate(database), new JdbcTransactionManager(database));
        DeadlineReader reader = new DeadlineReader(table, trouble, Duration.ofMillis(100));
        state = new StoreState(settings("24", 1_000, 64), clock, queue);
        store = new AnswerStore(state, reader, trouble);
        writer = new StoreWriter(state, table, trouble, settings("24", 1_000, 64), clock);
        writer.write(); // reads the keys first
    }

    @AfterEach
    void close() {
        log.close();
        store.close();
        file.close();
    }

    /** Of which a caller would wait for each, were there no pause after the first. */
    private void assertManyMissesSoon() {
        long before = System.nanoTime();
        for (int i = 0; i < 2_000; i++) {
            assertThat(store.find(key(1))).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
        assertThat(log.lines().stream().filter(line -> line.contains("can't read")))
                .hasSize(1);
        assertThat(log.text()).doesNotContain("\tat ");
    }

    private void assertFoundAgain() {
        long until = System.nanoTime() + SOON.toNanos();
        while (store.find(key(1)).isEmpty() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(store.find(key(1))).isPresent();
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAMissUntilItDoes() {
        database.open = new CountDownLatch(1);

        assertManyMissesSoon();
        store.put(answer(2, 100, clock.instant()));
        assertThat(store.find(key(2))).isPresent();
        assertThat(store.find(key(3))).isEmpty();

        database.open.countDown();
        assertFoundAgain();
        writer.flush();
        assertThat(state.unwritten()).isZero();
    }

    @Test
    void aTableThatIsMissingIsAMissUntilItIsThere() {
        JdbcTemplate jdbc = new JdbcTemplate(file);
        jdbc.execute("ALTER TABLE cached_answer RENAME TO away");

        assertManyMissesSoon();
        store.put(answer(2, 100, clock.instant()));
        writer.write();
        assertThat(log.text()).contains("can't write to its database: answers are kept in memory");
        assertThat(store.find(key(2))).isPresent();

        jdbc.execute("ALTER TABLE away RENAME TO cached_answer");
        assertFoundAgain();
        writer.write();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM cached_answer", Integer.class))
                .isEqualTo(2);
    }

    @Test
    void aTableThatIsLockedIsAMissUntilItIsFree() throws Exception {
        try (Connection holder = file.getConnection()) {
            holder.setAutoCommit(false);
            try (var lock = holder.createStatement()) {
                lock.execute("SELECT * FROM cached_answer FOR UPDATE");
            }
            assertThat(store.find(key(1)))
                    .as("a row that is being changed can be read")
                    .isPresent();
            store.put(answer(2, 100, clock.instant()));
            assertThat(store.find(key(2))).isPresent();
            holder.rollback();
        }
        writer.flush();
        assertThat(state.unwritten()).isZero();
    }

    @Test
    void aDatabaseThatIsClosedLeavesTheMemory() {
        store.put(answer(2, 100, clock.instant()));
        file.close();

        assertManyMissesSoon();
        assertThat(store.find(key(2))).isPresent();
        writer.write();
        writer.sweep();
        assertThat(store.find(key(2))).isPresent();
        assertThat(store.forget(key(2))).isTrue();
        assertThat(store.find(key(2))).isEmpty();
        assertThat(store.clear()).isEqualTo(1);
    }

    @Test
    void whatIsTooMuchToWriteStaysInMemoryAndNeverShowsAnOlderAnswer() {
        start(new WriteQueue(2, 1 << 20));
        assertThat(store.find(key(1))).isPresent();
        database.open = new CountDownLatch(1);
        store.put(answer(key(1), new byte[] {1}, clock.instant())); // newer than that in the database
        for (int i = 2; i <= 5; i++) {
            store.put(answer(i, 100, clock.instant()));
        }

        assertThat(state.unwritten()).isEqualTo(2);
        assertThat(log.text()).contains("too much to write: the oldest answers are kept in memory only");
        assertThat(store.find(key(1)).orElseThrow().body()).hasSize(1);
        assertThat(store.find(key(2))).isPresent();
        database.open.countDown();
        writer.flush();
        start(new WriteQueue(2, 1 << 20));
        assertThat(store.entries()).isEqualTo(2);
        assertThat(store.find(key(1))).isEmpty();
        assertThat(store.find(key(5))).isPresent();
    }

    @Test
    void whatIsRemovedWhileItIsReadIsNotFound() throws Exception {
        CountDownLatch shut = new CountDownLatch(1);
        database.open = shut;
        CountDownLatch asked = new CountDownLatch(1);
        boolean[] found = new boolean[1];
        Thread caller = new Thread(() -> {
            asked.countDown();
            found[0] = store.find(key(1)).isPresent();
        });
        caller.start();
        asked.await();
        store.clear();
        shut.countDown();
        caller.join(SOON.toMillis());

        assertThat(found[0]).isFalse();
        assertThat(store.find(key(1))).isEmpty();
        assertThat(store.entries()).isZero();
    }

    @Test
    void aDatabaseThatComesAfterTheStartGetsWhatWasStoredMeanwhile() {
        JdbcTemplate jdbc = new JdbcTemplate(file);
        jdbc.execute("ALTER TABLE cached_answer RENAME TO away");
        start(new WriteQueue(100, 1 << 20));
        store.put(answer(2, 100, clock.instant()));
        store.put(answer(3, 100, clock.instant()));
        store.forget(key(3));
        writer.write();
        assertThat(store.find(key(2))).isPresent();

        jdbc.execute("ALTER TABLE away RENAME TO cached_answer");
        writer.write();
        assertThat(store.entries()).isEqualTo(2);
        assertFoundAgain();
        assertThat(store.find(key(3))).isEmpty();
    }
}
