package io.agenticproxy.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.Application;
import io.agenticproxy.testing.ProxyProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails, as a process: it ends with 1 and says why in lines, without a stack trace. */
class StartIT {
    private static final long BOUND_SECONDS = 120;

    private final Path folder;

    StartIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private record Ended(int code, String out, String err) {}

    /** In {@link #folder}, with these variables and no others of ours. */
    private Ended start(Map<String, String> variables) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName()))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(Variables.names());
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private static void assertSays(Ended ended, String... lines) {
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).first().isEqualTo("agentic-proxy can't start:");
        assertThat(ended.err().lines().skip(1).map(String::strip)).containsExactlyInAnyOrder(lines);
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void mistakesOfEnvironmentAndFileAreSaidInLines() throws Exception {
        Files.writeString(
                folder.resolve(".env"),
                "PROXY_ACCESS_TOKEN=secret-but-short\r\nexport UPSTREAM_URL='http://198.51.100.7' # lab\r\n");

        assertSays(
                start(Map.of("PORT", "http", "BIND_ADDRESS", "")),
                "PORT must be a whole number from 0 to 65535, was 'http'",
                "UPSTREAM_URL must begin with https://, since it carries the key; http:// is for this machine only, was "
                        + "'http://198.51.100.7'",
                "PROXY_ACCESS_TOKEN must be one word of at least 32 characters");
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertSays(
                    start(Map.of("PORT", String.valueOf(other.getLocalPort()))),
                    "PORT " + other.getLocalPort() + " is in use by another program");
        }
    }

    @Test
    void aSecondProxyOnTheSameFolderIsSaid() throws Exception {
        String data = folder.resolve("data").toString();
        try (ProxyProcess first = ProxyProcess.start(Map.of("DATA_DIR", data))) {
            assertSays(
                    start(Map.of("PORT", "0", "DATA_DIR", data)),
                    "DATA_DIR " + data + " is in use by another proxy: stop it, or name another folder");
            assertThat(first.running()).isTrue();
        }
    }

    @Test
    void aDatabaseThatCantBeReadIsSaid() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path file = data.resolve("agentic-proxy.mv.db");
        Files.write(file, new byte[10_000]);

        Ended ended = start(Map.of("PORT", "0", "DATA_DIR", data.toString()));

        assertThat(ended.err().lines()).hasSize(2);
        assertThat(ended.err())
                .contains("DATA_DIR " + data + " has a database that can't be read: move " + file + " away");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(Files.size(file)).as("it is left as it was").isEqualTo(10_000);
    }

    @Test
    void aBrokenRouteFileIsSaid() throws Exception {
        Files.writeString(
                Files.createDirectory(folder.resolve("my-routes")).resolve("proxy.yaml"),
                "- route:\n    id: x\n    from: {uri: direct:x}\n    id: x\n");

        Ended ended = start(Map.of("ROUTES_DIR", "my-routes", "PORT", "0"));

        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).hasSize(2);
        assertThat(ended.err()).contains("proxy.yaml").contains("line 4").doesNotContain("\tat ");
        assertThat(ended.code()).isEqualTo(1);
    }
}
