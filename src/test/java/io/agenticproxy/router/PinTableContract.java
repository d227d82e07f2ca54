package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.exchange.Complexity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Of what was written, what counts last is read; whatever the database. */
abstract class PinTableContract {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final int MANY = 1_000;

    private JdbcTemplate jdbc;
    private PinTable table;

    /** Of the same empty database each time. */
    abstract DataSource database() throws Exception;

    @BeforeEach
    void open() throws Exception {
        DataSource database = database();
        migrate(database);
        jdbc = new JdbcTemplate(database);
        table = new PinTable(jdbc, new JdbcTransactionManager(database));
        jdbc.update("DELETE FROM pinned_request");
    }

    private static void migrate(DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .outOfOrder(true) // one is taken back below, while later ones stay
                .load()
                .migrate();
    }

    private static Pin pin(String model, Instant at) {
        return new Pin("claude-opus-5-5", model, Complexity.SIMPLE, at);
    }

    private void write(String conversation, String model, Instant at) {
        table.write(Map.of(conversation, Optional.of(pin(model, at))), at);
    }

    private Map<String, Pin> read(Instant after, int most) {
        Map<String, Pin> found = new LinkedHashMap<>();
        table.read(after, most, (conversation, pin) -> {
            assertThat(found.put(conversation, pin)).as(conversation).isNull();
        });
        return found;
    }

    @Test
    void theNewestOfAConversationCounts() {
        write("a", "claude-haiku-5-5", NOON);
        write("b", "claude-haiku-5-5", NOON);
        write("a", "claude-sonnet-5-5", NOON.plusSeconds(1));

        assertThat(read(NOON.minusSeconds(1), MANY))
                .containsExactly(
                        Map.entry("a", pin("claude-sonnet-5-5", NOON.plusSeconds(1))),
                        Map.entry("b", pin("claude-haiku-5-5", NOON)));
    }

    @Test
    void whatIsTakenBackIsGoneUntilItIsPinnedAnew() {
        write("a", "claude-haiku-5-5", NOON);
        table.write(Map.of("a", Optional.empty()), NOON.plusSeconds(1));
        assertThat(read(NOON.minusSeconds(1), MANY)).isEmpty();

        write("a", "claude-haiku-5-5", NOON.plusSeconds(2));
        assertThat(read(NOON.minusSeconds(1), MANY)).containsOnlyKeys("a");
    }

    @Test
    void theOldAndTheTooManyGo() {
        for (int i = 0; i < 10; i++) {
            write("c" + i, "claude-haiku-5-5", NOON.plusSeconds(i));
        }
        assertThat(read(NOON.plusSeconds(6), MANY)).containsOnlyKeys("c9", "c8", "c7");
        assertThat(read(NOON.minusSeconds(1), 2)).containsOnlyKeys("c9", "c8");

        table.drop(NOON.plusSeconds(2));
        assertThat(read(NOON.minusSeconds(1), MANY)).hasSize(7).containsKey("c3");
        table.trim(4);
        assertThat(read(NOON.minusSeconds(1), MANY)).containsOnlyKeys("c9", "c8", "c7", "c6");
    }

    @Test
    void anOlderTablesPinsAreTakenOver() throws Exception {
        DataSource database = database();
        jdbc.execute("DROP TABLE pinned_request");
        jdbc.execute("""
                CREATE TABLE routing_pin (conversation VARCHAR(64) PRIMARY KEY, model_requested VARCHAR(128) NOT NULL,
                model VARCHAR(128) NOT NULL, complexity VARCHAR(16) NOT NULL,
                pinned_at TIMESTAMP(3) WITH TIME ZONE NOT NULL)""");
        jdbc.update("DELETE FROM \"flyway_schema_history\" WHERE \"version\" = '6'");
        jdbc.update(
                "INSERT INTO routing_pin VALUES ('old', 'claude-opus-5-5', 'claude-haiku-5-5', 'SIMPLE', ?)",
                NOON.atOffset(ZoneOffset.UTC));

        migrate(database);

        assertThat(read(NOON.minusSeconds(1), MANY)).containsOnly(Map.entry("old", pin("claude-haiku-5-5", NOON)));
    }
}
