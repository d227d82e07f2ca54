import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The proxy as a process of its own, on a free port. */
final class Proxy implements AutoCloseable {
    final int port;
    final double startSeconds;
    private final Process process;

    private final Path data;

    private Proxy(Process process, int port, double startSeconds, Path data) {
        this.process = process;
        this.data = data;
        this.port = port;
        this.startSeconds = startSeconds;
    }

    /** On a ledger of its own, which goes with it. */
    static Proxy start(Options options, int upstream, String... variables) throws Exception {
        Path data = Files.createTempDirectory("agentic-proxy-bench");
        List<String> all = new ArrayList<>(List.of(variables));
        all.add("DATA_DIR=" + data);
        return start(options, upstream, data, all);
    }

    /** On a ledger that is there, and stays. */
    static Proxy on(Path folder, Options options, int upstream) throws Exception {
        return start(options, upstream, null, List.of("DATA_DIR=" + folder));
    }

    private static Proxy start(Options options, int upstream, Path data, List<String> variables) throws Exception {
        List<String> command = new ArrayList<>(List.of(options.java()));
        command.addAll(options.jvm());
        command.addAll(List.of("-jar", options.jar()));
        return start(new ProcessBuilder(command), upstream, data, variables);
    }

    /** By any command that takes the proxy's arguments, on a ledger of its own. */
    static Proxy start(ProcessBuilder command, int upstream) throws Exception {
        Path data = Files.createTempDirectory("agentic-proxy-bench");
        return start(command, upstream, data, List.of("DATA_DIR=" + data));
    }

    private static Proxy start(ProcessBuilder builder, int upstream, Path data, List<String> variables)
            throws Exception {
        List<String> command = new ArrayList<>(builder.command());
        command.addAll(List.of("--PORT=0", "--UPSTREAM_URL=http://127.0.0.1:" + upstream));
        variables.forEach(variable -> command.add("--" + variable));
        long began = System.nanoTime();
        Process process = builder.command(command).redirectErrorStream(true).start();
        AtomicInteger port = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(1);
        Threads.daemon(() -> {
            BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.contains("is ready: ")) {
                    port.set(Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
                    ready.countDown();
                } else if (ready.getCount() > 0 || line.contains("ERROR")) {
                    System.err.println(line);
                }
            }
        });
        if (!ready.await(120, TimeUnit.SECONDS)) {
            process.destroy();
            throw new IllegalStateException("the proxy did not start");
        }
        Calls.call(port.get(), 1);
        return new Proxy(process, port.get(), (System.nanoTime() - began) / 1e9, data);
    }

    void printStart() {
        System.out.printf("start to first answer: %.1f s, RSS then %d MB%n", startSeconds, rssMb());
    }

    /** Of all its threads, in user and system, in milliseconds; the kernel counts in steps of ten. */
    long cpuMillis() throws IOException {
        return cpuMillis(process.pid());
    }

    static long cpuMillis(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(process), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
    }

    long rssMb() {
        return status("VmRSS:") / 1_024;
    }

    int threads() {
        return (int) status("Threads:");
    }

    private long status(String name) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException elsewhere) {
            return 0;
        }
    }

    @Override
    public void close() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        if (data != null) {
            try (Stream<Path> files = Files.list(data)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(data);
        }
    }
}
