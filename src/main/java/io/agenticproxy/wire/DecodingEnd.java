package io.agenticproxy.wire;

/** Ends a decoding from the inside, with its reason. Never leaves {@link ContentDecoder}. */
final class DecodingEnd extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReadingStop reason;

    DecodingEnd(ReadingStop reason) {
        super(reason.name(), null, false, false); // not an error to look for: no stack trace
        this.reason = reason;
    }

    ReadingStop reason() {
        return reason;
    }
}
