import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What a hit of the response cache costs, beside a miss and the same server's own 404, which no route writes. */
final class CacheBench {
    private static final int AT_ONCE = 16;
    private static final int WARM_SECONDS = 20;

    private CacheBench() {}

    static void run(Options options) throws Exception {
        int rounds = options.number("rounds", 7);
        int calls = options.number("calls", 2_000);
        try (Upstream upstream = new Upstream();
                Proxy proxy = Proxy.start(options, upstream.port())) {
            proxy.printStart();
            byte[] hit = Calls.request(proxy.port, Calls.REQUEST_BODY);
            byte[] constant = ("GET /robots.txt HTTP/1.1\r\nHost: localhost:" + proxy.port + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            throughput(proxy.port, hit, WARM_SECONDS);
            Calls.call(proxy.port, 10 * calls);
            throughput(proxy.port, constant, WARM_SECONDS / 2);

            List<long[]> hits = new ArrayList<>();
            List<long[]> misses = new ArrayList<>();
            List<double[]> rates = new ArrayList<>();
            List<double[]> cpu = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                long before = proxy.cpuMillis();
                hits.add(Calls.repeat(proxy.port, hit, calls));
                long between = proxy.cpuMillis();
                misses.add(Calls.call(proxy.port, calls));
                cpu.add(new double[] {
                    (between - before) * 1_000.0 / calls, (proxy.cpuMillis() - between) * 1_000.0 / calls
                });
                rates.add(new double[] {throughput(proxy.port, hit, 3), throughput(proxy.port, constant, 3)});
            }
            print("hit, 1 connection, ms as the client sees it", hits);
            print("miss, 1 connection, ms as the client sees it", misses);
            System.out.printf(
                    Locale.ROOT,
                    "CPU of a call in microseconds: hit %.0f, miss %.0f%n",
                    median(cpu, 0),
                    median(cpu, 1));
            System.out.printf(
                    Locale.ROOT,
                    "%d connections: %.0f hits a second, %.0f of its own 404s (medians); ratio %.2f%n",
                    AT_ONCE,
                    median(rates, 0),
                    median(rates, 1),
                    rates.stream().mapToDouble(r -> r[0] / r[1]).sorted().toArray()[rounds / 2]);
        }
    }

    private static void print(String what, List<long[]> rounds) {
        System.out.printf(
                Locale.ROOT,
                "%-48s p50 %.3f  p99 %.3f  (medians of %d rounds)%n",
                what,
                middle(rounds, 0.5),
                middle(rounds, 0.99),
                rounds.size());
    }

    private static double middle(List<long[]> rounds, double q) {
        return rounds.stream().mapToDouble(r -> Numbers.at(r, q)).sorted().toArray()[rounds.size() / 2];
    }

    private static double median(List<double[]> rounds, int column) {
        return rounds.stream().mapToDouble(r -> r[column]).sorted().toArray()[rounds.size() / 2];
    }

    /** Answers a second over some connections at once. */
    private static double throughput(int port, byte[] request, int seconds) throws Exception {
        long began = System.nanoTime();
        long until = began + TimeUnit.SECONDS.toNanos(seconds);
        AtomicLong sent = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            threads.add(Threads.daemon(() -> {
                while (System.nanoTime() < until) {
                    Calls.repeat(port, request, 50);
                    sent.addAndGet(50);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return sent.get() / ((System.nanoTime() - began) / 1e9);
    }
}
