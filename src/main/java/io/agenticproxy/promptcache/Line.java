package io.agenticproxy.promptcache;

import java.time.Duration;
import java.time.Instant;

/** One conversation at one model, from request to request. Thread-safe. */
final class Line {
    private static final int MOST_MISSED = 2;
    private static final int SLOW_AFTER = 2;

    private Instant last = Instant.MIN;
    private boolean marked;
    private int pauses;
    private int missed;
    /** What the provider holds of it, as far as usage has said. */
    private long held;

    /** @param known whether its last request came by here */
    record Before(boolean known, boolean warm, boolean slow, boolean stopped) {}

    /** The next request is here. */
    synchronized Before next(Instant now, Duration life) {
        boolean inTime = last != Instant.MIN && !now.isAfter(last.plus(life));
        if (last != Instant.MIN) {
            pauses = inTime ? 0 : pauses + 1;
        }
        Before before = new Before(last != Instant.MIN, inTime && marked, pauses >= SLOW_AFTER, missed >= MOST_MISSED);
        last = now;
        marked = false;
        return before;
    }

    synchronized void marked() {
        marked = true;
    }

    /** What a marked request has read and written. One that was warm should have read what was held. */
    synchronized void used(boolean warm, long read, long written) {
        if (read > 0) {
            missed = 0;
        } else if (warm && held > 0) {
            missed++;
        }
        held = read + written;
    }
}
