import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All of it in one run: the same traffic direct, through nginx as a plain reverse proxy, and through the proxy on each
 * JVM that is named, in turn.
 */
final class Whole {
    private static final int AT_ONCE = 16;
    private static final int SMALL = 200_000;
    private static final int LARGE = 1_000_000;

    private final Options options;
    private final Report report = new Report();
    private final int rounds;
    private final List<Way> ways = new ArrayList<>();
    private final List<Way> proxies = new ArrayList<>();
    private final Map<Way, Proxy> processes = new LinkedHashMap<>();
    private Optional<Nginx> nginx = Optional.empty();

    private Whole(Options options) {
        this.options = options;
        this.rounds = options.number("rounds", 7);
    }

    static void run(Options options) throws Exception {
        new Whole(options).run();
    }

    private void run() throws Exception {
        List<String> jvms = new ArrayList<>(List.of(options.java()));
        if (!options.text("and-java", "").isEmpty()) {
            jvms.add(options.text("and-java", ""));
        }
        try (Upstream upstream = new Upstream()) {
            try {
                nginx = Nginx.start(upstream.port(), Calls.ANSWER_BODY);
                ways.add(new Way("direct", upstream.port(), null));
                nginx.ifPresent(n -> ways.add(new Way("nginx", n.port, n::cpuMillis)));
                for (String jvm : jvms) {
                    Proxy proxy = Proxy.start(options.on(jvm), upstream.port());
                    Way way = new Way("proxy on JDK " + Machine.feature(jvm), proxy.port, proxy::cpuMillis);
                    ways.add(way);
                    proxies.add(way);
                    processes.put(way, proxy);
                }
                head();
                warm(upstream);
                client();
                misses();
                hits();
                bodies();
                streams(upstream);
                many(upstream);
                memory();
            } finally {
                for (Proxy proxy : processes.values()) {
                    proxy.close();
                }
                if (nginx.isPresent()) {
                    nginx.get().close();
                }
            }
        }
        String file = options.text("write", "");
        if (!file.isEmpty()) {
            report.write(Path.of(file));
        }
    }

    private void head() throws Exception {
        report.line("# Benchmarks");
        report.line("");
        report.line(
                "Written by `bench/run all` on %s: %s. Proxy: `%s`, every stage and the ledger on, on H2. Client, upstream, "
                        + "nginx and proxy share the machine's cores, so the figures are upper bounds; what counts is the "
                        + "comparison within a row's own run. Each figure is the median of %d rounds taken in turn; in "
                        + "brackets the least and the most.",
                LocalDate.now(), Machine.describe(), String.join(" ", options.jvm()), rounds);
    }

    /** Until the compilers are done. */
    private void warm(Upstream upstream) throws Exception {
        int seconds = options.number("warm", 90);
        upstream.shape(20, 1);
        for (Way way : ways) {
            int share = processes.containsKey(way) ? seconds : 5;
            Load.run(way.port(), miss(way), true, 4, share * 0.6);
            Load.run(way.port(), hit(way), false, 4, share * 0.4);
            new Streams().run(way.port(), share * 30, AT_ONCE);
            Bodies.fresh(way.port(), SMALL, share * 6);
            Bodies.fresh(way.port(), LARGE, share);
            Bodies.goingOn(way.port(), LARGE, share);
        }
    }

    private static byte[] miss(Way way) throws java.io.IOException {
        return Calls.request(way.port(), Calls.REQUEST_BODY);
    }

    /** From nginx, a file of the same size. */
    private byte[] hit(Way way) throws java.io.IOException {
        return way.name().equals("nginx")
                ? ("GET " + Nginx.FILE + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)
                : Calls.request(way.port(), Calls.REQUEST_BODY);
    }

