import java.io.IOException;

/**
 * One of the ways that the same traffic takes in turn.
 *
 * @param cpuMillis of the process between client and upstream since its start; null when there is none
 */
record Way(String name, int port, Cpu cpuMillis) {
    interface Cpu {
        long read() throws IOException;
    }

    boolean direct() {
        return cpuMillis == null;
    }
}
