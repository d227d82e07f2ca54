import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The system's nginx, if there is one, as a plain reverse proxy in front of upstream and as a server of one file. */
final class Nginx implements AutoCloseable {
    static final String FILE = "/answer.json";

    final int port;
    private final Process process;
    private final Path folder;

    private Nginx(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    static Optional<Nginx> start(int upstream, byte[] answer) throws Exception {
        Optional<Path> program = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("agentic-proxy-nginx");
        Files.write(folder.resolve(FILE.substring(1)), answer);
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, upstream));
        Process process = new ProcessBuilder(
                        program.get().toString(), "-p", folder.toString(), "-e", folder.resolve("error.log").toString(),
                        "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        for (int i = 0; i < 100; i++) {
            try (Connection connection = new Connection(port)) {
                return Optional.of(new Nginx(process, port, folder));
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IllegalStateException("nginx did not start: " + Files.readString(folder.resolve("error.log")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String configuration(Path folder, int port, int upstream) {
        String user = System.getProperty("user.name").equals("root") ? "user root root;\nworker_rlimit_nofile 16384;\n" : "";
        StringBuilder folders = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            folders.append("  ").append(kind).append("_temp_path ").append(folder.resolve(kind)).append(";\n");
        }
        return user
                + "daemon off;\nworker_processes 1;\npid " + folder.resolve("pid") + ";\n"
                + "events { worker_connections 8192; }\n"
                + "http {\n" + folders
                + "  access_log off;\n  keepalive_requests 100000000;\n"
                + "  client_max_body_size 64m;\n  client_body_buffer_size 2m;\n"
                + "  upstream api { server 127.0.0.1:" + upstream + "; keepalive 64; keepalive_requests 100000000; }\n"
                + "  server {\n    listen 127.0.0.1:" + port + " backlog=4096;\n    root " + folder + ";\n"
                + "    location = " + FILE + " { }\n"
                + "    location / {\n      proxy_pass http://api;\n      proxy_http_version 1.1;\n"
                + "      proxy_set_header Connection \"\";\n      proxy_buffering off;\n    }\n  }\n}\n";
    }

    /** Of its workers, in user and system, in milliseconds. */
    long cpuMillis() throws IOException {
        long sum = 0;
        for (ProcessHandle worker : process.children().toList()) {
            sum += Proxy.cpuMillis(worker.pid());
        }
        return sum;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        process.destroy();
        process.waitFor();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
