package io.agenticproxy.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsdTest {
    @Test
    void amountsAreEqualHoweverTheyWereWritten() {
        assertThat(Usd.of("0.10")).isEqualTo(Usd.of("0.1")).isEqualTo(Usd.of("1e-1"));
        assertThat(Usd.of("1").minus(Usd.of("1"))).isEqualTo(Usd.ZERO);
    }

    @Test
    void twelveDecimalsAreKeptAndNothingIsRounded() {
        Usd smallest = Usd.of("0.000000000001");

        assertThat(smallest.times(3).plus(Usd.of("1"))).isEqualTo(Usd.of("1.000000000003"));
        assertThatThrownBy(() -> smallest.times(new BigDecimal("0.5"))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Usd.of("0.0000000000001")).isInstanceOf(ArithmeticException.class);
    }

    /** 0.0001 dollars per million tokens × 1.1 × 0.5 = 0.000055 per million = 0.000000000055 a token. */
    @Test
    void theFinestPriceUnderAllMultipliersIsExact() {
        Usd token = Usd.perMillion(new BigDecimal("0.0001"))
                .times(new BigDecimal("1.1"))
                .times(new BigDecimal("0.5"));

        assertThat(token).isEqualTo(Usd.of("0.000000000055"));
    }

    @Test
    void sumsAndSigns() {
        assertThat(Usd.sum(List.of(Usd.of("0.25"), Usd.of("-1"), Usd.of("0.5"))))
                .isEqualTo(Usd.of("-0.25"));
        assertThat(Usd.sum(List.of())).isEqualTo(Usd.ZERO);
        assertThat(Usd.of("-0.25").isNegative()).isTrue();
        assertThat(Usd.of("-0.25").negated()).isEqualTo(Usd.of("0.25"));
        assertThat(Usd.ZERO.isZero()).isTrue();
        assertThat(Usd.of("2")).isGreaterThan(Usd.of("1.999999999999"));
    }

    @Test
    void itIsWrittenWithTheDigitsThatCount() {
        assertThat(Usd.of("0.000431000")).hasToString("0.000431");
        assertThat(Usd.of("1200")).hasToString("1200");
        assertThat(Usd.ZERO).hasToString("0");
        assertThat(Usd.of("0.000431").amount()).isEqualByComparingTo("0.000431").hasScaleOf(12);
    }
}
