package io.agenticproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start script as a user calls it: by a symbolic link, from another folder. It stands in a project of its own, with
 * the packaged jar or, where only the script's own doing counts, with a {@code java} that prints what it is given.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class StartScriptIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String JDK = System.getProperty("java.home");
    /** No process has this id: Linux counts up to 4194304. */
    private static final String DEAD = "4999999";

    private static final String WHOLE = "\u0001 header, and then classes, of AnswerReader.java too";

    private final Path folder;
    private final Path project;
    private final Path jar;
    private final Path cache;
    private final Path script;
    private final Map<String, String> variables = new HashMap<>();

    StartScriptIT(@TempDir Path folder) {
        this.folder = folder;
        project = folder.resolve("project");
        jar = project.resolve("target/agentic-proxy.jar");
        cache = folder.resolve("caches/agentic-proxy");
        script = folder.resolve("a link to it");
        variables.put("XDG_CACHE_HOME", folder.resolve("caches").toString());
    }

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectories(project.resolve("target"));
        Path original = Files.createDirectory(project.resolve("bin")).resolve("agentic-proxy");
        Files.copy(Path.of("bin/agentic-proxy"), original);
        original.toFile().setExecutable(true);
        Files.createSymbolicLink(script, original);
    }

    private record Ended(int code, List<String> lines) {}

    private Ended run(String... arguments) throws Exception {
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().remove("JAVA_OPTS");
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readAllLines(out, UTF_8));
    }

    /** Unpacks an empty jar, and else prints its folder and its arguments, a line each. */
    private void useFakeJava(String version) throws IOException {
        Path jdk = folder.resolve("jdk");
        executable(Files.createDirectories(jdk.resolve("bin")).resolve("java"), """
                #!/bin/sh
                case $1 in
                  -version) echo 'openjdk version "%s" 2026-01-01' >&2 ;;
                  -Djarmode=tools) mkdir -p "$6" && touch "$6/agentic-proxy.jar" ;;
                  *) pwd; printf '%%s\\n' "$@"; exit 7 ;;
                esac
                """.formatted(version));
        variables.put("JAVA_HOME", jdk.toString());
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        file.toFile().setExecutable(true);
    }

    /** The one folder in the cache. */
    private Path cacheOfThisJar() throws IOException {
        try (Stream<Path> folders = Files.list(cache)) {
            List<Path> all = folders.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void theSecondStartHasTheClassesThatTheFirstHasArchived() throws Exception {
        Files.copy(Path.of("target/agentic-proxy.jar"), jar);
        try (FakeUpstream upstream = FakeUpstream.start()) {
            upstream.answer(Scripts.message());
            Files.writeString(project.resolve(".env"), "UPSTREAM_URL=" + upstream.url() + "\n");
            variables.put("JAVA_HOME", JDK);
            variables.put("DATA_DIR", folder.resolve("data").toString());
            try (ProxyProcess first = ProxyProcess.startBy(List.of(script.toString()), variables)) {
                assertThat(statusOfACall(first)).isEqualTo(200);
                assertThat(maps(first)).doesNotContain("/archive");
                first.terminate();
                assertThat(first.awaitExit(BOUND)).isEqualTo(143);
            }
            variables.put("JAVA_OPTS", "-Xmx300m -XX:TieredStopAtLevel=4");
            try (ProxyProcess second = ProxyProcess.startBy(List.of(script.toString()), variables)) {
                assertThat(statusOfACall(second)).isEqualTo(200);
                assertThat(maps(second)).contains(cacheOfThisJar() + "/archive");
                second.terminate();
                assertThat(second.awaitExit(BOUND)).isEqualTo(143);
            }
        }
    }

    private static int statusOfACall(ProxyProcess proxy) throws IOException {
        byte[] question = "{\"model\":\"claude-haiku-5-5\",\"max_tokens\":9,\"messages\":[]}".getBytes(UTF_8);
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.post("/v1/messages", proxy.host(), question, "Connection: close"))
                    .status();
        }
    }

    /** The files that are mapped into its memory; jars are, and an archive that is used. */
    private static String maps(ProxyProcess proxy) throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(proxy.pid()), "maps"));
    }

    @Test
    void javaRunsInTheProjectWithJavaOptsAfterTheScriptsOwnAndTheArgumentsLast() throws Exception {
        Files.createFile(jar);
        useFakeJava("17.0.1");
        variables.put("JAVA_OPTS", "-XX:TieredStopAtLevel=4  -Xmx2g -Da=*");

        Ended ended = run("--PORT=0", "with a space", "*");

        assertThat(ended.code()).as("java's own").isEqualTo(7);
        assertThat(ended.lines())
                .startsWith(project.toRealPath().toString())
                .containsSubsequence(
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-XX:MinHeapFreeRatio=5",
                        "-XX:MaxHeapFreeRatio=15",
                        "-XX:-ShrinkHeapInSteps",
                        "-XX:TieredStopAtLevel=4",
                        "-Xmx2g",
                        "-Da=*")
                .endsWith("-jar", cacheOfThisJar() + "/app/agentic-proxy.jar", "--PORT=0", "with a space", "*");
    }

    @Test
    void theCacheIsForItsOwnerOnly() throws Exception {
        Files.createFile(jar);
        useFakeJava("17.0.1");
        run();
        for (Path folder : List.of(cache, cacheOfThisJar())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void anotherJarHasACacheOfItsOwnAndTheOldOneGoes() throws Exception {
        Files.createFile(jar);
        useFakeJava("17.0.1");
        run();
        Path old = cacheOfThisJar();

        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        run();

        assertThat(cacheOfThisJar()).isNotEqualTo(old).isDirectoryContaining("glob:**/app");
    }

    @Test
    void aCacheThatAProxyRunsFromStays() throws Exception {
        Files.createFile(jar);
        useFakeJava("17.0.1");
        run();
        Path old = cacheOfThisJar();
        Files.createFile(old.resolve("pid." + ProcessHandle.current().pid()));

        useFakeJava("25");
        run();

        assertThat(old).exists();
    }

    @Test
    void onlyAWholeArchiveOfARunThatAnsweredIsUsed() throws Exception {
        Files.createFile(jar);
        useFakeJava("25");
        run();
        Path own = cacheOfThisJar();
        for (String unfit : List.of("", "\0\0\0\0 no header yet, AnswerReader.java", "\u0001 no call was answered")) {
            Files.writeString(own.resolve("archive." + DEAD), unfit);
            assertThat(run().lines())
                    .as(unfit)
                    .anyMatch(line -> line.startsWith("-XX:ArchiveClassesAtExit=" + own + "/archive."));
            assertThat(own.resolve("archive." + DEAD)).doesNotExist();
        }
        Files.writeString(own.resolve("archive." + ProcessHandle.current().pid()), WHOLE);
        assertThat(run().lines()).as("still being written").noneMatch(line -> line.contains("SharedArchiveFile"));

        Files.writeString(own.resolve("archive." + DEAD), WHOLE);

        assertThat(run().lines()).contains("-XX:SharedArchiveFile=" + own + "/archive");
        assertThat(run().lines()).as("and it stays").contains("-XX:SharedArchiveFile=" + own + "/archive");
    }

    @Test
    void withoutACacheItStartsAllTheSame() throws Exception {
        Files.createFile(jar);
        useFakeJava("17.0.1");
        variables.put("XDG_CACHE_HOME", jar.toString());

        Ended ended = run();

        assertThat(ended.code()).isEqualTo(7);
        assertThat(ended.lines())
                .endsWith("-jar", jar.toRealPath().toString())
                .first()
                .isEqualTo("agentic-proxy: can't use " + jar + "/agentic-proxy as a cache, so the start takes longer");
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws Exception {
        Files.createFile(jar);
        variables.put("JAVA_HOME", project.toString());
        assertThat(run())
                .isEqualTo(said("no " + project + "/bin/java: install a JDK, 17 or newer, or set JAVA_HOME to one"));

        useFakeJava("1.8.0_402");
        assertThat(run())
                .isEqualTo(said("needs Java 17 or newer, but " + variables.get("JAVA_HOME")
                        + "/bin/java is: openjdk version \"1.8.0_402\" 2026-01-01"));

        useFakeJava("17.0.1");
        Files.delete(jar);
        variables.put("PATH", toolsWithoutMaven());
        assertThat(run())
                .isEqualTo(said(project.toRealPath() + "/target/agentic-proxy.jar is not built, and there is no mvn: "
                        + "install Maven, then call this again"));
    }

    private static Ended said(String line) {
        return new Ended(1, List.of("agentic-proxy: " + line));
    }

    @Test
    void aJarThatIsNotBuiltIsBuilt() throws Exception {
        useFakeJava("17.0.1");
        String tools = toolsWithoutMaven();
        executable(
                Path.of(tools, "mvn"),
                "#!/bin/sh\n[ \"$*\" = '-q -DskipTests package' ] && : >target/agentic-proxy.jar\n");
        variables.put("PATH", tools);

        Ended ended = run();

        assertThat(ended.code()).isEqualTo(7);
        assertThat(ended.lines().get(0)).startsWith("agentic-proxy: building " + jar.toRealPath());
    }

    private String toolsWithoutMaven() throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String name :
                "sh cat chmod cksum dirname find grep head id mkdir mv od readlink rm sed stat touch tr".split(" ")) {
            for (String bin : List.of("/usr/bin", "/bin")) {
                Path tool = Path.of(bin, name);
                if (Files.exists(tool) && !Files.exists(tools.resolve(name))) {
                    Files.createSymbolicLink(tools.resolve(name), tool);
                }
            }
        }
        return tools.toString();
    }

    @Test
    void sourcesNewerThanTheJarAreSaid() throws Exception {
        Files.createFile(jar);
        useFakeJava("17.0.1");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        Files.createFile(project.resolve("pom.xml"));

        assertThat(run().lines())
                .first()
                .asString()
                .contains("sources are newer than")
                .contains("package");
    }
}
