package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.Application;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database's file can't grow any more, as on a full disk: the process may not write files beyond a size, a limit that
 * can be lifted while it runs.
 */
@Timeout(180)
class FullDiskIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path LIFT = Path.of("/usr/bin/prlimit");
    private static final int MOST_CALLS = 1_000;

    private int calls;

    @Test
    void callsGoOnAndTheirRowsWaitForRoom(@TempDir Path data) throws Exception {
        assumeThatTheLimitCanBeLifted();
        Random random = new Random(7);
        try (FakeUpstream upstream = FakeUpstream.start()) {
            upstream.answer((request, wire) ->
                    Scripts.message(text(random)).run(request, wire)); // does not deflate: the file grows quickly
            Map<String, String> variables = Map.of("UPSTREAM_URL", upstream.url(), "DATA_DIR", data.toString());
            try (ProxyProcess proxy = ProxyProcess.startBy(limited(), variables)) {
                boolean offline = false; // and maybe online again soon: the file that is opened anew has some room left
                while (!offline && calls < MOST_CALLS) {
                    ask(proxy);
                    offline = ledger(proxy).equals("offline");
                }
                assertThat(offline).isTrue();
                for (int i = 0; i < 20; i++) {
                    ask(proxy);
                }
                lift(proxy.pid());
                await().atMost(BOUND)
                        .until(() -> ledger(proxy).equals("online")
                                && stats(proxy).path("waiting_rows").asInt() == 0);
                assertThat(stats(proxy).path("dropped_rows").asInt()).isZero();
                proxy.terminate();
                proxy.awaitExit(BOUND);
            }
            try (ProxyProcess again = ProxyProcess.start(variables, "-Xmx256m", "-XX:TieredStopAtLevel=1")) {
                assertThat(rows(again)).isEqualTo(calls);
                assertThat(stats(again).path("calls").asLong()).isEqualTo(calls);
            }
        }
    }

    private static void assumeThatTheLimitCanBeLifted() {
        if (!Files.isExecutable(LIFT)) {
            String missing = LIFT + " is not installed, which lifts the limit again";
            assertThat(System.getenv("CI")).as(missing).isNull();
            Assumptions.abort(missing);
        }
    }

    /** In the shell's blocks, of 512 or 1,024 bytes. */
    private static List<String> limited() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(
                "/bin/sh",
                "-c",
                "ulimit -S -f 4000; exec " + java + " -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
                        + Application.class.getName());
    }

    private static void lift(long pid) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(LIFT.toString(), "--pid", String.valueOf(pid), "--fsize=unlimited:")
                .inheritIO()
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private void ask(ProxyProcess proxy) throws IOException {
        String body =
                "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + ++calls + "\"}]}";
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            RawResponse answer = client.exchange(RawClient.post(
                    "/v1/messages",
                    proxy.host(),
                    body.getBytes(UTF_8),
                    "x-api-key: sk-ant-api03-on-a-full-disk",
                    "Connection: close"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.cleanEnd()).isTrue();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            text.append((char) ('0' + random.nextInt(75)));
        }
        return text.toString().replace('\\', '/');
    }

    private static JsonNode stats(ProxyProcess proxy) throws IOException {
        return JSON.readTree(get(proxy, "/stats"));
    }

    private static String ledger(ProxyProcess proxy) throws IOException {
        return stats(proxy).path("ledger").asText();
    }

    private static long rows(ProxyProcess proxy) throws IOException {
        return get(proxy, "/calls.csv").lines().count() - 1;
    }

    private static String get(ProxyProcess proxy, String target) throws IOException {
        try (RawClient client = proxy.connect().timeout(BOUND)) {
            return client.exchange(RawClient.get(target, proxy.host(), "Connection: close"))
                    .text();
        }
    }
}
