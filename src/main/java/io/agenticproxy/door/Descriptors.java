package io.agenticproxy.door;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the system's limit of open files ({@code ulimit -n}) leaves for connections. */
final class Descriptors {
    /** For the database, its server, files that are read now and then, and what the console opens. */
    private static final int RESERVE = 100;
    /** To the client and to upstream; and the router's question may hold on to one that has come too late. */
    private static final int PER_CONNECTION = 3;

    private static final int FEWEST = 16;

    private Descriptors() {}

    /** How many connections can be served at once without running out; {@code most} where the system tells no limit. */
    static int connections(int most) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? connections(most, system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : most;
    }

    static int connections(int most, long limit, long open) {
        if (limit <= 0) { // none
            return most;
        }
        return (int) Math.max(FEWEST, Math.min(most, (limit - open - RESERVE) / PER_CONNECTION));
    }
}
