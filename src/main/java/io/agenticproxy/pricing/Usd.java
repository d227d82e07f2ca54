package io.agenticproxy.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;

/**
 * An exact amount of US dollars, with twelve decimals as the ledger's {@code DECIMAL(20,12)} has them. May be negative.
 *
 * <p>Nothing is ever rounded; an operation that would need to throws {@link ArithmeticException}. No price does: the
 * catalog admits prices per million tokens with at most 4 decimals, so a token's price has at most 10, and the
 * multipliers for region and batch, of one decimal each, make that 12. Fees have fewer.
 */
public record Usd(BigDecimal amount) implements Comparable<Usd> {
    public static final int DECIMALS = 12;
    public static final Usd ZERO = new Usd(BigDecimal.ZERO);

    private static final int DECIMALS_OF_A_MILLION = 6;
    private static final int DECIMALS_OF_A_THOUSAND = 3;

    public Usd {
        amount = amount.setScale(DECIMALS, RoundingMode.UNNECESSARY);
    }

    public static Usd of(String amount) {
        return new Usd(new BigDecimal(amount));
    }

    /** The price of one, from that of a million. */
    static Usd perMillion(BigDecimal price) {
        return new Usd(price.movePointLeft(DECIMALS_OF_A_MILLION));
    }

    /** The price of one, from that of a thousand. */
    static Usd perThousand(BigDecimal price) {
        return new Usd(price.movePointLeft(DECIMALS_OF_A_THOUSAND));
    }

    public static Usd sum(Collection<Usd> amounts) {
        return amounts.stream().reduce(ZERO, Usd::plus);
    }

    public Usd plus(Usd other) {
        return new Usd(amount.add(other.amount));
    }

    public Usd minus(Usd other) {
        return new Usd(amount.subtract(other.amount));
    }

    public Usd negated() {
        return new Usd(amount.negate());
    }

    public Usd times(long count) {
        return times(BigDecimal.valueOf(count));
    }

    public Usd times(BigDecimal factor) {
        return new Usd(amount.multiply(factor));
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public boolean isNegative() {
        return amount.signum() < 0;
    }

    @Override
    public int compareTo(Usd other) {
        return amount.compareTo(other.amount);
    }

    /** The digits that count: {@code 0.000431}, {@code 12}. */
    @Override
    public String toString() {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
