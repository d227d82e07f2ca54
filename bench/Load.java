import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The same request, or each time another one, over some kept connections at once, for some time. */
final class Load {
    private Load() {}

    /** Answers a second. */
    static double run(int port, byte[] request, boolean others, int connections, double seconds) throws InterruptedException {
        long began = System.nanoTime();
        long until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        AtomicLong sent = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Threads.daemon(() -> {
                byte[] bytes = request.clone();
                try (Connection connection = new Connection(port)) {
                    while (System.nanoTime() < until) {
                        if (others) {
                            Calls.number(bytes);
                        }
                        connection.out.write(bytes);
                        connection.readCounted();
                        sent.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return sent.get() / ((System.nanoTime() - began) / 1e9);
    }
}
