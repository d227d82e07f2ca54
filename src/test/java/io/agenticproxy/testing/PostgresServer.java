package io.agenticproxy.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A PostgreSQL server of the test's own, on a free port, that can be stopped and started again with its data. Where it
 * can't run, tests are skipped and say why; under CI, where nobody would notice, they fail.
 */
public final class PostgresServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    private PostgresServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static PostgresServer start() {
        PostgresServer started = stopped();
        started.up();
        return started;
    }

    /** Not running yet: {@link #up} starts it. */
    public static PostgresServer stopped() {
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            return new PostgresServer(Files.createTempDirectory("postgres-"), free.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void up() {
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException | RuntimeException cantRun) {
            if (System.getenv("CI") != null) {
                throw new AssertionError("CI has to test on PostgreSQL, which can't run here", cantRun);
            }
            Assumptions.abort("PostgreSQL can't run here: " + cantRun);
        }
    }

    /** As a server that is shut down: its connections are cut. */
    public void down() {
        try {
            if (server != null) {
                server.close();
                server = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes a proxy use it. */
    public Map<String, String> variables() {
        return Map.of("DATABASE_URL", "postgresql://postgres@localhost:" + port + "/postgres");
    }

    public JdbcTemplate jdbc() {
        EmbeddedPostgres running = server;
        if (running == null) {
            throw new IllegalStateException("the server is stopped");
        }
        return new JdbcTemplate(running.getPostgresDatabase());
    }

    @Override
    public void close() {
        down();
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> all = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
