import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the ledger costs: its pages over many rows, the rows that it takes, and the CPU of a call with and without it. */
final class LedgerBench {
    private static final int UNCHANGED = 1_000;
    private static final int AT_ONCE = 4;

    private LedgerBench() {}

    static void run(Options options) throws Exception {
        try (Upstream upstream = new Upstream()) {
            if (!options.text("data", "").isEmpty()) {
                pages(Path.of(options.text("data", "")), options, upstream);
            }
            rows(options, upstream);
            cpu(options, upstream);
        }
    }

    /** Session 2 has half of the rows, session 1 the fifty oldest. */
    private static void pages(Path folder, Options options, Upstream upstream) throws Exception {
        try (Proxy proxy = Proxy.on(folder, options, upstream.port());
                Connection client = new Connection(proxy.port)) {
            proxy.printStart();
            long newest = number("\"id\" ?: ?(\\d+)", client.get("/calls?limit=1&all=true"));
            System.out.printf("%npages of a ledger whose newest row is number %,d; milliseconds%n", newest);
            System.out.printf("%-32s%10s%10s%10s%12s%n", "", "first", "p50", "most", "bytes");
            for (String target : List.of(
                    "/stats",
                    "/stats?session=2",
                    "/stats?session=1",
                    "/sessions",
                    "/calls",
                    "/calls?session=2",
                    "/calls?session=1",
                    "/calls?all=true",
                    "/calls?before=%d",
                    "/calls?session=2&before=%d",
                    "/calls?all=true&before=%d")) {
                int bytes = 0;
                long[] nanos = new long[options.number("pages", 100)];
                for (int i = 0; i < nanos.length; i++) {
                    long page = newest - newest * i / nanos.length; // another one each time: the database keeps its last result
                    long began = System.nanoTime();
                    bytes = client.get(String.format(target, page)).length();
                    nanos[i] = System.nanoTime() - began;
                }
                System.out.printf(
                        Locale.ROOT,
                        "%-32s%10.1f%10.2f%10.1f%12d%n",
                        target.replace("%d", "…"),
                        nanos[0] / 1e6,
                        Numbers.at(nanos, 0.5),
                        Numbers.at(nanos, 1),
                        bytes);
            }
            long before = proxy.cpuMillis();
            for (int i = 0; i < UNCHANGED; i++) {
                client.get("/stats");
            }
            System.out.printf(
                    Locale.ROOT, "CPU of an unchanged /stats: %.2f ms%n", (proxy.cpuMillis() - before) / (double) UNCHANGED);
        }
    }

    /** As many calls as the machine makes. */
    private static void rows(Options options, Upstream upstream) throws Exception {
        int seconds = options.number("seconds", 60);
        try (Proxy proxy = Proxy.start(options, upstream.port())) {
            load(proxy, 30); // until the compiler is done
            long began = System.nanoTime();
            long sent = load(proxy, seconds);
            double took = (System.nanoTime() - began) / 1e9;
            Connection client = new Connection(proxy.port);
            String stats = client.get("/stats");
            long waiting = number("\"waiting_rows\" ?: ?(\\d+)", stats);
            long dropped = number("\"dropped_rows\" ?: ?(\\d+)", stats);
            long written = System.nanoTime();
            while (number("\"waiting_rows\" ?: ?(\\d+)", client.get("/stats")) > 0
                    && System.nanoTime() - written < TimeUnit.SECONDS.toNanos(60)) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%nrows: %d calls in %.0f s, %.0f rows/s, %d of them waiting at the end and written within %.1f s, %d dropped%n",
                    sent,
                    took,
                    sent / took,
                    waiting,
                    (System.nanoTime() - written) / 1e9,
                    dropped);
        }
    }

    /** The same calls with and without a ledger, in turn. */
    private static void cpu(Options options, Upstream upstream) throws Exception {
        int rounds = options.number("rounds", 7);
        int calls = options.number("calls", 2_000) * 2;
        try (Proxy on = Proxy.start(options, upstream.port());
                Proxy off = Proxy.start(options, upstream.port(), "LOGGER_ENABLED=false")) {
            for (Proxy proxy : List.of(on, off)) {
                Load.run(proxy.port, Calls.request(proxy.port, Calls.REQUEST_BODY), true, AT_ONCE, options.number("warm", 60));
            }
            List<double[]> pairs = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                pairs.add(new double[] {micros(on, calls), micros(off, calls)});
            }
            double[] ratios = pairs.stream().mapToDouble(p -> p[0] / p[1]).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%nCPU of a call in microseconds, %d rounds of %d calls: ledger on %.0f, off %.0f (medians); on / off %.3f, "
                            + "least %.3f, most %.3f%n",
                    rounds,
                    calls,
                    pairs.stream().mapToDouble(p -> p[0]).sorted().toArray()[rounds / 2],
                    pairs.stream().mapToDouble(p -> p[1]).sorted().toArray()[rounds / 2],
                    ratios[rounds / 2],
                    ratios[0],
                    ratios[rounds - 1]);
        }
    }

    private static double micros(Proxy proxy, int calls) throws Exception {
        long before = proxy.cpuMillis();
        Calls.call(proxy.port, calls);
        TimeUnit.SECONDS.sleep(1); // the last rows are written
        return (proxy.cpuMillis() - before) * 1_000.0 / calls;
    }

    private static long load(Proxy proxy, int seconds) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        AtomicLong sent = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            threads.add(Threads.daemon(() -> {
                while (System.nanoTime() < until) {
                    Calls.call(proxy.port, 100);
                    sent.addAndGet(100);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return sent.get();
    }

    private static long number(String pattern, String text) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
