package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.PostgresServer;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.event.Level;

/** Two proxies on one PostgreSQL database share their answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoProxiesPostgresIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String KEY = "x-api-key: sk-ant-api03-of-both";

    private final PostgresServer server = PostgresServer.start();
    private final FakeUpstream upstream = FakeUpstream.start();
    private ProxyUnderTest one;
    private ProxyUnderTest two;

    @BeforeAll
    void start() {
        one = proxy();
        two = proxy();
    }

    private ProxyUnderTest proxy() {
        Map<String, String> variables = new HashMap<>(server.variables());
        variables.putAll(
                Map.of("UPSTREAM_URL", upstream.url(), "CACHE_ENABLED", "true", "proxy.cache.sweep-every", "300ms"));
        return ProxyUnderTest.with(variables);
    }

    @AfterEach
    void empty() throws IOException {
        clear(one);
        clear(two);
        upstream.reset();
    }

    @AfterAll
    void stop() {
        two.close();
        one.close();
        upstream.close();
        server.close();
    }

    private static String ask(ProxyUnderTest proxy, String prompt, String... headers) throws IOException {
        String body = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\""
                + prompt + "\"}]}";
        try (RawClient client = proxy.connect()) {
            RawResponse answer =
                    client.exchange(RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), headers));
            return answer.header("Cache-Status").orElse("none") + " " + answer.text();
        }
    }

    private static void clear(ProxyUnderTest proxy) throws IOException {
        try (RawClient client = proxy.connect()) {
            assertThat(client.exchange(RawClient.post("/cache/clear", proxy.host(), new byte[0]))
                            .status())
                    .isEqualTo(200);
        }
    }

    private void awaitStored(int rows) {
        await().atMost(BOUND)
                .until(() -> server.jdbc().queryForObject("SELECT COUNT(*) FROM cached_answer", Integer.class) == rows);
    }

    @Test
    void whatOneHasStoredIsAHitAtTheOther() throws Exception {
        upstream.answer(Scripts.message("shared"));

        assertThat(ask(one, "a", KEY)).contains("fwd=miss");
        awaitStored(1);

        assertThat(ask(two, "a", KEY)).contains("; hit;").contains("shared");
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void twoCredentialsAreApartAtTheOtherToo() throws Exception {
        upstream.answer(Scripts.message());

        ask(one, "b", KEY);
        awaitStored(1);

        assertThat(ask(two, "b", "x-api-key: sk-ant-api03-of-somebody-else")).contains("fwd=miss");
    }

    @Test
    void whatIsClearedAtOneGoesAtTheOtherWithTheNextSweep() throws Exception {
        upstream.answer(Scripts.message());
        ask(one, "c", KEY);
        awaitStored(1);
        assertThat(ask(two, "c", KEY)).contains("; hit;");

        clear(one);

        await().atMost(BOUND).until(() -> two.bean(AnswerStore.class).entries() == 0);
        assertThat(ask(two, "c", KEY)).contains("fwd=miss");
    }

    @Test
    void theSameAnswersFromBothAreStoredWithoutTrouble() throws Exception {
        upstream.answer(Scripts.message());

        try (LogCapture log = LogCapture.at(Level.INFO, "io.agenticproxy.cache")) {
            for (int i = 0; i < 20; i++) {
                ask(one, "d" + i, KEY, "Cache-Control: no-cache");
                ask(two, "d" + i, KEY, "Cache-Control: no-cache");
            }
            awaitStored(20);
            await().atMost(BOUND).until(() -> List.of(one, two).stream()
                    .allMatch(proxy -> proxy.bean(StoreState.class).unwritten() == 0));

            assertThat(log.lines()).isEmpty();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(ask(i % 2 == 0 ? one : two, "d" + i, KEY)).contains("; hit;");
        }
    }
}
