package io.agenticproxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three power cuts in the middle of the load. */
@Timeout(300)
class KillAndRestartIT {
    private final Path folder;

    KillAndRestartIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aKillUnderLoadCostsTheLastMomentsAtMost() throws Exception {
        KillAndRestart run = new KillAndRestart(folder.resolve("data"));

        assertThat(run.run(3, 7)).isEmpty();
        assertThat(run.rows()).isPositive();
        assertThat(run.hits()).as("calls answered from the store").isPositive();
    }
}
