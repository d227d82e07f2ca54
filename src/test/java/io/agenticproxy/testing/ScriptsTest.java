package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScriptsTest {
    private static final byte[] REQUEST =
            RawClient.post("/v1/messages", "x", "{\"model\": \"claude-haiku-5-5\"}".getBytes(UTF_8));

    private final JsonMapper json = new JsonMapper();
    private final FakeUpstream upstream = FakeUpstream.start();

    @AfterEach
    void close() {
        upstream.close();
    }

    @Test
    void aMessageNamesTheModelThatWasAskedFor() throws Exception {
        String text = "\"quoted\" \\ \n\t\u0001 \u20ac";
        upstream.answer(Scripts.message(text));

        try (RawClient client = RawClient.connect(upstream.port())) {
            RawResponse response = client.exchange(REQUEST);

            assertThat(response.header("request-id")).hasValue(Scripts.REQUEST_ID);
            assertThat(response.text()).isEqualTo(Scripts.messageBody("claude-haiku-5-5", text));
            JsonNode message = json.readTree(response.body());
            assertThat(message.at("/model").asText()).isEqualTo("claude-haiku-5-5");
            assertThat(message.at("/content/0/text").asText()).isEqualTo(text);
            assertThat(message.at("/usage/input_tokens").asInt()).isEqualTo(Scripts.INPUT_TOKENS);
        }
    }

    @Test
    void aStreamIsTheEventsOfTheApiAChunkEach() throws Exception {
        upstream.answer(Scripts.stream("Hel", "lo"));
        List<String> events = Scripts.events("claude-haiku-5-5", "Hel", "lo");

        try (RawClient client = RawClient.connect(upstream.port())) {
            client.send(REQUEST);
            assertThat(client.readHead().header("content-type")).hasValue("text/event-stream; charset=utf-8");
            for (String event : events) {
                assertThat(client.readChunk()).asString(UTF_8).isEqualTo(event);
            }
            assertThat(client.readChunk()).isEmpty();
        }

        assertThat(events)
                .extracting(event -> event.substring("event: ".length(), event.indexOf('\n')))
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        for (String event : events) {
            JsonNode data = json.readTree(event.substring(event.indexOf("data: ") + "data: ".length()));
            assertThat(event).startsWith("event: " + data.at("/type").asText() + "\n");
        }
    }

    @Test
    void anErrorHasTheShapeOfTheApi() throws Exception {
        upstream.answer(Scripts.error(529, "overloaded_error", "Overloaded", "retry-after: 3"));

        try (RawClient client = RawClient.connect(upstream.port())) {
            RawResponse response = client.exchange(REQUEST);

            assertThat(response.statusLine()).isEqualTo("HTTP/1.1 529 Overloaded");
            assertThat(response.header("retry-after")).hasValue("3");
            assertThat(json.readTree(response.body()).at("/error/type").asText())
                    .isEqualTo("overloaded_error");
        }
    }
}
