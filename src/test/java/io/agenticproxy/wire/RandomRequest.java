package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random requests for a message, with members in any order and names that also stand where they mean nothing. */
final class RandomRequest {
    private static final List<String> WORDS = List.of(
            "content",
            "\"",
            "\\",
            "}]",
            "{\"system\":[",
            "é",
            "\uD83C\uDF27",
            "\n",
            "plain words",
            "",
            "\u0001",
            "messages");

    private final Random random;

    RandomRequest(Random random) {
        this.random = random;
    }

    ObjectNode next() {
        ObjectNode request = object();
        request.put("model", "claude-opus-5-5").put("max_tokens", random.nextInt(1, 9_000));
        if (random.nextBoolean()) {
            request.set("system", random.nextBoolean() ? request.textNode(words()) : blocks(3));
        }
        if (random.nextBoolean()) {
            request.putObject("thinking").put("type", "adaptive");
        }
        request.putObject("metadata")
                .put("user_id", words())
                .putArray("messages")
                .add(words());
        ArrayNode tools = request.putArray("tools");
        for (int i = random.nextInt(3); i > 0; i--) {
            tools.addObject()
                    .put("name", "t" + i)
                    .putObject("input_schema")
                    .putObject("content")
                    .putArray("system");
        }
        ArrayNode messages = request.putArray("messages");
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            ObjectNode message = object();
            message.put("role", random.nextBoolean() ? "user" : "assistant");
            message.set("content", random.nextBoolean() ? message.textNode(words()) : blocks(5));
            messages.add(shuffled(message));
        }
        return shuffled(request);
    }

    private ArrayNode blocks(int most) {
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(0, most); i >= 0; i--) {
            ObjectNode block = blocks.addObject().put("type", "text").put("text", words());
            if (random.nextInt(4) == 0) {
                block.putArray("content").addObject().put("type", "text").put("content", words());
            }
        }
        return blocks;
    }

    private ObjectNode shuffled(ObjectNode from) {
        List<String> names = new ArrayList<>();
        from.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, random);
        ObjectNode to = object();
        names.forEach(name -> to.set(name, from.get(name)));
        return to;
    }

    private String words() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
