package io.agenticproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FakeClockTest {
    @Test
    void itMovesOnlyWhenTold() {
        FakeClock clock = FakeClock.at("2026-11-01T12:00:00Z");
        assertThat(clock.instant()).isEqualTo("2026-11-01T12:00:00Z");

        assertThat(clock.advance(Duration.ofHours(13))).isEqualTo("2026-11-02T01:00:00Z");
        clock.set(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void aClockOfAnotherZoneMovesAlong() {
        FakeClock clock = FakeClock.at(Instant.EPOCH);
        Clock elsewhere = clock.withZone(ZoneId.of("Asia/Tokyo"));

        clock.advance(Duration.ofSeconds(1));

        assertThat(elsewhere.instant()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    }
}
