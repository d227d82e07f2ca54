package io.agenticproxy.ledger;

import io.agenticproxy.testing.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** On a real PostgreSQL server. */
class LedgerPostgresIT extends LedgerContract {
    private final PostgresServer server = PostgresServer.start();

    @Override
    Map<String, String> database() {
        return server.variables();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }
}
