package io.agenticproxy.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of server-sent events into its events, however the bytes arrive. The grammar is that of the WHATWG's
 * HTML standard: lines end in LF, CRLF or CR; a blank line ends an event; several data lines are joined by LF; comments
 * and unknown fields are skipped, and so is an event without data or without its blank line.
 *
 * <p>Holds one event at most, bounded by the limit; a larger one is reported and left out. Not for two threads at once.
 */
public final class SseScanner {
    /** Told about each event at the blank line that ends it. */
    public interface Events {
        /**
         * @param name as the {@code event:} line has it, empty without one
         * @param data a piece of {@code buffer}, valid during this call only
         */
        void event(String name, byte[] buffer, int data, int length);

        /** An event was larger than the limit. {@code name} is empty if it had not come by then. */
        void oversized(String name);
    }

    private static final int FIRST_BUFFER = 1024;
    private static final int KEPT_BUFFER = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final int limit;
    private final Events events;

    /** The data of the event so far, then the line so far. */
    private byte[] buffer = NOTHING;

    private int line;
    private int used;
    private int dataStart;
    private int dataEnd = -1;
    private String name = "";
    private String lastName = "";
    private boolean oversized;
    private boolean blank = true;
    private boolean afterCr;
    private boolean firstLine = true;

    /** @param limit of one event's data and its current line, in bytes */
    public SseScanner(int limit, Events events) {
        this.limit = limit;
        this.events = events;
    }

    public void feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; at++) {
            if (afterCr) {
                afterCr = false;
                if (bytes[at] == '\n') {
                    continue;
                }
            }
            int from = at;
            while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
                at++;
            }
            append(bytes, from, at - from);
            if (at < end) {
                afterCr = bytes[at] == '\r';
                endLine();
            }
        }
    }

    private void append(byte[] bytes, int from, int length) {
        if (length == 0) {
            return;
        }
        blank = false;
        if (oversized) {
            return;
        }
        if (length > limit - used) {
            oversized = true;
            buffer = NOTHING;
            used = 0;
            return;
        }
        if (length > buffer.length - used) {
            buffer = Arrays.copyOf(buffer, Math.max(FIRST_BUFFER, Math.max(used + length, 2 * buffer.length)));
        }
        System.arraycopy(bytes, from, buffer, used, length);
        used += length;
    }

    private void endLine() {
        if (firstLine) {
            firstLine = false;
            skipByteOrderMark();
        }
        if (blank) {
            dispatch();
        } else if (!oversized) {
            readLine();
        }
        blank = true;
    }

    private void skipByteOrderMark() {
        if (used >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            line = 3;
            blank = used == 3;
        }
    }

    private void readLine() {
        int colon = line;
        while (colon < used && buffer[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, used);
        if (value < used && buffer[value] == ' ') {
            value++;
        }
        if (is("data", line, colon)) {
            addData(value);
        } else {
            if (is("event", line, colon)) {
                name = name(value);
            }
            used = Math.max(dataEnd, 0);
        }
        line = used;
    }

    private void addData(int value) {
        if (dataEnd < 0) {
            dataStart = value;
            dataEnd = used;
            return;
        }
        int length = used - value; // at least "data" stood before it: there is room for the LF
        buffer[dataEnd] = '\n';
        System.arraycopy(buffer, value, buffer, dataEnd + 1, length);
        dataEnd += 1 + length;
        used = dataEnd;
    }

    private void dispatch() {
        String named = name;
        int start = dataStart;
        int end = dataEnd;
        boolean left = oversized;
        byte[] held = buffer;
        reset();
        if (left) {
            events.oversized(named);
        } else if (end >= 0) {
            events.event(named, held, start, end - start);
        }
    }

    private void reset() {
        if (buffer.length > KEPT_BUFFER) {
            buffer = NOTHING;
        }
        line = 0;
        used = 0;
        dataEnd = -1;
        name = "";
        oversized = false;
    }

    /** Streams repeat few names, mostly the last one: no new text for that. */
    private String name(int from) {
        if (!is(lastName, from, used)) {
            lastName = new String(buffer, from, used - from, StandardCharsets.UTF_8);
        }
        return lastName;
    }

    private boolean is(String text, int from, int to) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (buffer[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
