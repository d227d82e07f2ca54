package io.agenticproxy.admit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads one body into memory, as far as the budget allows. Used by one thread. */
final class Reading {
    private static final int FIRST = 64 * 1024;

    private final BodyBudget budget;
    private byte[] bytes = new byte[0];
    private int count;
    private long taken;
    private long extra;

    Reading(BodyBudget budget) {
        this.budget = budget;
    }

    /** @return false when so many bytes may not be held now; nothing has been read then */
    boolean exactly(InputStream in, int length) throws IOException {
        if (!grow(length)) {
            return false;
        }
        count = in.readNBytes(bytes, 0, length);
        return true;
    }

    /** @return false when the body may not be held to its end; what has been read is in {@link #bytes()} */
    boolean growing(InputStream in, int most) throws IOException {
        if (!grow(FIRST)) {
            return false;
        }
        for (int n; (n = in.read(bytes, count, bytes.length - count)) >= 0; ) {
            count += n;
            if (count == bytes.length && (count > most || !grow(2 * count))) {
                return false;
            }
        }
        return true;
    }

    private boolean grow(int size) {
        if (!budget.take(size - taken)) {
            return false;
        }
        taken = size;
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    /** More memory for what is made of the body, to be given back with it. */
    boolean more(long size) {
        boolean granted = budget.takeExactly(size);
        extra += granted ? size : 0;
        return granted;
    }

    byte[] bytes() {
        return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
    }

    /** Without effect the second time. */
    void giveBack() {
        budget.giveBack(taken);
        budget.giveBackExactly(extra);
        taken = 0;
        extra = 0;
    }
}
