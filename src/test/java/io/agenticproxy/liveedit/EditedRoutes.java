package io.agenticproxy.liveedit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.springframework.util.FileSystemUtils;

/**
 * A copy of {@code routes/}, and a proxy that follows it while a test edits it. What is saved, edited and deleted is
 * seen by the proxy all at once, when it is {@linkplain #publish published}.
 */
final class EditedRoutes implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(20);
    /** Judged after all others by its name: when this is in effect, what was published has been judged. */
    private static final String MARK = "zz-mark.yaml";

    private final Map<String, String> originals = new TreeMap<>();
    private final Map<String, String> files = new TreeMap<>();
    private final Path home;
    private final ProxyUnderTest proxy;
    private int edition;

    private EditedRoutes(Path home, FakeUpstream upstream) throws IOException {
        this.home = home;
        try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
            for (Path file : shipped.toList()) {
                originals.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        files.putAll(originals);
        publish();
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "ROUTES_DIR",
                folder().toString(),
                "proxy.live-edit.look-every",
                "50ms",
                "proxy.live-edit.linger",
                "500ms"));
    }

    static EditedRoutes inFrontOf(FakeUpstream upstream) throws IOException {
        return new EditedRoutes(Files.createTempDirectory("routes"), upstream);
    }

    ProxyUnderTest proxy() {
        return proxy;
    }

    private Path folder() {
        return home.resolve("routes");
    }

    /** The file as it ships. */
    String original(String name) {
        return Objects.requireNonNull(originals.get(name), name);
    }

    EditedRoutes save(String name, String text) {
        files.put(name, text);
        return this;
    }

    /** Saves the shipped file with one passage exchanged. */
    EditedRoutes edit(String name, String passage, String by) {
        assertThat(original(name)).contains(passage);
        return save(name, original(name).replace(passage, by));
    }

    EditedRoutes delete(String name) {
        files.remove(name);
        return this;
    }

    EditedRoutes deleteAll() {
        files.clear();
        return this;
    }

    /** Lets the proxy see the files as they are now: the folder is a link, which is exchanged. */
    void publish() throws IOException {
        Path next = Files.createDirectory(home.resolve("edition-" + ++edition));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(next.resolve(file.getKey()), file.getValue());
        }
        Path link = Files.createSymbolicLink(home.resolve("next"), next.getFileName());
        Files.move(link, folder(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Publishes, and waits until the proxy has taken it over, as far as it will. */
    void settle() throws IOException {
        String now = String.valueOf(edition);
        save(MARK, answering("mark", "/v1/mark", now)).publish();
        await().atMost(BOUND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> get("/v1/mark").text().equals(now));
    }

    /** Everything as it ships, and in effect. */
    void restore() throws IOException {
        files.clear();
        files.putAll(originals);
        settle();
    }

    /** A file with one route that answers itself. */
    static String answering(String id, String path, String text) {
        return """
                - route:
                    id: %s
                    from:
                      uri: platform-http:%s
                      steps:
                        - setBody: { id: %s-body, constant: "%s" }
                """.formatted(id, path, id, text);
    }

    RawResponse get(String target) throws IOException {
        return send(RawClient.get(target, proxy.host()));
    }

    RawResponse message(String... headers) throws IOException {
        byte[] body = "{\"model\":\"claude-opus-5-5\"}".getBytes(StandardCharsets.UTF_8);
        return send(RawClient.post("/v1/messages", proxy.host(), body, headers));
    }

    private RawResponse send(byte[] request) throws IOException {
        try (RawClient client = proxy.connect()) {
            return client.exchange(request);
        }
    }

    OldRoutes oldRoutes() {
        return (OldRoutes) proxy.bean(CamelContext.class).getShutdownStrategy();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        FileSystemUtils.deleteRecursively(home);
    }
}
