package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hours of an agent's day in one run: a steady mixture of calls against the proxy as a process of its own, and a line
 * every minute. Flat is what doesn't grow over the last two thirds: the heap after a full collection by less than
 * {@value #HEAP_MB_PER_HOUR} MB an hour, the resident memory by less than {@value #RSS_MB_PER_HOUR}, threads by no more
 * than {@value #MORE_THREADS} and descriptors by no more than {@value #MORE_DESCRIPTORS} over those of the first third.
 * In short runs an hour's growth says little: {@link #heldUp} is then for the one who asks to judge.
 */
public final class Soak {
    private static final int HEAP_MB_PER_HOUR = 12;
    private static final int RSS_MB_PER_HOUR = 60;
    private static final int MORE_THREADS = 10;
    private static final int MORE_DESCRIPTORS = 20;
    private static final int WORKERS = 6;
    private static final Pattern HEAP = Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)");
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** One look, taken while no call is on its way. */
    record Sample(double hours, double heapMb, double rssMb, int threads, int descriptors) {}

    private final Duration duration;
    private final Duration every;
    private final int perSecond;
    private final Load load = new Load();
    private final List<Sample> samples = new ArrayList<>();
    /** Read by calls, written by who looks. */
    private final ReentrantReadWriteLock pause = new ReentrantReadWriteLock(true);

    private volatile boolean over;

    Soak(Duration duration, Duration every, int perSecond) {
        this.duration = duration;
        this.every = every;
        this.perSecond = perSecond;
    }

    /** {@code [minutes] [calls a second]} */
    public static void main(String[] arguments) throws Exception {
        int minutes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        int perSecond = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
        Soak soak = new Soak(Duration.ofMinutes(minutes), Duration.ofMinutes(1), perSecond);
        soak.run();
        List<String> verdict = soak.verdict();
        verdict.forEach(System.out::println);
        System.out.println(verdict.isEmpty() ? "flat" : "not flat");
        System.exit(verdict.isEmpty() ? 0 : 1);
    }

    void run() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start();
                ProxyProcess proxy = ProxyProcess.start(
                        Map.of(
                                "UPSTREAM_URL",
                                upstream.url(),
                                // full within the first third, or they would be taken for a leak
                                "CACHE_MAX_ENTRIES",
                                "100",
                                "CACHE_MEMORY_MB",
                                "8"),
                        "-Xms32m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC")) {
            Load.answer(upstream);
            List<Thread> agents = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Random random = new Random(i);
                agents.add(new Thread(() -> work(proxy.port(), random), "agent-" + i));
            }
            agents.forEach(Thread::start);
            long began = System.nanoTime();
            long next = every.toNanos();
            while (next <= duration.toNanos()) {
                LockSupport.parkNanos(began + next - System.nanoTime());
                if (System.nanoTime() - began >= next) {
                    look(upstream, proxy, began);
                    next += every.toNanos();
                }
            }
            over = true;
            for (Thread agent : agents) {
                agent.join(TimeUnit.MINUTES.toMillis(2));
            }
        }
    }

    private void work(int port, Random random) {
        long pace = TimeUnit.SECONDS.toNanos(1) * WORKERS / perSecond;
        long next = System.nanoTime();
        while (!over) {
            pause.readLock().lock();
            try {
                load.call(port, random);
            } finally {
                pause.readLock().unlock();
            }
            next = Math.max(next + pace, System.nanoTime() - pace);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void look(FakeUpstream upstream, ProxyProcess proxy, long began) throws IOException, InterruptedException {
        pause.writeLock().lock();
        try {
            upstream.reset(); // else it would keep every request
            Load.answer(upstream);
            collectGarbage(proxy.pid());
            Path process = Path.of("/proc", String.valueOf(proxy.pid()));
            Sample sample = new Sample(
                    (System.nanoTime() - began) / 3.6e12,
                    sum(HEAP, metrics(proxy)) / (1 << 20),
                    sum(RSS, Files.readString(process.resolve("status"))) / 1024,
                    count(process.resolve("task")),
                    count(process.resolve("fd")));
            samples.add(sample);
            System.out.printf(
                    "%5.1f min  %7d calls  %7d hits  %6d left  heap %5.1f MB  resident %5.1f MB  %3d threads  %3d descriptors%n",
                    sample.hours() * 60,
                    load.calls.get(),
                    load.hits.get(),
                    load.left.get(),
                    sample.heapMb(),
                    sample.rssMb(),
                    sample.threads(),
                    sample.descriptors());
        } finally {
            pause.writeLock().unlock();
        }
    }

    /** By the tool of the JDK that runs the proxy. */
    private static void collectGarbage(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("jcmd could not ask process " + pid + " to collect its garbage");
        }
    }

    private static String metrics(ProxyProcess proxy) throws IOException {
        try (RawClient client = proxy.connect()) {
            return new String(
                    client.exchange(RawClient.get("/actuator/prometheus", proxy.host(), "Connection: close"))
                            .body(),
                    UTF_8);
        }
    }

    private static double sum(Pattern pattern, String text) {
        double sum = 0;
        Matcher found = pattern.matcher(text);
        while (found.find()) {
            sum += Double.parseDouble(found.group(1));
        }
        return sum;
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.count();
        }
    }

    List<Sample> samples() {
        return samples;
    }

    Load load() {
        return load;
    }

    /** Answers that were wrong, or missing: nothing was killed here. */
    List<String> heldUp() {
        List<String> held = new ArrayList<>(load.wrong);
        if (load.broken.get() > 0) {
            held.add(load.broken.get() + " calls ended without their answer");
        }
        return held;
    }

    /** What is not flat, in sentences. */
    List<String> verdict() {
        List<String> verdict = heldUp();
        int third = samples.size() / 3;
        List<Sample> before = samples.subList(0, third);
        List<Sample> after = samples.subList(third, samples.size());
        limit(verdict, "heap", slope(after, Sample::heapMb), HEAP_MB_PER_HOUR, "MB an hour");
        limit(verdict, "resident memory", slope(after, Sample::rssMb), RSS_MB_PER_HOUR, "MB an hour");
        limit(verdict, "threads", most(after, Sample::threads) - most(before, Sample::threads), MORE_THREADS, "more");
        limit(
                verdict,
                "descriptors",
                most(after, Sample::descriptors) - most(before, Sample::descriptors),
                MORE_DESCRIPTORS,
                "more");
        return verdict;
    }

    private static void limit(List<String> verdict, String what, double found, double most, String unit) {
        System.out.printf("%s: %+.1f %s, at most %+.0f%n", what, found, unit, most);
        if (found > most) {
            verdict.add(String.format("%s: %+.1f %s", what, found, unit));
        }
    }

    private static double most(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return samples.stream().mapToDouble(of).max().orElse(0);
    }

    /** Of the line of least squares. */
    private static double slope(List<Sample> samples, ToDoubleFunction<Sample> of) {
        double meanX = samples.stream().mapToDouble(Sample::hours).average().orElse(0);
        double meanY = samples.stream().mapToDouble(of).average().orElse(0);
        double above = 0;
        double below = 0;
        for (Sample sample : samples) {
            above += (sample.hours() - meanX) * (of.applyAsDouble(sample) - meanY);
            below += (sample.hours() - meanX) * (sample.hours() - meanX);
        }
        return below == 0 ? 0 : above / below;
    }
}
