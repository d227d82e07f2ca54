import java.util.ArrayList;
import java.util.List;

/** What the router adds to a call: one that a gate keeps, and one that is downgraded by a verdict that is remembered. */
final class RouterBench {
    private RouterBench() {}

    static void run(Options options) throws Exception {
        try (Upstream upstream = new Upstream();
                Proxy off = proxy(options, upstream, "false");
                Proxy on = proxy(options, upstream, "true")) {
            for (String model : List.of("claude-haiku-5-5", "claude-opus-5-5")) {
                int rounds = options.number("rounds", 7);
                int calls = options.number("calls", 2_000);
                byte[] body = Calls.body(model);
                List<long[]> without = new ArrayList<>();
                List<long[]> with = new ArrayList<>();
                for (int i = -3; i < rounds; i++) { // the first three warm up
                    long[] unrouted = Calls.call(off.port, body, calls);
                    long[] routed = Calls.call(on.port, body, calls);
                    if (i >= 0) {
                        without.add(unrouted);
                        with.add(routed);
                    }
                }
                System.out.printf(
                        "%n%s, \"direct\" without the router, \"proxy\" with it, %d rounds of %d calls, milliseconds%n",
                        model.contains("haiku") ? "kept by a gate" : "downgraded by a remembered verdict", rounds, calls);
                Numbers.table(without, with);
            }
        }
    }

    private static Proxy proxy(Options options, Upstream upstream, String router) throws Exception {
        return Proxy.start(
                options, upstream.port(), "ROUTER_ENABLED=" + router, "CACHE_ENABLED=false", "LOGGER_ENABLED=false");
    }
}
