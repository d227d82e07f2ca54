import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** {@code constant/ConstantServer.java} as a process of its own, on the Tomcat in the proxy's jar. */
final class Constant implements AutoCloseable {
    final int port;
    private final Process process;
    private final Path folder;

    private Constant(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    static Constant start(Options options, byte[] answer) throws Exception {
        Path folder = Files.createTempDirectory("agentic-proxy-constant");
        Path body = Files.write(folder.resolve("answer.json"), answer);
        List<String> command = new ArrayList<>(List.of(options.java()));
        command.addAll(options.jvm());
        command.addAll(List.of("-cp", tomcat(Path.of(options.jar()), folder), "bench/constant/ConstantServer.java"));
        command.addAll(List.of(folder.toString(), body.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
        StringBuilder said = new StringBuilder();
        for (String line; (line = lines.readLine()) != null; said.append(line).append('\n')) {
            if (line.startsWith("constant on ")) {
                Threads.daemon(() -> lines.lines().forEach(rest -> {}));
                return new Constant(process, Integer.parseInt(line.substring(12)), folder);
            }
        }
        throw new IllegalStateException("the constant server did not start:\n" + said);
    }

    /** The class path of Tomcat, unpacked into the folder. */
    private static String tomcat(Path jar, Path folder) throws IOException {
        List<String> unpacked = new ArrayList<>();
        try (JarFile proxy = new JarFile(jar.toFile())) {
            for (JarEntry entry : proxy.stream().toList()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (name.startsWith("tomcat-embed-core-") || name.startsWith("jakarta.annotation-api-")) {
                    Path file = folder.resolve(name);
                    Files.copy(proxy.getInputStream(entry), file);
                    unpacked.add(file.toString());
                }
            }
        }
        return String.join(java.io.File.pathSeparator, unpacked);
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
