package io.agenticproxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.exchange.BypassReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/cache.md} explains every reason that a row can have. */
class CacheDocTest {
    @Test
    void everyReasonIsExplained() throws IOException {
        String page = Files.readString(Path.of("docs", "cache.md"));

        Stream.of(BypassReason.values()).forEach(reason -> assertExplained(page, reason, reason.sentence()));
        Stream.of(NotCached.values()).forEach(reason -> assertExplained(page, reason, reason.sentence()));
        Stream.of(NotShared.values()).forEach(reason -> assertExplained(page, reason, reason.sentence()));
        Stream.of(NotStored.values()).forEach(reason -> assertExplained(page, reason, reason.sentence()));
    }

    private static void assertExplained(String page, Enum<?> reason, String sentence) {
        assertThat(page).contains("| `" + reason.name() + "` | " + sentence + " |");
    }
}
