package io.agenticproxy.router;

import com.zaxxer.hikari.HikariDataSource;
import io.agenticproxy.testing.PostgresServer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** On a real PostgreSQL server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PinTablePostgresIT extends PinTableContract {
    private final PostgresServer server = PostgresServer.start();
    private final HikariDataSource pool = new HikariDataSource();

    PinTablePostgresIT() {
        pool.setDataSource(server.jdbc().getDataSource());
    }

    @Override
    DataSource database() {
        return pool;
    }

    @AfterAll
    void stopServer() {
        pool.close();
        server.close();
    }
}
