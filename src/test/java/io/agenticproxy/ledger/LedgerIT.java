package io.agenticproxy.ledger;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** On the file that the proxy makes by itself. */
class LedgerIT extends LedgerContract {
    private final Path data;

    LedgerIT(@TempDir Path data) {
        this.data = data;
    }

    @Override
    Map<String, String> database() {
        return Map.of("DATA_DIR", data.toString());
    }
}
