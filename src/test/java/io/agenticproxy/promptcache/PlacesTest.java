package io.agenticproxy.promptcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.Json;
import io.agenticproxy.wire.MarkPlace;
import org.junit.jupiter.api.Test;

/** A mark stands only where the API takes one. */
class PlacesTest {
    private static JsonNode request(String fields) {
        return Json.parse("{" + fields + "}");
    }

    @Test
    void theCommonPartEndsWithTheSystemPromptOrElseTheTools() {
        assertThat(Places.common(request("\"system\":\"Be kind.\",\"tools\":[{\"name\":\"a\"}]")))
                .contains(MarkPlace.system(MarkPlace.TEXT));
        assertThat(Places.common(
                        request("\"system\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\" \"}]")))
                .contains(MarkPlace.system(0));
        assertThat(Places.common(request(
                        "\"system\":\" \",\"tools\":[{\"name\":\"a\"},{\"name\":\"b\",\"defer_loading\":true}]")))
                .contains(MarkPlace.tool(0));
        assertThat(Places.common(request("\"messages\":[]"))).isEmpty();
    }

    @Test
    void theEndIsTheLastBlockThatCanCarryAMark() {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"hm\"},{\"type\":\"tool_use\",\"id\":\"t\"},"
                + "{\"type\":\"thinking\",\"thinking\":\"x\"},{\"type\":\"text\",\"text\":\"\"},"
                + "{\"type\":\"block_of_tomorrow\"}]},{\"role\":\"user\",\"content\":\" \"},"
                + "{\"role\":\"user\",\"clear_at\":1,\"content\":\"later\"}]";

        assertThat(Places.end(request(messages), 0)).isEmpty();
        assertThat(Places.end(request(messages), 1)).contains(MarkPlace.message(0, MarkPlace.TEXT));
        assertThat(Places.end(request(messages), 2)).contains(MarkPlace.message(1, 1));
        assertThat(Places.end(request(messages), 3)).isEmpty();
        assertThat(Places.end(request(messages), 4)).isEmpty();
    }

    @Test
    void aMarkAnywhereIsTheClients() {
        assertThat(ClientMarks.in(request("\"cache_control\":{\"type\":\"ephemeral\"}")))
                .isTrue();
        assertThat(ClientMarks.in(request("\"messages\":[{\"content\":[{\"content\":[{\"cache_control\":null}]}]}]")))
                .isTrue();
        assertThat(ClientMarks.in(request("\"messages\":[{\"content\":\"cache_control\"}]")))
                .isFalse();
    }
}
