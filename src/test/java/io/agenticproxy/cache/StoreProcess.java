package io.agenticproxy.cache;

import io.agenticproxy.testing.FakeClock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A store that is written to until its process is killed. It says each number that it has put and each
 * time it has written, with the time.
 */
final class StoreProcess {
    /** Milliseconds between two writes, on a machine that has time for them. */
    static final int BEAT = 250;

    private StoreProcess() {}

    static JdbcDataSource file(String path) {
        JdbcDataSource file = new JdbcDataSource();
        file.setURL("jdbc:h2:file:" + path + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=200;DB_CLOSE_DELAY=-1");
        file.setUser("sa");
        return file;
    }

    public static void main(String[] arguments) throws Exception {
        JdbcDataSource file = file(arguments[0]);
        Flyway.configure()
                .dataSource(file)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        FakeClock clock = FakeClock.at("2026-11-01T12:00:00Z");
        CacheSettings settings = Answers.settings("24", 100_000, 16);
        StoreTrouble trouble = new StoreTrouble();
        AnswerTable table = new AnswerTable(new JdbcTemplate(file), new JdbcTransactionManager(file));
        DeadlineReader reader = new DeadlineReader(table, trouble, Duration.ofSeconds(1));
        StoreState state = new StoreState(settings, clock, new WriteQueue(2_000, 32 << 20));
        AnswerStore store = new AnswerStore(state, reader, trouble);
        StoreWriter writer = new StoreWriter(state, table, trouble, settings, clock);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        timer.scheduleAtFixedRate(
                () -> {
                    writer.write();
                    System.out.println("written " + System.currentTimeMillis());
                },
                BEAT,
                BEAT,
                TimeUnit.MILLISECONDS);
        int[] number = new int[1];
        timer.scheduleAtFixedRate(
                () -> {
                    number[0]++;
                    store.put(Answers.answer(number[0], 5_000, clock.instant()));
                    System.out.println(number[0] + " " + System.currentTimeMillis());
                },
                0,
                3,
                TimeUnit.MILLISECONDS);
    }
}
