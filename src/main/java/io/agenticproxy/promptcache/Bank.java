package io.agenticproxy.promptcache;

import io.agenticproxy.pricing.Usd;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What one account's marks have earned, and may therefore risk. Each marked request reserves the most that it can lose
 * before it is sent, so that many at once can't spend the same; what it really lost or gained is settled when its usage
 * is known. At 00:00 UTC a balance below the seed is raised to it. Thread-safe.
 */
final class Bank {
    private final Usd seed;
    private Usd balance;
    private Usd reserved = Usd.ZERO;
    private LocalDate day;
    private boolean changed;

    /** As kept in the database. */
    record Balance(Usd usd, LocalDate day) {}

    Bank(Usd seed, Balance known) {
        this.seed = seed;
        this.balance = known.usd();
        this.day = known.day();
    }

    /** What has been read from the database, when something was earned or lost before that. */
    synchronized void add(Balance known) {
        Usd since = balance.minus(seed);
        balance = known.usd();
        LocalDate today = day;
        day = known.day();
        newDay(today);
        balance = balance.plus(since);
        changed = true;
    }

    /** @return false when the account can't bear it */
    synchronized boolean reserve(Usd worst, LocalDate today) {
        newDay(today);
        Usd left = balance.minus(reserved);
        if (left.compareTo(worst) < 0) {
            return false;
        }
        reserved = reserved.plus(worst);
        return true;
    }

    private void newDay(LocalDate today) {
        if (today.isAfter(day)) {
            day = today;
            balance = balance.compareTo(seed) < 0 ? seed : balance;
            changed = true;
        }
    }

    /** Nothing was billed. */
    synchronized void release(Usd worst) {
        reserved = reserved.minus(worst);
    }

    /** @param gain of what was billed over a request without marks; negative for a loss */
    synchronized void settle(Usd worst, Usd gain) {
        reserved = reserved.minus(worst);
        balance = balance.plus(gain);
        changed = true;
    }

    synchronized Balance balance() {
        return new Balance(balance, day);
    }

    /** What has changed since the last call of this; null when nothing has. */
    synchronized @Nullable Balance takeChanged() {
        if (!changed) {
            return null;
        }
        changed = false;
        return new Balance(balance, day);
    }

    synchronized void notWritten() {
        changed = true;
    }
}
