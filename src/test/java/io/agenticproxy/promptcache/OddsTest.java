package io.agenticproxy.promptcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an agent did before decides what is expected of it. */
class OddsTest {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final Odds odds = new Odds(Odds.Counts.NONE);

    @Test
    void aBurstOfSingleShotsStopsItself() {
        for (int i = 0; i < 5; i++) {
            odds.begins("c" + i, true, NOON.plusSeconds(i), LIFE);
        }

        assertThat(odds.goingOn(0.5, NOON.plusSeconds(6), LIFE)).isLessThan(0.25);
    }

    @Test
    void conversationsThatGoOnRaiseItAndThoseThatEndLowerIt() {
        for (int i = 0; i < 10; i++) {
            Instant at = NOON.plusSeconds(600L * i);
            odds.begins("c" + i, true, at, LIFE);
            odds.goesOn("c" + i, at.plusSeconds(30), LIFE);
        }
        Instant later = NOON.plus(Duration.ofHours(3));
        assertThat(odds.goingOn(0.2, later, LIFE)).isGreaterThan(0.75);

        for (int i = 0; i < 40; i++) {
            odds.begins("d" + i, true, later.plusSeconds(600L * i), LIFE);
        }
        assertThat(odds.goingOn(0.5, later.plus(Duration.ofHours(10)), LIFE)).isLessThan(0.25);
    }

    @Test
    void oneThatFollowsInTimeMakesTheCommonPartWorthAMark() {
        assertThat(odds.followed()).isLessThan(0.25);
        for (int i = 0; i < 4; i++) {
            odds.begins("c" + i, true, NOON.plusSeconds(20L * i), LIFE);
        }
        assertThat(odds.followed()).isGreaterThan(0.5);
    }

    @Test
    void theEstimateFollowsWhatIsReported() {
        assertThat(odds.mostTokens()).isEqualTo(2);
        odds.counted(1_000, 800);
        assertThat(odds.factor()).isEqualTo(0.8);
        for (int i = 0; i < 20; i++) {
            odds.counted(1_000, 1_200);
        }
        assertThat(odds.factor()).isBetween(1.19, 1.2);
    }

    @Test
    void onlyTheOneThatWritesEndsTheWriting() {
        odds.writes(NOON);
        odds.written(NOON.minusSeconds(5), true);
        assertThat(odds.isWriting(NOON.plusSeconds(1))).isTrue();
        odds.written(NOON, true);
        assertThat(odds.isWriting(NOON.plusSeconds(1))).isFalse();
        assertThat(odds.commonWarm(NOON.plusSeconds(299), LIFE)).isTrue();
        assertThat(odds.commonWarm(NOON.plusSeconds(301), LIFE)).isFalse();
    }
}
