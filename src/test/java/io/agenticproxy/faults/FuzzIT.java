package io.agenticproxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is sent and answered: with the proxy between, each side sees what it would see without. */
@Timeout(300)
class FuzzIT {
    private static final long SEED = 20_261_128;
    private static final int COUNT = 1_000;

    @Test
    void madeUpRequestsAndAnswersLookTheSameOnBothSides() throws Exception {
        try (Fuzz fuzz = new Fuzz()) {
            fuzz.run(FuzzCase.Spoils.REQUEST, SEED, 0, COUNT);
            fuzz.run(FuzzCase.Spoils.REPLY, SEED, 0, COUNT);

            assertThat(fuzz.settle()).isEmpty();
            assertThat(fuzz.hits()).as("replays among them").isPositive();
            assertThat(fuzz.edited()).as("requests that a stage has changed").isPositive();
        }
    }
}
