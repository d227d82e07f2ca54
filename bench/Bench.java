import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the proxy adds, measured against the same traffic sent directly, in the same run, from the same client: see
 * README.md beside it. Everything stays on the loopback and ends by itself.
 */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments);
        if (options.what().equals("all")) {
            Whole.run(options);
            return;
        }
        System.out.printf(
                "%s; proxy: %s %s%n", Machine.describe(), Machine.version(options.java()), String.join(" ", options.jvm()));
        switch (options.what()) {
            case "latency" -> latency(options);
            case "streams" -> streams(options);
            case "ledger" -> LedgerBench.run(options);
            case "cache" -> CacheBench.run(options);
            case "router" -> StageBench.router(options);
            case "marks" -> StageBench.marks(options);
            case "start" -> StartBench.run(options);
            default -> throw new IllegalArgumentException(
                    "all, latency, streams, ledger, cache, router, marks or start, not " + options.what());
        }
    }

    /** Small JSON calls and short streams, one connection, direct and proxied in turn. */
    private static void latency(Options options) throws Exception {
        try (Upstream upstream = new Upstream();
                Proxy proxy = Proxy.start(options, upstream.port())) {
            proxy.printStart();
        int rounds = options.number("rounds", 7);
        int calls = options.number("calls", 2_000);
        for (int i = 0; i < 3; i++) { // warm up both ways, and the client
            Calls.call(proxy.port, calls);
            Calls.call(upstream.port(), calls);
        }
        List<long[]> direct = new ArrayList<>();
        List<long[]> proxied = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            direct.add(Calls.call(upstream.port(), calls));
            proxied.add(Calls.call(proxy.port, calls));
        }
        System.out.printf("%nsmall JSON call, 1 connection, %d rounds of %d calls, milliseconds%n", rounds, calls);
        Numbers.table(direct, proxied);

        upstream.shape(100, 2);
        Streams warm = new Streams();
        warm.run(proxy.port, 20, 1);
        List<long[]> directFirst = new ArrayList<>();
        List<long[]> proxiedFirst = new ArrayList<>();
        List<long[]> directChunk = new ArrayList<>();
        List<long[]> proxiedChunk = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Streams one = new Streams();
            one.run(upstream.port(), 20, 1);
            directFirst.add(one.firsts());
            directChunk.add(one.delays());
            Streams two = new Streams();
            two.run(proxy.port, 20, 1);
            proxiedFirst.add(two.firsts());
            proxiedChunk.add(two.delays());
        }
        System.out.printf("%nstream of 100 chunks, 2 ms apart: request to first chunk, milliseconds%n");
        Numbers.table(directFirst, proxiedFirst);
        System.out.printf("%nthe same: each chunk, from upstream's write to the client's read, milliseconds%n");
        Numbers.table(directChunk, proxiedChunk);
        System.out.printf("%nRSS of the proxy: %d MB%n", proxy.rssMb());
        }
    }

    /** Many slow streams at once. */
    private static void streams(Options options) throws Exception {
        try (Upstream upstream = new Upstream();
                Proxy proxy = Proxy.start(options, upstream.port())) {
            proxy.printStart();
        int count = options.number("count", 1_000);
        int seconds = options.number("seconds", 30);
        int gapMillis = options.number("gap-ms", 300);
        upstream.shape(20, 5);
        new Streams().run(proxy.port, 2_000, 50); // warm up
        upstream.shape(seconds * 1_000 / gapMillis, gapMillis);
        for (String way : List.of("direct", "proxy")) {
            Streams streams = new Streams();
            int port = way.equals("direct") ? upstream.port() : proxy.port;
            AtomicLong peak = new AtomicLong();
            AtomicInteger threads = new AtomicInteger();
            Thread sampler = Threads.daemon(() -> {
                while (true) {
                    peak.accumulateAndGet(proxy.rssMb(), Math::max);
                    threads.accumulateAndGet(proxy.threads(), Math::max);
                    TimeUnit.MILLISECONDS.sleep(500);
                }
            });
            streams.run(port, count, count);
            sampler.interrupt();
            long[] delays = streams.delays();
            long[] worst = streams.worstMedians();
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: %d of %d streams of %d s whole; first chunk p50 %.1f p99 %.1f ms; chunk delay p50 %.2f p90 %.2f "
                            + "p99 %.2f max %.1f ms; median delay of a stream: middle %.2f, worst %.2f ms%n",
                    way,
                    streams.whole.get(),
                    count,
                    seconds,
                    Numbers.at(streams.firsts(), 0.5),
                    Numbers.at(streams.firsts(), 0.99),
                    Numbers.at(delays, 0.5),
                    Numbers.at(delays, 0.9),
                    Numbers.at(delays, 0.99),
                    Numbers.at(delays, 1),
                    Numbers.at(worst, 0.5),
                    Numbers.at(worst, 1));
            System.out.printf("the proxy meanwhile: RSS at most %d MB, %d threads%n", peak.get(), threads.get());
        }
        }
    }
}
