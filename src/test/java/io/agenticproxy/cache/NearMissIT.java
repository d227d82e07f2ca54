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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
            List<String> headers = new ArrayList<>(List.of(header));
            headers.add("x-api-key: sk-ant-api03-" + key);
            headers.add("X-Session-Id: " + session);
            client.exchange(
                    RawClient.post("/v1/messages", proxy.host(), body.getBytes(UTF_8), headers.toArray(String[]::new)));
        }
    }

    /** By session, once there are so many rows of sessions with that beginning. */
    private static Map<String, String> nearMisses(String sessions, int calls) {
        return await().atMost(BOUND).until(() -> rows(sessions), rows -> rows.size() == calls);
    }

    private static Map<String, String> rows(String sessions) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (RawClient client = proxy.connect()) {
            byte[] page = client.exchange(RawClient.get("/calls", proxy.host())).body();
            for (JsonNode row : JSON.readTree(page).path("calls")) {
                String session = row.path("session").asText();
                if (session.startsWith(sessions)) {
                    found.put(session, row.path("cache_near_miss").asText("none"));
                }
            }
        }
        return found;
    }

    @Test
    void theRowNamesThePlaceThatMadeItAnotherRequest() throws Exception {
        ask("one first", "mine", BODY);
        ask("one hit", "mine", BODY);
        ask("one setting", "mine", BODY.replace("0.2", "0.3"));
        ask("one text", "mine", BODY.replace("\"text\":\"" + MARK, "\"text\":\"" + MARK + "!"));
        ask("one unknown", "mine", BODY.replace(MARK + "\":1", MARK + "\":2"));
        ask("one header", "mine", BODY, "anthropic-beta: " + MARK);
        ask("one absent", "mine", BODY.replace("\":9", "\":8"), "Cache-Control: only-if-cached");
        ask("one bypass", "mine", BODY.replace("\":9", "\":7"), "Cache-Control: no-store");

        assertThat(nearMisses("one", 8))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "one first",
                        "none",
                        "one hit",
                        "none",
                        "one setting",
                        "temperature",
                        "one text",
                        "messages[0].content[0].text",
                        "one unknown",
                        "*",
                        "one header",
                        "anthropic-beta",
                        "one absent",
                        "max_tokens",
                        "one bypass",
                        "none"));
        assertThat(proxy.bean(JdbcTemplate.class)
                        .queryForList("SELECT * FROM ledger_entry")
                        .toString())
                .contains("messages[0].content[0].text")
                .doesNotContain(MARK);
    }

    @Test
    void anotherClientsRequestsTellNothing() throws Exception {
        ask("two yours", "yours", BODY.replace(MARK, "two"));
        ask("two theirs", "theirs", BODY.replace(MARK, "two").replace("0.2", "0.4"));

        assertThat(nearMisses("two", 2)).isEqualTo(Map.of("two yours", "none", "two theirs", "none"));
    }
}
