package io.agenticproxy;

import java.util.List;

/** Stops the start: one line per mistake, for a person to read. */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> lines;

    public CannotStart(List<String> lines) {
        super(String.join("; ", lines), null, false, false);
        this.lines = List.copyOf(lines);
    }

    public List<String> lines() {
        return lines;
    }
}
