package io.agenticproxy.promptcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.pricing.Usd;
import java.time.LocalDate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What marks may lose is bounded, whatever the traffic, and however many at once. */
class BankTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-25");
    private static final Usd SEED = Usd.of("1.00");

    private final Bank bank = new Bank(SEED, new Bank.Balance(SEED, TODAY));

    @Test
    void manyAtOnceCantSpendTheSame() {
        long granted = IntStream.range(0, 100)
                .parallel()
                .filter(i -> bank.reserve(Usd.of("0.30"), TODAY))
                .count();

        assertThat(granted).isEqualTo(3);
    }

    @Test
    void whatIsReleasedOrEarnedMayBeRiskedAgain() {
        assertThat(bank.reserve(SEED, TODAY)).isTrue();
        assertThat(bank.reserve(Usd.of("0.01"), TODAY)).isFalse();

        bank.release(SEED);
        assertThat(bank.reserve(SEED, TODAY)).isTrue();
        bank.settle(SEED, Usd.of("0.50"));
        assertThat(bank.balance().usd()).isEqualTo(Usd.of("1.50"));
        assertThat(bank.reserve(Usd.of("1.50"), TODAY)).isTrue();
    }

    @Test
    void aNewDayRaisesWhatWasLostAndKeepsWhatWasEarned() {
        bank.reserve(SEED, TODAY);
        bank.settle(SEED, Usd.of("-0.90"));
        assertThat(bank.reserve(Usd.of("0.20"), TODAY)).isFalse();
        assertThat(bank.reserve(SEED, TODAY.plusDays(1))).isTrue();
        bank.settle(SEED, Usd.of("4.00"));
        assertThat(bank.reserve(Usd.of("5.00"), TODAY.plusDays(2))).isTrue();
    }

    @Test
    void aBalanceThatIsReadLateCountsWithWhatHappenedMeanwhile() {
        bank.reserve(SEED, TODAY);
        bank.settle(SEED, Usd.of("-0.25"));

        bank.add(new Bank.Balance(Usd.of("0.40"), TODAY));

        assertThat(bank.balance().usd()).isEqualTo(Usd.of("0.15"));
    }
}
