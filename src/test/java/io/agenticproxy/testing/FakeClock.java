package io.agenticproxy.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;

/** A clock that stands still until a test moves it. Its zone is UTC. Thread-safe. */
public final class FakeClock extends Clock {
    /** The time that clocks of several zones share; guarded by itself. */
    private static final class Time {
        private Instant now;

        private Time(Instant now) {
            this.now = now;
        }

        private synchronized Instant move(UnaryOperator<Instant> how) {
            now = how.apply(now);
            return now;
        }
    }

    private final Time time;
    private final ZoneId zone;

    private FakeClock(Time time, ZoneId zone) {
        this.time = time;
        this.zone = zone;
    }

    public static FakeClock at(Instant now) {
        return new FakeClock(new Time(now), ZoneOffset.UTC);
    }

    /** A clock at an instant such as {@code 2026-11-01T12:00:00Z}. */
    public static FakeClock at(String now) {
        return at(Instant.parse(now));
    }

    /** Moves on by that much, or back when it is negative; returns the new time. */
    public Instant advance(Duration by) {
        return time.move(now -> now.plus(by));
    }

    public void set(Instant to) {
        time.move(now -> to);
    }

    @Override
    public Instant instant() {
        return time.move(now -> now);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock read in another zone: it moves with this one. */
    @Override
    public Clock withZone(ZoneId other) {
        return new FakeClock(time, other);
    }
}
