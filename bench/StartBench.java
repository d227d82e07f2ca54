import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** From the command to the first answered call: the start script beside plain java -jar, in turn. */
final class StartBench {
    private static final int IDLE_SECONDS = 5;

    private StartBench() {}

    private record Start(double seconds, double cpuSeconds, double idleMb, double stopSeconds) {}

    static void run(Options options) throws Exception {
        int starts = options.number("starts", 5);
        Path cache = Files.createTempDirectory("agentic-proxy-cache");
        try (Upstream upstream = new Upstream()) {
            Start first = start(script(options, cache), upstream.port());
            System.out.printf(
                    Locale.ROOT,
                    "the script's very first start: %.1f s, %.1f s of CPU; the stop after it: %.1f s%n",
                    first.seconds(),
                    first.cpuSeconds(),
                    first.stopSeconds());
            List<Start> script = new ArrayList<>();
            List<Start> plain = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                script.add(start(script(options, cache), upstream.port()));
                plain.add(start(new ProcessBuilder(options.java(), "-jar", options.jar()), upstream.port()));
            }
            System.out.printf("%n%d starts: median (least to most)%n", starts);
            System.out.printf("%-20s%24s%24s%24s%n", "", "first answer, s", "CPU until then, s", "idle, MB resident");
            print("bin/agentic-proxy", script);
            print("java -jar", plain);
        } finally {
            delete(cache);
        }
    }

    private static ProcessBuilder script(Options options, Path cache) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bin/agentic-proxy");
        builder.environment().put("JAVA_HOME", Path.of(options.java()).toRealPath().getParent().getParent().toString());
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        return builder;
    }

    /** The script becomes the JVM, so the CPU time of both is that of one process. */
    private static Start start(ProcessBuilder command, int upstream) throws Exception {
        Proxy proxy = Proxy.start(command, upstream);
        double cpu = proxy.cpuMillis() / 1e3;
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double idle = proxy.rssMb();
        long began = System.nanoTime();
        proxy.close();
        return new Start(proxy.startSeconds, cpu, idle, (System.nanoTime() - began) / 1e9);
    }

    private static void print(String name, List<Start> starts) {
        System.out.printf(
                "%-20s%24s%24s%24s%n",
                name,
                spread("%.1f (%.1f to %.1f)", starts.stream().mapToDouble(Start::seconds).toArray()),
                spread("%.1f (%.1f to %.1f)", starts.stream().mapToDouble(Start::cpuSeconds).toArray()),
                spread("%.0f (%.0f to %.0f)", starts.stream().mapToDouble(Start::idleMb).toArray()));
    }

    private static String spread(String format, double[] values) {
        Arrays.sort(values);
        return String.format(Locale.ROOT, format, values[values.length / 2], values[0], values[values.length - 1]);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
