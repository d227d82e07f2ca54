package io.agenticproxy.router;

import java.util.Arrays;

/** The median of the last few values, of which there is one from the beginning. Thread-safe. */
final class Median {
    private static final int LAST = 15;

    private final long[] values = new long[LAST];
    private int count;

    Median(long first) {
        values[count++] = first;
    }

    synchronized void add(long value) {
        values[count++ % LAST] = value;
    }

    /** Of the upper one where there are two. */
    synchronized long value() {
        long[] known = Arrays.copyOf(values, Math.min(count, LAST));
        Arrays.sort(known);
        return known[known.length / 2];
    }
}
