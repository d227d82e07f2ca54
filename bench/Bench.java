import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the proxy adds, measured against the same traffic sent directly, in the same run, from the same client. One
 * file, no dependencies: see README.md beside it. Everything stays on the loopback and ends by itself.
 */
public final class Bench {
    private static final byte[] REQUEST_BODY = ("{\"model\":\"claude-opus-5-5\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"" + "Summarise this sentence. ".repeat(16) + "\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER_BODY = ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                    + "\"claude-opus-5-5\",\"content\":[{\"type\":\"text\",\"text\":\"" + "A short answer. ".repeat(8)
                    + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":90,\"output_tokens\":30}}")
            .getBytes(StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments);
        try (Upstream upstream = new Upstream();
                Proxy proxy = Proxy.start(options, upstream.port())) {
            System.out.printf(
                    "%s; proxy: %s %s%n", machine(), version(options.java()), String.join(" ", options.jvm()));
            System.out.printf("start to first answer: %.1f s, RSS then %d MB%n", proxy.startSeconds, proxy.rssMb());
            switch (options.what()) {
                case "latency" -> latency(upstream, proxy, options);
                case "streams" -> streams(upstream, proxy, options);
                default -> throw new IllegalArgumentException("latency or streams, not " + options.what());
            }
        }
    }

    /** Small JSON calls and short streams, one connection, direct and proxied in turn. */
    private static void latency(Upstream upstream, Proxy proxy, Options options) throws Exception {
        int rounds = options.number("rounds", 7);
        int calls = options.number("calls", 2_000);
        for (int i = 0; i < 3; i++) { // warm up both ways, and the client
            call(proxy.port, calls);
            call(upstream.port(), calls);
        }
        List<long[]> direct = new ArrayList<>();
        List<long[]> proxied = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            direct.add(call(upstream.port(), calls));
            proxied.add(call(proxy.port, calls));
        }
        System.out.printf("%nsmall JSON call, 1 connection, %d rounds of %d calls, milliseconds%n", rounds, calls);
        table(direct, proxied);

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
        table(directFirst, proxiedFirst);
        System.out.printf("%nthe same: each chunk, from upstream's write to the client's read, milliseconds%n");
        table(directChunk, proxiedChunk);
        System.out.printf("%nRSS of the proxy: %d MB%n", proxy.rssMb());
    }

    /** Many slow streams at once. */
    private static void streams(Upstream upstream, Proxy proxy, Options options) throws Exception {
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
            Thread sampler = daemon(() -> {
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
                    at(streams.firsts(), 0.5),
                    at(streams.firsts(), 0.99),
                    at(delays, 0.5),
                    at(delays, 0.9),
                    at(delays, 0.99),
                    at(delays, 1),
                    at(worst, 0.5),
                    at(worst, 1));
            System.out.printf("the proxy meanwhile: RSS at most %d MB, %d threads%n", peak.get(), threads.get());
        }
    }

    private static void table(List<long[]> direct, List<long[]> proxied) {
        System.out.printf("%-10s%10s%10s%10s%10s%10s%n", "", "direct", "proxy", "added", "least", "most");
        for (double q : new double[] {0.5, 0.9, 0.99}) {
            double[] d = direct.stream().mapToDouble(r -> at(r, q)).sorted().toArray();
            double[] p = proxied.stream().mapToDouble(r -> at(r, q)).sorted().toArray();
            double[] added = new double[d.length];
            for (int i = 0; i < d.length; i++) {
                added[i] = at(proxied.get(i), q) - at(direct.get(i), q);
            }
            Arrays.sort(added);
            System.out.printf(
                    Locale.ROOT,
                    "p%-9.0f%10.3f%10.3f%10.3f%10.3f%10.3f%n",
                    q * 100,
                    d[d.length / 2],
                    p[p.length / 2],
                    added[added.length / 2],
                    added[0],
                    added[added.length - 1]);
        }
    }

    private static double at(long[] nanos, double q) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))] / 1e6;
    }

    /** Nanoseconds of each call on one kept connection. */
    private static long[] call(int port, int calls) throws IOException {
        long[] nanos = new long[calls];
        try (Connection connection = new Connection(port)) {
            byte[] request = request(port, REQUEST_BODY);
            for (int i = 0; i < calls; i++) {
                long began = System.nanoTime();
                connection.out.write(request);
                connection.readCounted();
                nanos[i] = System.nanoTime() - began;
            }
        }
        return nanos;
    }

    private static byte[] request(int port, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(("POST /v1/messages HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nContent-Type: application/json\r\nx-api-key: sk-ant-api03-bench-bench\r\n"
                        + "anthropic-version: 2023-06-01\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        return out.toByteArray();
    }

    /** Runs streams, so many at a time, and keeps what each chunk's stamp tells. */
    private static final class Streams {
        final AtomicInteger whole = new AtomicInteger();
        private final List<long[]> delays = new ArrayList<>();
        private final List<Long> firsts = new ArrayList<>();

        void run(int port, int count, int atOnce) throws InterruptedException {
            AtomicInteger left = new AtomicInteger(count);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                threads.add(daemon(() -> {
                    while (left.getAndDecrement() > 0) {
                        one(port);
                    }
                }));
                if (i % 20 == 19) {
                    TimeUnit.MILLISECONDS.sleep(10); // arrive within some tenths of a second, not all in one burst
                }
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private void one(int port) throws IOException {
            byte[] body = new String(REQUEST_BODY, StandardCharsets.UTF_8)
                    .replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"")
                    .getBytes(StandardCharsets.UTF_8);
            long[] mine = new long[4_096];
            int n = 0;
            long first = 0;
            boolean complete = false;
            try (Connection connection = new Connection(port)) {
                long began = System.nanoTime();
                connection.out.write(request(port, body));
                connection.readHead();
                for (byte[] chunk; (chunk = connection.readChunk()) != null; ) {
                    long now = System.nanoTime();
                    if (chunk.length == 0) {
                        complete = true;
                        break;
                    }
                    first = first == 0 ? now - began : first;
                    String text = new String(chunk, StandardCharsets.ISO_8859_1);
                    for (int at = text.indexOf("\"t\":"); at >= 0; at = text.indexOf("\"t\":", at + 4)) {
                        mine[n++ % mine.length] =
                                now - Long.parseLong(text, at + 4, text.indexOf('}', at), 10);
                    }
                }
            }
            synchronized (this) {
                delays.add(Arrays.copyOf(mine, Math.min(n, mine.length)));
                firsts.add(first);
            }
            if (complete) {
                whole.incrementAndGet();
            }
        }

        long[] delays() {
            return delays.stream().flatMapToLong(Arrays::stream).toArray();
        }

        long[] firsts() {
            return firsts.stream().mapToLong(Long::longValue).toArray();
        }

        /** Each stream's own median: a stream that is treated worse than its neighbours stands out. */
        long[] worstMedians() {
            return delays.stream().mapToLong(d -> (long) (at(d, 0.5) * 1e6)).toArray();
        }
    }

    private static final class Connection implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;
        final OutputStream out;

        Connection(int port) throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            in = new BufferedInputStream(socket.getInputStream(), 8_192);
            out = socket.getOutputStream();
        }

        int readHead() throws IOException {
            int length = -1;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            return length;
        }

        void readCounted() throws IOException {
            int length = readHead();
            if (in.readNBytes(length).length < length) {
                throw new IOException("cut");
            }
        }

        /** Empty at the end; null when the stream was cut. */
        byte[] readChunk() throws IOException {
            String size = line();
            if (size.isEmpty()) {
                return null;
            }
            byte[] chunk = in.readNBytes(Integer.parseInt(size, 16));
            line();
            return chunk;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder(32);
            for (int c; (c = in.read()) >= 0 && c != '\n'; ) {
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Answers every request: a constant message, or a stream of stamped chunks. A thread per connection. */
    private static final class Upstream implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress());
        private volatile int chunks = 100;
        private volatile int gapMillis = 2;

        Upstream() throws IOException {
            daemon(() -> {
                while (true) {
                    Socket socket = server.accept();
                    socket.setTcpNoDelay(true);
                    daemon(() -> serve(socket));
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        void shape(int chunks, int gapMillis) {
            this.chunks = chunks;
            this.gapMillis = gapMillis;
        }

        private void serve(Socket socket) throws Exception {
            byte[] answer = concat(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nrequest-id: req_1\r\nContent-Length: "
                            + ANSWER_BODY.length + "\r\n\r\n",
                    ANSWER_BODY);
            try (socket;
                    InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
                    OutputStream out = socket.getOutputStream()) {
                while (true) {
                    int length = 0;
                    int read = 0;
                    StringBuilder line = new StringBuilder();
                    for (int c; (c = in.read()) >= 0; ) {
                        if (c == '\n') {
                            if (line.isEmpty()) {
                                break;
                            }
                            if (line.toString().toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                                length = Integer.parseInt(line.substring(15).strip());
                            }
                            line.setLength(0);
                            read++;
                        } else if (c != '\r') {
                            line.append((char) c);
                        }
                    }
                    if (read == 0) {
                        return;
                    }
                    byte[] body = in.readNBytes(length);
                    if (new String(body, StandardCharsets.ISO_8859_1).contains("\"stream\":true")) {
                        stream(out);
                    } else {
                        out.write(answer);
                    }
                }
            }
        }

        private void stream(OutputStream out) throws Exception {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < chunks; i++) {
                TimeUnit.MILLISECONDS.sleep(gapMillis);
                String event = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"t\":"
                        + System.nanoTime() + "}\n\n";
                out.write((Integer.toHexString(event.length()) + "\r\n" + event + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** The proxy as a process of its own, on a free port. */
    private static final class Proxy implements AutoCloseable {
        final int port;
        final double startSeconds;
        private final Process process;

        private Proxy(Process process, int port, double startSeconds) {
            this.process = process;
            this.port = port;
            this.startSeconds = startSeconds;
        }

        static Proxy start(Options options, int upstream) throws Exception {
            List<String> command = new ArrayList<>(List.of(options.java()));
            command.addAll(options.jvm());
            command.addAll(List.of("-jar", options.jar(), "--PORT=0", "--UPSTREAM_URL=http://127.0.0.1:" + upstream));
            long began = System.nanoTime();
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            AtomicInteger port = new AtomicInteger();
            CountDownLatch ready = new CountDownLatch(1);
            daemon(() -> {
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
            call(port.get(), 1);
            return new Proxy(process, port.get(), (System.nanoTime() - began) / 1e9);
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
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private record Options(String what, String java, String jar, List<String> jvm, List<String> rest) {
        static Options of(String[] arguments) {
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String jar = "target/agentic-proxy.jar";
            List<String> jvm = List.of("-Xms32m", "-Xmx512m", "-XX:+UseSerialGC");
            String what = "latency";
            List<String> rest = new ArrayList<>();
            for (String argument : arguments) {
                if (argument.startsWith("--java=")) {
                    java = argument.substring(7);
                } else if (argument.startsWith("--jar=")) {
                    jar = argument.substring(6);
                } else if (argument.startsWith("--jvm=")) {
                    jvm = List.of(argument.substring(6).split(" "));
                } else if (argument.startsWith("--")) {
                    rest.add(argument.substring(2));
                } else {
                    what = argument;
                }
            }
            return new Options(what, java, jar, jvm, rest);
        }

        int number(String name, int otherwise) {
            return rest.stream()
                    .filter(o -> o.startsWith(name + "="))
                    .map(o -> Integer.parseInt(o.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(otherwise);
        }
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + ", client on JDK "
                + Runtime.version().feature();
    }

    private static String version(String java) throws IOException {
        Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("?");
    }

    private static byte[] concat(String head, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        return out.toByteArray();
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception ended) {
                // a connection or a run that is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
