package io.agenticproxy.router;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** On a file of the kind that the proxy makes by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PinTableIT extends PinTableContract {
    private final HikariDataSource file = new HikariDataSource();

    PinTableIT(@TempDir Path data) {
        file.setJdbcUrl("jdbc:h2:file:" + data.resolve("pins") + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=200");
        file.setUsername("sa");
    }

    @Override
    DataSource database() {
        return file;
    }

    @AfterAll
    void closeFile() {
        file.close();
    }
}
