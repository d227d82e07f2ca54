package io.agenticproxy.testing;

import io.agenticproxy.Application;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole application as a process of its own: for what only a process has, such as a heap of a given size, ports and
 * signals. It runs on this JVM's Java and class path, or by a command of the test's, in an empty folder and with no
 * variables but those given (and the few that any program needs). Thread-safe.
 */
public final class ProxyProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Pattern READY = Pattern.compile("agentic-proxy is ready: http://localhost:(\\d+)");
    private static final Set<String> SYSTEM_VARIABLES =
            Set.of("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SYSTEMROOT");

    private final Process process;
    private final Path folder;
    private final Thread reader;
    private final Signal signal = new Signal();
    private final List<String> lines = new ArrayList<>();
    private OptionalInt port = OptionalInt.empty();
    private boolean outputEnded;

    private ProxyProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.reader = new Thread(this::read, "proxy-process-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it and waits until it is ready; {@code PORT} is any free one unless given. */
    public static ProxyProcess start(Map<String, String> variables, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.add(Application.class.getName());
        return startBy(command, variables);
    }

    /** The same by another command, such as the start script. */
    public static ProxyProcess startBy(List<String> command, Map<String, String> variables) {
        ProxyProcess started = launch(command, variables);
        try {
            started.awaitReady();
            return started;
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    private static ProxyProcess launch(List<String> command, Map<String, String> variables) {
        try {
            Path folder = Files.createTempDirectory("proxy-process-");
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(name -> !SYSTEM_VARIABLES.contains(name));
            environment.put("CLASSPATH", absoluteClassPath()); // as an argument it could be too long
            environment.put("PORT", "0");
            environment.putAll(variables);
            return new ProxyProcess(builder.start(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException("can't start the proxy as a process", e);
        }
    }

    /** Of this class: a build tool that runs it within its own JVM has given it a loader of its own. */
    private static String absoluteClassPath() {
        Stream<Path> entries = ProxyProcess.class.getClassLoader() instanceof URLClassLoader own
                ? Stream.of(own.getURLs()).map(url -> Path.of(URI.create(url.toString())))
                : Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of);
        return entries.map(entry -> entry.toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
    }

    private void awaitReady() {
        boolean settled = signal.await(() -> port.isPresent() || outputEnded, START);
        if (saidPort().isEmpty()) {
            throw new AssertionError((settled ? "the proxy has ended" : "the proxy was not ready within " + START)
                    + "; it said:\n" + output());
        }
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said(line);
            }
        } catch (IOException e) {
            said("(its output broke off: " + e + ")");
        } finally {
            signal.update(() -> outputEnded = true);
        }
    }

    private void said(String line) {
        Matcher ready = READY.matcher(line);
        signal.update(() -> {
            lines.add(line);
            if (ready.find()) {
                port = OptionalInt.of(Integer.parseInt(ready.group(1)));
            }
        });
    }

    private OptionalInt saidPort() {
        return signal.locked(() -> port);
    }

    /** The port that it has said to listen on. */
    public int port() {
        return saidPort().orElseThrow();
    }

    /** What a Host header for it says. */
    public String host() {
        return "localhost:" + port();
    }

    public RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    public long pid() {
        return process.pid();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** What it has printed so far, standard output and standard error in one. */
    public List<String> lines() {
        return signal.locked(() -> List.copyOf(lines));
    }

    /** As {@link #lines()}, in one text. */
    public String output() {
        return String.join("\n", lines());
    }

    /** Waits until it has printed a line that contains the text; fails the test when the bound passes before. */
    public void awaitLine(String part, Duration bound) {
        if (!signal.await(() -> lines.stream().anyMatch(line -> line.contains(part)), bound)) {
            throw new AssertionError("it did not say '" + part + "' within " + bound + ", but:\n" + output());
        }
    }

    /** Asks it to end, as {@code kill -TERM} and a service manager do, and does not wait. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy() would also stop listening to it
    }

    /** Ends it at once, as {@code kill -9} and a power cut do. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end and its last output; fails the test when the bound passes before. */
    public int awaitExit(Duration bound) throws InterruptedException {
        if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it had not ended after " + bound + "; it said:\n" + output());
        }
        reader.join(bound.toMillis());
        return process.exitValue();
    }

    /** Ends it, by force if it takes longer than 30 seconds, and removes its folder. */
    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
            }
            reader.join(STOP.toMillis());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        deleteFolder();
    }

    private void deleteFolder() {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove " + folder, e);
        }
    }
}
