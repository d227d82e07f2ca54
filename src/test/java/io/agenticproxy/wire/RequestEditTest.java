package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A changed request differs from the received one only where the change is. */
class RequestEditTest {
    private static final String ODD =
            "\r\n{ \"messages\" : [ {\"role\":\"user\", \"cont\\u0065nt\":\"caf\\u00e9 \\\\\\\" {}[]\"} ,"
                    + "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"content\\\":[\"} , {\"text\":\"ß\",\"type\":\"text\"}],"
                    + "\"role\":\"assistant\",\"extra\":{\"content\":[1,[2]]}}, {\"role\":\"user\",\"content\":\"last\"} ],"
                    + " \"max_tokens\" : 1.50e2 , \"metadata\":{\"model\":\"x\",\"system\":\"y\"},"
                    + "\"system\" : \"be \\\"brief\\\"\" , \"model\": \"claude-opus-5-5\" ,"
                    + "\"tools\":[ {\"name\":\"a\",\"input_schema\":{\"model\":{\"thinking\":[]}}} ] }\n";

    private static RequestTree tree(String body) {
        return RequestTree.parse(body.getBytes(UTF_8), more -> true, KnownParts.NONE)
                .orElseThrow();
    }

    private static RequestEdit edit(String body) {
        return new RequestEdit(body.getBytes(UTF_8), tree(body));
    }

    private static String text(RequestEdit edit) {
        return new String(edit.bytes(), UTF_8);
    }

    @Test
    void nothingToChangeGivesTheReceivedArrayItself() {
        byte[] body = ODD.getBytes(UTF_8);

        assertThat(new RequestEdit(body, tree(ODD)).bytes()).isSameAs(body);
    }

    @Test
    void anotherModelReplacesTheNamedOneAndNothingElse() {
        assertThat(text(edit(ODD).model("claude-haiku-5-5")))
                .isEqualTo(ODD.replace("\"claude-opus-5-5\"", "\"claude-haiku-5-5\""));
    }

    @Test
    void thinkingIsSwitchedOffInItsPlaceOrBehindTheModel() {
        assertThat(text(edit("{\"thinking\": {\"type\":\"adaptive\"} ,\"model\":\"m\"}")
                        .thinkingDisabled()))
                .isEqualTo("{\"thinking\": {\"type\":\"disabled\"} ,\"model\":\"m\"}");
        assertThat(text(edit("{\"thinking\":null,\"model\":\"m\"}").thinkingDisabled()))
                .isEqualTo("{\"thinking\":{\"type\":\"disabled\"},\"model\":\"m\"}");
        assertThat(text(edit("{\"model\" : \"m\" , \"stream\":true}").model("h").thinkingDisabled()))
                .isEqualTo("{\"model\" : \"h\",\"thinking\":{\"type\":\"disabled\"} , \"stream\":true}");
    }

    @Test
    void aStringThatIsMarkedBecomesItsOneBlockWithTheSameEscapes() {
        assertThat(text(edit(ODD).mark(MarkPlace.message(0, MarkPlace.TEXT), "5m")))
                .isEqualTo(ODD.replace(
                        "\"caf\\u00e9 \\\\\\\" {}[]\"",
                        "[{\"type\":\"text\",\"text\":\"caf\\u00e9 \\\\\\\" {}[]\","
                                + "\"cache_control\":{\"type\":\"ephemeral\"}}]"));
    }

    @Test
    void marksStandInSystemToolsAndMessagesAtOnce() {
        String mark = ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}";

        String marked = text(edit(ODD)
                .mark(MarkPlace.message(1, 1), "1h")
                .mark(MarkPlace.system(MarkPlace.TEXT), "1h")
                .mark(MarkPlace.tool(0), "1h")
                .model("claude-haiku-5-5"));

        assertThat(marked)
                .isEqualTo(ODD.replace("\"ß\",\"type\":\"text\"}", "\"ß\",\"type\":\"text\"" + mark)
                        .replace(
                                "\"be \\\"brief\\\"\"",
                                "[{\"type\":\"text\",\"text\":\"be \\\"brief\\\"\"" + mark + "]")
                        .replace("{\"thinking\":[]}}}", "{\"thinking\":[]}}" + mark)
                        .replace("claude-opus-5-5", "claude-haiku-5-5"));
    }

    /** What the tree says of a place is what stands there, whatever stands around it. */
    @Test
    void everyPlaceOfRandomRequestsIsFound() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            ObjectNode request = new RandomRequest(random).next();
            String body = random.nextBoolean() ? request.toString() : request.toPrettyString();
            RequestTree tree = tree(body);
            for (int m = 0; m < request.path("messages").size(); m++) {
                JsonNode content = request.path("messages").get(m).path("content");
                int blocks = content.isArray() ? content.size() : 0;
                for (int b = 0; b < blocks; b++) {
                    check(seed, body, tree, request, MarkPlace.message(m, b), content.get(b));
                }
                if (content.isTextual()) {
                    check(seed, body, tree, request, MarkPlace.message(m, MarkPlace.TEXT), content);
                }
            }
            JsonNode system = request.path("system");
            for (int b = 0; system.isArray() && b < system.size(); b++) {
                check(seed, body, tree, request, MarkPlace.system(b), system.get(b));
            }
            for (int t = 0; t < request.path("tools").size(); t++) {
                check(
                        seed,
                        body,
                        tree,
                        request,
                        MarkPlace.tool(t),
                        request.path("tools").get(t));
            }
        }
    }

    private static void check(
            long seed, String body, RequestTree tree, ObjectNode request, MarkPlace place, JsonNode value) {
        Span span = tree.spans().of(place);
        byte[] bytes = body.getBytes(UTF_8);

        assertThat(Json.parse(new String(bytes, span.from(), span.to() - span.from(), UTF_8)))
                .as("seed %d, %s of %s", seed, place, body)
                .isEqualTo(value);
        JsonNode marked = Json.parse(text(new RequestEdit(bytes, tree).mark(place, "5m")));
        assertThat(withoutMark(marked, place)).as("seed %d, %s", seed, place).isEqualTo(request);
    }

    /** Takes the mark away again, and a block that was a string; fails if there is none. */
    private static JsonNode withoutMark(JsonNode marked, MarkPlace place) {
        ObjectNode root = (ObjectNode) marked;
        if (place.part() == MarkPlace.Part.TOOLS) {
            assertThat(((ObjectNode) root.path("tools").get(place.index())).remove("cache_control"))
                    .isNotNull();
            return root;
        }
        ObjectNode holder = place.part() == MarkPlace.Part.SYSTEM
                ? root
                : (ObjectNode) root.path("messages").get(place.index());
        String name = place.part() == MarkPlace.Part.SYSTEM ? "system" : "content";
        ArrayNode blocks = (ArrayNode) holder.path(name);
        ObjectNode block = (ObjectNode) blocks.get(Math.max(0, place.block()));
        assertThat(block.remove("cache_control")).isNotNull();
        if (place.block() == MarkPlace.TEXT) {
            assertThat(blocks).hasSize(1);
            holder.set(name, block.path("text"));
        }
        return root;
    }
}
