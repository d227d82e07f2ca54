package io.agenticproxy.promptcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/prompt-cache.md} explains every reason that a row can have. */
class PromptCacheDocTest {
    @Test
    void everyReasonIsExplained() throws IOException {
        String page = Files.readString(Path.of("docs", "prompt-cache.md"));

        for (MarkReason reason : MarkReason.values()) {
            assertThat(page).contains("| `" + reason.name() + "` | " + reason.sentence() + " |");
        }
    }
}
