package io.agenticproxy.wire;

/** Ends the making of an answer's other form; never leaves this package. */
final class Doubt extends Exception {
    private static final long serialVersionUID = 1;

    private final NotDerived reason;

    Doubt(NotDerived reason) {
        super(reason.sentence(), null, false, false);
        this.reason = reason;
    }

    NotDerived reason() {
        return reason;
    }
}
