package io.agenticproxy.cache;

import java.io.IOException;
import java.io.InputStream;

/** One client's place in the answer of a {@link Flight}. Its fields are guarded by the flight's lock. */
final class FlightReader extends InputStream {
    static final int BUFFER = 16 * 1024;

    private final Flight flight;
    /** Reads nothing, but waits until all of the answer is there. */
    boolean forTheEnd;

    int piece;
    volatile boolean left;
    boolean cut;
    private int offset;

    FlightReader(Flight flight, boolean forTheEnd) {
        this.flight = flight;
        this.forTheEnd = forTheEnd;
    }

    boolean hasLeft() {
        return left;
    }

    /** Copies from the piece that it stands at. Called by the flight, under its lock. */
    int take(byte[] from, byte[] buffer, int at, int length) {
        int n = Math.min(length, from.length - offset);
        System.arraycopy(from, offset, buffer, at, n);
        offset += n;
        if (offset == from.length) {
            offset = 0;
            piece++;
        }
        return n;
    }

    @Override
    public int read(byte[] buffer, int at, int length) throws IOException {
        return length == 0 ? 0 : flight.read(this, buffer, at, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Gives the place up; returns whether the call goes on without it. May be called more than once. */
    boolean leave() {
        return flight.leave(this);
    }

    @Override
    public void close() {
        leave();
    }
}
