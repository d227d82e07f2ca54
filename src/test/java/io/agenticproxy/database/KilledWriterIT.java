package io.agenticproxy.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A process that is killed in a transaction leaves nothing of it, whichever part of the file H2 was writing. */
@Timeout(300)
class KilledWriterIT {
    private static final int KILLS = 12;
    private static final int TRANSACTIONS = 4;

    private final Path folder;

    KilledWriterIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aTransactionIsInTheFileAsAWholeOrNotAtAll() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < KILLS; i++) {
            Path data = folder.resolve("kill-" + i);
            writeUntilKilled(data, 300 + random.nextInt(500));
            check(data);
        }
    }

    private static void writeUntilKilled(Path data, int millis) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                WritingProcess.class.getName(),
                data.toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectErrorStream(true);
        Process process = builder.start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(lines.lines().anyMatch(WritingProcess.AT_IT::equals)).isTrue();
            TimeUnit.MILLISECONDS.sleep(millis); // the kill may fall anywhere
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** As each of the first few transactions: to that which has its number, H2 shows what a killed one left. */
    private static void check(Path data) throws Exception {
        Deque<Connection> open = new ArrayDeque<>();
        try {
            for (int number = 1; number <= TRANSACTIONS; number++) {
                Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + data.resolve("agentic-proxy"), "sa", "");
                open.push(connection);
                JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
                Long entries = jdbc.queryForObject("SELECT entries FROM total", Long.class);
                assertThat(entries).isPositive();
                for (String counted : new String[] {
                    "SELECT COUNT(*) FROM entry",
                    "SELECT COUNT(pad) FROM entry",
                    "SELECT 2 * COUNT(*) FROM entry WHERE kind = 1 AND id > 0"
                }) {
                    assertThat(jdbc.queryForObject(counted, Long.class))
                            .as(counted)
                            .isEqualTo(entries);
                }
                connection.setAutoCommit(false);
                jdbc.update("INSERT INTO passing (pad) VALUES ('-')"); // its number is taken from now on
            }
        } finally {
            for (Connection each : open) {
                each.rollback();
                each.close();
            }
        }
    }
}
