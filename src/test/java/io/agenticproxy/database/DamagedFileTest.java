package io.agenticproxy.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.agenticproxy.CannotStart;
import io.agenticproxy.exchange.CredentialTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database file that something has damaged: the start goes well, or says in one line what to do, and keeps the file. */
class DamagedFileTest {
    private static final long SEED = 11;

    private final Path folder;
    private final Path file;
    private byte[] sound = {};

    DamagedFileTest(@TempDir Path folder) {
        this.folder = folder.resolve("data");
        this.file = this.folder.resolve("agentic-proxy.mv.db");
    }

    @BeforeEach
    void make() throws IOException {
        start();
        sound = Files.readAllBytes(file);
    }

    private void start() {
        DatabaseConfiguration configuration = new DatabaseConfiguration();
        DatabaseSettings settings = new DatabaseSettings(folder, null, null, null);
        try (HikariDataSource source = configuration.dataSource(settings)) {
            assertThat(source.isRunning())
                    .as("a file that is opened twice at once is said to be in use")
                    .isFalse();
            configuration.database(settings, source, new CredentialTags()).start();
        }
    }

    private void assertStartsOrSays(String damage, byte[] damaged) throws IOException {
        Files.write(file, damaged);
        try {
            start();
        } catch (CannotStart stopped) {
            assertThat(stopped.lines()).as(damage).singleElement().asString().contains("move " + file + " away");
            assertThat(file).as("it stays: " + damage).exists();
            Files.delete(file);
            assertThatCode(this::start).as("without it, a new one is made").doesNotThrowAnyException();
        }
    }

    @Test
    void aFileThatIsTooShortIsNoMystery() throws IOException {
        for (int part = 0; part < 8; part++) {
            int length = sound.length * part / 8 + part * 7;
            assertStartsOrSays("cut at " + length, Arrays.copyOf(sound, length));
        }
    }

    /** Root may write to any file, so the driver is told what the system would tell another user's. */
    @Test
    void aFileThatMayNotBeWrittenIsNotMovedAway() {
        DatabaseSettings settings = new DatabaseSettings(folder, null, null, null);
        try (HikariDataSource source = new HikariDataSource()) {
            source.setJdbcUrl(settings.jdbcUrl() + ";ACCESS_MODE_DATA=r");
            source.setUsername("sa");
            source.setPassword("");

            assertThatThrownBy(() -> new Database(settings, source, new CredentialTags()).start())
                    .isInstanceOfSatisfying(CannotStart.class, stopped -> assertThat(stopped.lines())
                            .singleElement()
                            .asString()
                            .startsWith("DATA_DIR " + folder + " has a database that can't be written to: let " + file
                                    + " be written"));
        }
    }

    @Test
    void noiseInAFileIsNoMystery() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 12; i++) {
            byte[] damaged = sound.clone();
            int at = random.nextInt(damaged.length);
            byte[] noise = new byte[Math.min(damaged.length - at, 1 + random.nextInt(20_000))];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, damaged, at, noise.length);
            assertStartsOrSays(noise.length + " bytes at " + at + ", seed " + SEED, damaged);
        }
    }
}
