package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/router.md} explains every reason that a row can have. */
class RouterDocTest {
    @Test
    void everyReasonIsExplained() throws IOException {
        String page = Files.readString(Path.of("docs", "router.md"));

        for (RouterReason reason : RouterReason.values()) {
            assertThat(page).contains("| `" + reason.name() + "` | " + reason.sentence() + " |");
        }
    }
}
