import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a stage adds to a small call: the same calls to a proxy with it and to one without, in turn. */
final class StageBench {
    private StageBench() {}

    /** A call that a gate keeps, and one that is downgraded by a verdict that is remembered. */
    static void router(Options options) throws Exception {
        compare(options, "kept by a gate", "ROUTER_ENABLED", Calls.body("claude-haiku-5-5"));
        compare(options, "downgraded by a remembered verdict", "ROUTER_ENABLED", Calls.body("claude-opus-5-5"));
    }

    /** A call that is long enough to be marked, of a system prompt that is always the same. */
    static void marks(Options options) throws Exception {
        String body = new String(Calls.body("claude-opus-5-5"), StandardCharsets.UTF_8);
        String common = "\"system\":\"" + "You are brief and kind. ".repeat(120) + "\",\"stop_sequences\":[";
        compare(
                options,
                "marked",
                "PROMPT_CACHE_ENABLED",
                body.replace("\"system\":", common).replace("\",\"messages\"", "\"],\"messages\"").getBytes(StandardCharsets.UTF_8));
    }

    private static void compare(Options options, String what, String variable, byte[] body) throws Exception {
        int rounds = options.number("rounds", 7);
        int calls = options.number("calls", 2_000);
        List<long[]> without = new ArrayList<>();
        List<long[]> with = new ArrayList<>();
        try (Upstream upstream = new Upstream();
                Proxy off = proxy(options, upstream, "none");
                Proxy on = proxy(options, upstream, variable)) {
            for (Proxy proxy : List.of(off, on)) {
                Load.run(proxy.port, Calls.request(proxy.port, body), true, 4, options.number("warm", 60));
            }
            for (int i = -1; i < rounds; i++) { // the first one of each is for a single connection
                long[] one = Calls.call(off.port, body, calls);
                long[] two = Calls.call(on.port, body, calls);
                if (i >= 0) {
                    without.add(one);
                    with.add(two);
                }
            }
        }
        System.out.printf(
                "%n%s: \"direct\" is the proxy without the stage, %d rounds of %d calls, milliseconds%n", what, rounds, calls);
        Numbers.table(without, with);
    }

    private static Proxy proxy(Options options, Upstream upstream, String on) throws Exception {
        return Proxy.start(
                options,
                upstream.port(),
                "ROUTER_ENABLED=" + on.equals("ROUTER_ENABLED"),
                "PROMPT_CACHE_ENABLED=" + on.equals("PROMPT_CACHE_ENABLED"),
                "CACHE_ENABLED=false",
                "LOGGER_ENABLED=false");
    }
}
