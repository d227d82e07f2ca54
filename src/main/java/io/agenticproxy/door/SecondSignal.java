package io.agenticproxy.door;

import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Whether somebody who has asked the process to stop asks again, by Ctrl-C or SIGTERM: the JVM itself ignores that while
 * it stops. Thread-safe.
 */
final class SecondSignal implements AutoCloseable {
    /** Never comes. */
    static final SecondSignal NONE = new SecondSignal();

    private final List<Runnable> restore = new ArrayList<>();
    private volatile boolean came;

    private SecondSignal() {}

    /** Takes the signals over until it is closed. */
    static SecondSignal listen() {
        SecondSignal second = new SecondSignal();
        for (String name : List.of("INT", "TERM")) {
            second.take(name);
        }
        return second;
    }

    private void take(String name) {
        try {
            Signal signal = new Signal(name);
            SignalHandler before = Signal.handle(signal, again -> came = true);
            restore.add(() -> Signal.handle(signal, before));
        } catch (IllegalArgumentException notOurs) {
            return; // with -Xrs, or on a system without it, the grace period ends by time alone
        }
    }

    boolean came() {
        return came;
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
    }
}
