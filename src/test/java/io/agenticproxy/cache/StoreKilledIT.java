package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.answer;
import static io.agenticproxy.cache.Answers.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeClock;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A process that is killed while it writes leaves a file that opens, and all but the last second. */
class StoreKilledIT {
    private static final int PUTS = 1_000;

    private final Path folder;
    private long lastWrite;
    /** How far the machine was behind its beat at most. */
    private long behind;

    StoreKilledIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Numbers and times of what was put before the process was killed. */
    private List<long[]> putUntilKilled(String file) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                StoreProcess.class.getName(),
                file);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(new File(folder.toFile(), "errors"));
        Process process = builder.start();
        List<long[]> puts = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("written ")) {
                    written(Long.parseLong(line.substring("written ".length())));
                } else if (line.matches("\\d+ \\d+")) {
                    String[] parts = line.split(" ");
                    puts.add(new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])});
                }
                if (puts.size() == PUTS) {
                    break;
                }
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        return puts;
    }

    private void written(long at) {
        behind = Math.max(behind, lastWrite == 0 ? 0 : at - lastWrite - StoreProcess.BEAT);
        lastWrite = at;
    }

    /** A second on a machine that keeps the beat; one that does not is as late with the file as with the beat. */
    @Test
    void allButTheLastSecondIsThereAndWhole() throws Exception {
        String path = folder.resolve("answers").toString();
        List<long[]> puts = putUntilKilled(path);
        assertThat(puts).hasSize(PUTS);
        long killed = puts.get(PUTS - 1)[1];

        JdbcDataSource file = StoreProcess.file(path);
        FakeClock clock = FakeClock.at("2026-11-01T12:00:00Z");
        CacheSettings settings = Answers.settings("24", 100_000, 16);
        StoreTrouble trouble = new StoreTrouble();
        AnswerTable table = new AnswerTable(new JdbcTemplate(file), new JdbcTransactionManager(file));
        DeadlineReader reader = new DeadlineReader(table, trouble, Duration.ofSeconds(10));
        StoreState state = new StoreState(settings, clock, new WriteQueue(10, 1 << 20));
        try (AnswerStore store = new AnswerStore(state, reader, trouble)) {
            new StoreWriter(state, table, trouble, settings, clock).write();
            int missing = 0;
            for (long[] put : puts) {
                StoredAnswer found = store.find(key(put[0])).orElse(null);
                if (found != null) {
                    assertThat(found).isEqualTo(answer(put[0], 5_000, clock.instant()));
                } else {
                    assertThat(killed - put[1]).as("age of a lost answer").isLessThan(1_000 + 4 * behind);
                    missing++;
                }
            }
            assertThat(missing).isLessThan(PUTS / 2);
        } finally {
            new JdbcTemplate(file).execute("SHUTDOWN");
        }
    }
}
