package io.agenticproxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an event stream strictly by the API's grammar, and rebuilds the message from it:
 * {@code message_start (block_start block_delta* block_stop)* message_delta message_stop}, pings anywhere.
 */
final class EventGrammar {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FRAME = Pattern.compile("event: (\\w+)\ndata: (\\{[^\n]*})\n\n");

    private final List<JsonNode> events = new ArrayList<>();
    private int next;

    private EventGrammar() {}

    static ObjectNode messageOf(String stream) throws JsonProcessingException {
        EventGrammar grammar = new EventGrammar();
        Matcher frame = FRAME.matcher(stream);
        int end = 0;
        while (frame.find()) {
            assertThat(frame.start()).as("bytes between events").isEqualTo(end);
            JsonNode event = JSON.readTree(frame.group(2));
            assertThat(event.path("type").asText()).isEqualTo(frame.group(1));
            if (!frame.group(1).equals("ping")) {
                grammar.events.add(event);
            }
            end = frame.end();
        }
        assertThat(stream.substring(end)).as("bytes after the last event").isEmpty();
        return grammar.message();
    }

    private ObjectNode message() throws JsonProcessingException {
        ObjectNode message = take("message_start").path("message").deepCopy();
        assertThat(message.path("content")).isEmpty();
        assertThat(message.path("stop_reason").isNull()).isTrue();
        ArrayNode content = message.withArray("content");
        while (nextIs("content_block_start")) {
            content.add(block(content.size()));
        }
        JsonNode end = take("message_delta");
        message.setAll((ObjectNode) end.path("delta"));
        message.set("usage", end.path("usage"));
        take("message_stop");
        assertThat(events).as("events after message_stop").hasSize(next);
        return message;
    }

    private ObjectNode block(int index) throws JsonProcessingException {
        ObjectNode block =
                at(index, take("content_block_start")).path("content_block").deepCopy();
        String type = block.path("type").asText();
        StringBuilder input = new StringBuilder();
        boolean signed = false;
        while (nextIs("content_block_delta")) {
            JsonNode delta = at(index, take("content_block_delta")).path("delta");
            assertThat(signed).as("a delta after the signature").isFalse();
            switch (type + " " + delta.path("type").asText()) {
                case "text text_delta" -> append(block, "text", delta);
                case "thinking thinking_delta" -> append(block, "thinking", delta);
                case "thinking signature_delta" -> {
                    append(block, "signature", delta);
                    signed = true;
                }
                case "tool_use input_json_delta" ->
                    input.append(delta.path("partial_json").asText());
                default -> throw new AssertionError("unexpected in a " + type + " block: " + delta);
            }
        }
        at(index, take("content_block_stop"));
        if (type.equals("tool_use")) {
            assertThat(block.path("input").toString()).isEqualTo("{}");
            block.set("input", JSON.readTree(input.toString()));
        }
        return block;
    }

    private static void append(ObjectNode block, String field, JsonNode delta) {
        assertThat(delta.path(field).isTextual()).isTrue();
        block.put(field, block.path(field).asText() + delta.path(field).asText());
    }

    private static JsonNode at(int index, JsonNode event) {
        assertThat(event.path("index").asInt(-1)).isEqualTo(index);
        return event;
    }

    private boolean nextIs(String type) {
        return next < events.size() && events.get(next).path("type").asText().equals(type);
    }

    private JsonNode take(String type) {
        assertThat(events).as("the stream ends before " + type).hasSizeGreaterThan(next);
        assertThat(events.get(next).path("type").asText()).isEqualTo(type);
        return events.get(next++);
    }
}
