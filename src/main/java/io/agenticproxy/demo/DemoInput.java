package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Made-up JSON that fits a schema: the input of a tool, or an answer in a wanted format. Strings are taken from the
 * conversation where their name says what they are: a path is one that the agent has seen and not yet used.
 */
final class DemoInput {
    private static final Pattern PATH =
            Pattern.compile("[\\w./-]*\\w\\.(?:java|kt|py|ts|js|go|rs|md|yaml|yml|xml|json|sql|txt)\\b");
    private static final Pattern WORD = Pattern.compile("\\p{L}{5,}");

    private final String path;
    private final String word;

    private DemoInput(String path, String word) {
        this.path = path;
        this.word = word;
    }

    static DemoInput from(DemoRequest request) {
        Set<String> seen = new LinkedHashSet<>();
        Set<String> used = new LinkedHashSet<>();
        for (JsonNode block : request.conversation()) {
            if (DemoRequest.isA(block, "tool_use")) {
                block.path("input").forEach(value -> used.add(value.asText()));
            } else {
                String text = DemoRequest.isA(block, "tool_result")
                        ? DemoRequest.text(DemoRequest.content(block))
                        : block.path("text").asText();
                PATH.matcher(text).results().forEach(found -> seen.add(found.group()));
            }
        }
        seen.removeAll(used);
        Matcher word = WORD.matcher(request.prompt());
        return new DemoInput(seen.stream().findFirst().orElse("README.md"), word.find() ? word.group() : "the");
    }

    ObjectNode object(JsonNode schema) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().stream()
                .filter(property -> required.isEmpty() || required.contains(property.getKey()))
                .forEach(property -> object.set(property.getKey(), value(property.getKey(), property.getValue())));
        return object;
    }

    private JsonNode value(String name, JsonNode schema) {
        if (schema.path("enum").has(0)) {
            return schema.get("enum").get(0);
        }
        JsonNode type = schema.path("type");
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "boolean" -> json.booleanNode(true);
            case "integer", "number" -> schema.has("minimum") ? schema.get("minimum") : json.numberNode(1);
            case "array" -> ((ArrayNode) json.arrayNode()).add(value(name, schema.path("items")));
            case "object" -> object(schema);
            default -> json.textNode(string(name.toLowerCase(Locale.ROOT)));
        };
    }

    private String string(String name) {
        if (name.contains("path") || name.contains("file")) {
            return path;
        }
        if (name.contains("command")) {
            return "ls -la"; // the caller may well run it
        }
        return name.contains("url") ? "https://example.com/" : word;
    }
}