    private void client() throws Exception {
        Way direct = ways.get(0);
        double[] rates = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            rates[i] = Load.run(direct.port(), miss(direct), true, AT_ONCE, 2);
        }
        report.heading("The client's own limit");
        report.line("%s calls a second over %d connections, straight to the upstream in its own process.", Report.spread(rates), AT_ONCE);
    }

    private interface Sample {
        long[] of(Way way) throws Exception;
    }

    private Map<Way, List<long[]>> inTurn(List<Way> which, Sample sample) throws Exception {
        Map<Way, List<long[]>> all = new LinkedHashMap<>();
        which.forEach(way -> all.put(way, new ArrayList<>()));
        for (int i = 0; i < rounds; i++) {
            for (Way way : which) {
                all.get(way).add(sample.of(way));
            }
        }
        return all;
    }

    private void misses() throws Exception {
        int calls = options.number("calls", 2_000);
        report.heading("A miss: an answer of 1.5 KB, one connection");
        report.latencies(inTurn(ways, way -> Calls.call(way.port(), calls)), 0.5, 0.99);
        cpu("miss", true);
    }

    private void hits() throws Exception {
        int calls = options.number("calls", 2_000);
        List<Way> served = ways.subList(1, ways.size());
        report.heading("A hit of 1.5 KB, one connection; of nginx, a file of the same size");
        report.latencies(inTurn(served, way -> Calls.repeat(way.port(), hit(way), calls)), 0.5, 0.99);
        cpu("hit", false);
    }

    /** Of the process between, over several connections; and how many it answers. */
    private void cpu(String what, boolean others) throws Exception {
        report.line("");
        report.line("| over %d connections | CPU of a %s, µs | %s a second | of nginx's |", AT_ONCE, what, others ? "misses" : "hits");
        report.line("|---|--:|--:|--:|");
        List<Way> between = ways.subList(1, ways.size());
        Map<Way, double[]> micros = new LinkedHashMap<>();
        Map<Way, double[]> rates = new LinkedHashMap<>();
        for (Way way : between) {
            micros.put(way, new double[rounds]);
            rates.put(way, new double[rounds]);
        }
        for (int i = 0; i < rounds; i++) {
            for (Way way : between) {
                long before = way.cpuMillis().read();
                double rate = Load.run(way.port(), others ? miss(way) : hit(way), others, AT_ONCE, 3);
                rates.get(way)[i] = rate;
                micros.get(way)[i] = (way.cpuMillis().read() - before) * 1_000.0 / (rate * 3);
            }
        }
        Optional<double[]> plain = nginx.map(n -> rates.get(between.get(0)));
        for (Way way : between) {
            String share = plain.map(of -> ratio(rates.get(way), of)).orElse("");
            report.line("| %s | %s | %s | %s |", way.name(), Report.spread(micros.get(way)), Report.spread(rates.get(way)), share);
        }
    }

    private static String ratio(double[] rates, double[] of) {
        double[] ratios = new double[rates.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rates[i] / of[i];
        }
        return Report.spread(ratios);
    }

    private void bodies() throws Exception {
        int calls = options.number("body-calls", 50);
        report.heading("A request of 200 KB that is new");
        report.latencies(inTurn(ways, way -> Bodies.fresh(way.port(), SMALL, calls)), 0.5, 0.9);
        report.heading("A request of 1 MB that is new");
        report.latencies(inTurn(ways, way -> Bodies.fresh(way.port(), LARGE, calls)), 0.5, 0.9);
        report.heading("A request of 1 MB that carries on a conversation");
        report.latencies(inTurn(ways, way -> Bodies.goingOn(way.port(), LARGE, calls)), 0.5, 0.9);
    }

    private void streams(Upstream upstream) throws Exception {
        upstream.shape(100, 2);
        Map<Way, List<long[]>> chunks = new LinkedHashMap<>();
        ways.forEach(way -> chunks.put(way, new ArrayList<>()));
        Map<Way, List<long[]>> firsts = inTurn(ways, way -> {
            Streams streams = new Streams();
            streams.run(way.port(), 20, 1);
            chunks.get(way).add(streams.delays());
            return streams.firsts();
        });
        report.heading("A stream of 100 chunks, 2 ms apart: request to first chunk");
        report.latencies(firsts, 0.5, 0.9);
        report.heading("The same: each chunk, from upstream's write to the client's read");
        report.latencies(chunks, 0.5, 0.99);
    }

    private void many(Upstream upstream) throws Exception {
        int seconds = options.number("seconds", 30);
        int gapMillis = options.number("gap-ms", 300);
        for (int count : new int[] {1_000, 2_000}) {
            report.heading(String.format("%,d streams of %d s at once, a chunk each %d ms", count, seconds, gapMillis));
            report.line("| | whole | first chunk p50, p99, ms | chunk p50, p99, ms | most resident, MB | threads |");
            report.line("|---|--:|--:|--:|--:|--:|");
            for (Way way : ways) {
                upstream.shape(20, 5);
                new Streams().run(way.port(), 500, 50);
                upstream.shape(seconds * 1_000 / gapMillis, gapMillis);
                many(way, count);
            }
        }
    }

    private void many(Way way, int count) throws Exception {
        Proxy proxy = processes.get(way);
        AtomicLong resident = new AtomicLong();
        AtomicLong threads = new AtomicLong();
        Thread sampler = Threads.daemon(() -> {
            while (proxy != null) {
                resident.accumulateAndGet(proxy.rssMb(), Math::max);
                threads.accumulateAndGet(proxy.threads(), Math::max);
                TimeUnit.MILLISECONDS.sleep(500);
            }
        });
        Streams streams = new Streams();
        streams.run(way.port(), count, count);
        sampler.interrupt();
        report.line(
                "| %s | %d | %.1f, %.1f | %.2f, %.2f | %s | %s |",
                way.name(),
                streams.whole.get(),
                Numbers.at(streams.firsts(), 0.5),
                Numbers.at(streams.firsts(), 0.99),
                Numbers.at(streams.delays(), 0.5),
                Numbers.at(streams.delays(), 0.99),
                proxy == null ? "" : resident.get(),
                proxy == null ? "" : threads.get());
    }

    private void memory() throws Exception {
        int calls = options.number("memory-calls", 100_000);
        report.heading(String.format("Memory after %,d more calls, half of them hits", calls));
        report.line("| | resident before, MB | and after |");
        report.line("|---|--:|--:|");
        for (Way way : proxies) {
            Proxy proxy = processes.get(way);
            long before = proxy.rssMb();
            for (int sent = 0; sent < calls; sent += 2_000) {
                Calls.call(way.port(), 1_000);
                Calls.repeat(way.port(), hit(way), 1_000);
            }
            report.line("| %s | %d | %d |", way.name(), before, proxy.rssMb());
        }
    }
}
