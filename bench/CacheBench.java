import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a hit of the response cache costs, beside a miss and the same Tomcat with a servlet that has one answer. */
final class CacheBench {
    private static final int AT_ONCE = 16;
    /** A fresh process takes tens of thousands of calls to be compiled, on a busy machine for a minute or more. */
    private static final int WARM_HITS = 100_000;

    private static final int WARM_SECONDS = 30;

    private CacheBench() {}

    static void run(Options options) throws Exception {
        int rounds = options.number("rounds", 7);
        int calls = options.number("calls", 2_000);
        try (Upstream upstream = new Upstream();
                Proxy proxy = Proxy.start(options, upstream.port());
                Constant constant = Constant.start(options, Calls.ANSWER_BODY)) {
            proxy.printStart();
            byte[] hit = Calls.request(proxy.port, Calls.REQUEST_BODY);
            Calls.repeat(proxy.port, hit, WARM_HITS);
            Calls.repeat(constant.port, hit, WARM_HITS);
            Load.run(proxy.port, hit, false, AT_ONCE, WARM_SECONDS);
            Load.run(constant.port, hit, false, AT_ONCE, WARM_SECONDS);
            Calls.call(proxy.port, 10 * calls);

            List<long[]> constants = new ArrayList<>();
            List<long[]> hits = new ArrayList<>();
            List<long[]> misses = new ArrayList<>();
            List<double[]> rates = new ArrayList<>();
            List<double[]> cpu = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                constants.add(Calls.repeat(constant.port, hit, calls));
                long before = proxy.cpuMillis();
                hits.add(Calls.repeat(proxy.port, hit, calls));
                long between = proxy.cpuMillis();
                misses.add(Calls.call(proxy.port, calls));
                cpu.add(new double[] {
                    (between - before) * 1_000.0 / calls, (proxy.cpuMillis() - between) * 1_000.0 / calls
                });
                rates.add(new double[] {Load.run(proxy.port, hit, false, AT_ONCE, 3), Load.run(constant.port, hit, false, AT_ONCE, 3)});
            }
            System.out.printf(
                    "%nhit of %d bytes, 1 connection, %d rounds of %d calls, milliseconds; direct: the constant%n",
                    Calls.ANSWER_BODY.length, rounds, calls);
            Numbers.table(constants, hits);
            System.out.printf("%nmiss, likewise%n");
            Numbers.table(constants, misses);
            System.out.printf(
                    Locale.ROOT,
                    "%nCPU of a call in microseconds: hit %.0f, miss %.0f%n",
                    median(cpu, 0),
                    median(cpu, 1));
            double[] ratios =
                    rates.stream().mapToDouble(r -> r[0] / r[1]).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%d connections: %.0f hits a second, %.0f constants (medians); ratio %.2f (%.2f to %.2f)%n",
                    AT_ONCE,
                    median(rates, 0),
                    median(rates, 1),
                    ratios[rounds / 2],
                    ratios[0],
                    ratios[rounds - 1]);
        }
    }

    private static double median(List<double[]> rounds, int column) {
        return rounds.stream().mapToDouble(r -> r[column]).sorted().toArray()[rounds.size() / 2];
    }
}
