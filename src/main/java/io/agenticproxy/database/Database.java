package io.agenticproxy.database;

import com.zaxxer.hikari.HikariDataSource;
import io.agenticproxy.CannotStart;
import io.agenticproxy.exchange.CredentialTags;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Opens and migrates the database. Thread-safe. */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final DatabaseSettings settings;
    private final HikariDataSource dataSource;
    private final CredentialTags tags;
    private volatile boolean ready;

    Database(DatabaseSettings settings, HikariDataSource dataSource, CredentialTags tags) {
        this.settings = settings;
        this.dataSource = dataSource;
        this.tags = tags;
    }

    /** @throws CannotStart when the file can't be used; a server that is away is tried again later */
    void start() {
        if (settings.embedded()) {
            prepareFolder();
            migrateFile();
        } else {
            migrateServer();
        }
    }

    /**
     * Not by the pool alone: that tries again what has failed, and a damaged file which is opened twice is said to be in
     * use. H2 opens what it may not write to all the same; then the ledger would be offline for good.
     */
    private void migrateFile() {
        try (Connection first = DriverManager.getConnection(
                dataSource.getJdbcUrl(), dataSource.getUsername(), dataSource.getPassword())) {
            if (first.isReadOnly()) {
                throw new CannotStart(List.of("DATA_DIR " + settings.dataDir()
                        + " has a database that can't be written to: let " + settings.place()
                        + " be written by the user who runs the proxy, or name another folder"));
            }
            migrate();
        } catch (SQLException | FlywayException | DataAccessException failed) {
            throw new CannotStart(List.of(reason(failed)));
        }
    }

    private void migrateServer() {
        try {
            migrate();
        } catch (FlywayException | DataAccessException failed) {
            LOG.atWarn()
                    .addKeyValue("database", settings.place())
                    .addKeyValue("reason", said(failed))
                    .log("the ledger is offline: calls go on, the database is tried again every 10 s");
        }
    }

    /** Step of the {@code maintenance-database} route: until it has succeeded once, opens and migrates. */
    void retry() {
        if (ready) {
            return;
        }
        try {
            migrate();
            LOG.info("the ledger is online");
        } catch (FlywayException | DataAccessException stillAway) {
            LOG.debug("the database is still away", stillAway);
        }
    }

    boolean ready() {
        return ready;
    }

    private synchronized void migrate() {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        tags.use(installationKey());
        ready = true;
        if (settings.embedded()) {
            forOwnerOnly();
        }
    }

    /** Made once for an installation, so that tags of credentials stay the same over restarts. */
    private byte[] installationKey() {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        List<String> known =
                jdbc.queryForList("SELECT fact FROM ledger_fact WHERE name = 'credential_key'", String.class);
        if (!known.isEmpty()) {
            return HexFormat.of().parseHex(known.get(0));
        }
        byte[] key = CredentialTags.newKey();
        try {
            jdbc.update(
                    "INSERT INTO ledger_fact (name, fact) VALUES ('credential_key', ?)",
                    HexFormat.of().formatHex(key));
            return key;
        } catch (DuplicateKeyException anotherProxyWasFirst) {
            return HexFormat.of()
                    .parseHex(jdbc.queryForObject(
                            "SELECT fact FROM ledger_fact WHERE name = 'credential_key'", String.class));
        }
    }

    private void prepareFolder() {
        Path folder = settings.dataDir().toAbsolutePath().normalize();
        try {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
            if (posix()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            if (!Files.isWritable(folder)) {
                throw new IOException("not writable");
            }
        } catch (IOException unusable) {
            throw new CannotStart(List.of("DATA_DIR must be a folder that can be written to, was '" + folder + "'"));
        }
    }

    private void forOwnerOnly() {
        if (!posix()) {
            return;
        }
        try (Stream<Path> files = Files.list(settings.dataDir())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        } catch (IOException unusual) {
            LOG.warn("the files in DATA_DIR can't be kept to their owner: {}", unusual.toString());
        }
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /** The innermost reason, on one line: what the driver has said, which names no password. */
    private static String said(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("") + " ("
                + cause.getClass().getSimpleName() + ")";
    }

    private String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                return "DATA_DIR " + settings.dataDir()
                        + " is in use by another proxy: stop it, or name another folder";
            }
        }
        if (failure instanceof FlywayValidateException) {
            return "DATA_DIR " + settings.dataDir() + " has the ledger of another version of the proxy: move "
                    + settings.place() + " away, and a new one is made, or run that version";
        }
        return "DATA_DIR " + settings.dataDir() + " has a database that can't be read: move " + settings.place()
                + " away, and a new one is made; it said: " + said(failure);
    }
}
