package io.agenticproxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of the soak: what leaks with every call shows within a thousand. */
@Timeout(180)
class SoakIT {
    @Test
    void aMixtureOfCallsLeavesNothingBehind() throws Exception {
        Soak soak = new Soak(Duration.ofSeconds(20), Duration.ofSeconds(5), 60);

        soak.run();

        assertThat(soak.heldUp()).isEmpty();
        assertThat(soak.load().hits.get()).isPositive();
        assertThat(soak.load().left.get()).isPositive();
        List<Soak.Sample> samples = soak.samples();
        Soak.Sample first = samples.get(1);
        Soak.Sample last = samples.get(samples.size() - 1);
        assertThat(last.heapMb()).isLessThan(first.heapMb() + 15);
        assertThat(last.threads()).isLessThan(first.threads() + 30);
        assertThat(last.descriptors()).isLessThan(first.descriptors() + 40);
    }
}
