package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.answer;
import static io.agenticproxy.cache.Answers.key;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a person does to the store, and that it outlives a restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheConsoleIT {
    private static final Duration BOUND = Duration.ofSeconds(15);

    private final FakeUpstream upstream = FakeUpstream.start();
    private final Path data;
    private ProxyUnderTest proxy;
    private AnswerStore store;

    CacheConsoleIT(@TempDir Path folder) {
        data = folder.resolve("data");
    }

    @BeforeAll
    void start() {
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL", upstream.url(), "DATA_DIR", data.toString(), "proxy.cache.sweep-every", "300ms"));
        store = proxy.bean(AnswerStore.class);
    }

    @AfterEach
    void nothingLeft() {
        store.clear();
        assertThat(upstream.requests()).isEmpty();
    }

    @AfterAll
    void stop() {
        proxy.close();
        upstream.close();
    }

    private RawResponse send(String method, String path) throws Exception {
        try (RawClient client = proxy.connect()) {
            return client.exchange(
                    (method + " " + path + " HTTP/1.1\r\nHost: " + proxy.host() + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(US_ASCII));
        }
    }

    private int rows() {
        Integer rows =
                proxy.bean(JdbcTemplate.class).queryForObject("SELECT COUNT(*) FROM cached_answer", Integer.class);
        return rows == null ? -1 : rows;
    }

    @Test
    void clearingTakesEverythingOutOfMemoryAndDatabase() throws Exception {
        store.put(answer(1, 100, Instant.now()));
        store.put(answer(2, 100, Instant.now()));
        await().atMost(BOUND).until(() -> rows() == 2);

        RawResponse response = send("POST", "/cache/clear");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).contains("application/json");
        assertThat(response.text()).isEqualTo("{\"cleared\":2}");
        assertThat(store.find(key(1))).isEmpty();
        assertThat(rows()).isZero();
        assertThat(send("POST", "/cache/clear").text()).isEqualTo("{\"cleared\":0}");
    }

    @Test
    void forgettingTakesOneOut() throws Exception {
        store.put(answer(1, 100, Instant.now()));
        store.put(answer(2, 100, Instant.now()));

        RawResponse response = send("DELETE", "/cache/" + key(1));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("{\"forgotten\":true}");
        assertThat(store.find(key(1))).isEmpty();
        assertThat(store.find(key(2))).isPresent();
        assertThat(rows()).isEqualTo(1);
        RawResponse again = send("DELETE", "/cache/" + key(1));
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.text()).contains("\"type\":\"not_found_error\"");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /cache, 400",
        "DELETE, /cache/, 400",
        "DELETE, /cache/xyz, 400",
        "DELETE, /cache/clear, 400",
        "DELETE, /cache/0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF, 400",
        "GET, /cache/clear, 405",
        "PUT, /cache/clear, 405",
        "POST, /cache/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, 405",
        "GET, /cache/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, 405"
    })
    void whatIsNeitherIsAnErrorInTheApisShape(String method, String path, int status) throws Exception {
        RawResponse response = send(method, path);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"");
    }

    @Test
    void answersOutliveARestart() {
        StoredAnswer answer = answer(1, 100_000, Instant.now());
        store.put(answer);
        proxy.close();
        start();

        assertThat(store.find(key(1))).contains(answer);
        assertThat(store.entries()).isEqualTo(1);
    }

    @Test
    void whatIsTooOldIsSwept() {
        store.put(answer(1, 100, Instant.now().minus(Duration.ofHours(24)).plusSeconds(1)));

        await().atMost(BOUND).until(() -> store.entries() == 0 && rows() == 0);
    }
}
