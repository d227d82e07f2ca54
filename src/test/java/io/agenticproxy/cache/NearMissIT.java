package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A call's row says why it was no hit. */
class NearMissIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BOUND = Duration.ofSeconds(20);
    /** In what the client says, and in a name of its own; nothing else holds it. */
    private static final String MARK = "MARKED7f3a";

    private static final String BODY = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"temperature\":0.2,\"" + MARK
            + "\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + MARK + "\"}]}]}";

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message("What was said."));
        proxy = ProxyUnderTest.with(
                Map.of("UPSTREAM_URL", upstream.url(), "CACHE_ENABLED", "true", "LOG_PROMPT_CHARS", "0"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static void ask(String session, String key, String body, String... header) throws IOException {
        try (RawClient client = proxy.connect()) {
            List<String> headers = new java.util.ArrayList<>(List.of(header));
            headers.add("x-api-key: sk-ant-api03-" + key);
            headers.add("X-Session-Id: " + session);
            client.exchange(
                    RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), headers.toArray(String[]::new)));
        }
    }

    /** Of the session's calls, the first one first. */
    private static List<String> nearMisses(String session, int calls) {
        return await().atMost(BOUND)
                .until(
                        () -> {
                            try (RawClient client = proxy.connect()) {
                                JsonNode rows = JSON.readTree(client.exchange(RawClient.get("/calls", proxy.host()))
                                                .body())
                                        .path("calls");
                                return StreamSupport.stream(rows.spliterator(), false)
                                        .filter(row ->
                                                row.path("session").asText().equals(session))
                                        .map(row -> row.path("cache_near_miss").asText("none"))
                                        .collect(
                                                java.util.ArrayList<String>::new,
                                                (all, one) -> all.add(0, one),
                                                (all, more) -> all.addAll(0, more));
                            }
                        },
                        found -> found.size() == calls);
    }

    @Test
    void theRowNamesThePlaceThatMadeItAnotherRequest() throws Exception {
        ask("one", "mine", BODY);
        ask("one", "mine", BODY);
        ask("one", "mine", BODY.replace("0.2", "0.3"));
        ask("one", "mine", BODY.replace("\"text\":\"" + MARK, "\"text\":\"" + MARK + "!"));
        ask("one", "mine", BODY.replace(MARK + "\":1", MARK + "\":2"));
        ask("one", "mine", BODY, "anthropic-beta: " + MARK);
        ask("one", "mine", BODY.replace("\"max_tokens\":9", "\"max_tokens\":8"), "Cache-Control: only-if-cached");
        ask("one", "mine", BODY.replace("\"max_tokens\":9", "\"max_tokens\":7"), "Cache-Control: no-store");

        assertThat(nearMisses("one", 8))
                .containsExactly(
                        "none",
                        "none",
                        "temperature",
                        "messages[0].content[0].text",
                        "*",
                        "anthropic-beta",
                        "max_tokens",
                        "none");
        assertThat(proxy.bean(JdbcTemplate.class)
                        .queryForList("SELECT * FROM ledger_entry")
                        .toString())
                .contains("messages[0].content[0].text")
                .doesNotContain(MARK);
    }

    @Test
    void anotherClientsRequestsTellNothing() throws Exception {
        ask("two", "yours", BODY.replace(MARK, "two"));
        ask("two", "theirs", BODY.replace(MARK, "two").replace("0.2", "0.4"));

        assertThat(nearMisses("two", 2)).containsExactly("none", "none");
    }
}
