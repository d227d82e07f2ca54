package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A request for a message or a token count, found well-formed. The public questions are those that the routes ask. */
record DemoRequest(JsonNode json, DemoModel model) {
    private static final int USUAL_LOOP = 3;
    private static final Pattern LOOP = Pattern.compile("\\b(\\d{1,3})\\s+(files|steps|calls|times)\\b");
    private static final Pattern HARMLESS =
            Pattern.compile("(?i)(list|read|search|find|get|look|view|show|grep|glob|inspect|count)");

    /**
     * @param required the fields that the endpoint demands, separated by blanks
     * @throws DemoError in the API's own words if something is missing or wrong
     */
    static DemoRequest of(JsonNode json, String required) {
        if (!json.isObject()) {
            throw DemoError.invalid("Input should be a valid dictionary");
        }
        for (String field : required.split(" ")) {
            if (!json.has(field)) {
                throw DemoError.invalid(field + ": Field required");
            }
        }
        checkMessages(json.path("messages"));
        DemoModel model = DemoModel.of(json.path("model").asText());
        int most = json.path("max_tokens").asInt();
        if (most < 0 || most > model.maxTokens()) {
            throw DemoError.invalid("max_tokens: " + most + " is not from 0 to " + model.maxTokens() + ", which is the"
                    + " maximum allowed number of output tokens for " + model.id());
        }
        String thinking = json.path("thinking").path("type").asText();
        if (!thinking.isEmpty() && !model.takesThinking(thinking)) {
            throw DemoError.invalid("thinking.type." + thinking + " is not supported for this model");
        }
        return new DemoRequest(json, model);
    }

    private static void checkMessages(JsonNode messages) {
        if (!messages.isArray()) {
            throw DemoError.invalid("messages: Input should be a valid list");
        }
        if (messages.isEmpty()) {
            throw DemoError.invalid("messages: at least one message is required");
        }
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            if (!List.of("user", "assistant", "system")
                    .contains(message.path("role").asText())) {
                throw DemoError.invalid("messages." + i + ".role: Input should be 'user' or 'assistant'");
            }
            if (!message.path("content").isTextual() && !message.path("content").isArray()) {
                throw DemoError.invalid("messages." + i + ".content: Field required");
            }
        }
    }

    public boolean isStream() {
        return json.path("stream").asBoolean();
    }

    /** Is this a router's question how hard a prompt is? */
    public boolean isVerdict() {
        JsonNode asked = schema().path("properties");
        return asked.has("complexity") && asked.has("confidence");
    }

    public boolean isStructured() {
        return schema().isObject();
    }

    /** Is a tool due? Until as many results as the human turn asks for ("inspect 19 files"), or three, are there. */
    public boolean isToolTurn() {
        String choice = json.path("tool_choice").path("type").asText();
        return !choice.equals("none") && !tools().isEmpty() && (isForced() || toolResults() < loop());
    }

    int maxTokens() {
        return json.path("max_tokens").asInt();
    }

    JsonNode schema() {
        return json.path("output_config").path("format").path("schema");
    }

    boolean thinks() {
        return List.of("adaptive", "enabled")
                .contains(json.path("thinking").path("type").asText());
    }

    /**
     * The tools to choose from, of those that the caller runs itself: the forced one, or all that by their name only
     * look. The caller does run them, and a made-up call must not change anything of his.
     */
    List<JsonNode> tools() {
        String forced = json.path("tool_choice").path("name").asText();
        return elements(json.path("tools")).stream()
                .filter(tool -> tool.has("input_schema"))
                .filter(tool -> isForced()
                        ? forced.isEmpty() || forced.equals(tool.path("name").asText())
                        : HARMLESS.matcher(tool.path("name").asText()).lookingAt())
                .toList();
    }

    private boolean isForced() {
        return List.of("any", "tool")
                .contains(json.path("tool_choice").path("type").asText());
    }

    /** The last thing that a person said. */
    String prompt() {
        int turn = humanTurn();
        return turn < 0 ? "" : text(content(json.path("messages").get(turn)));
    }

    /** Results that have come back since the last human turn. */
    int toolResults() {
        List<JsonNode> messages = elements(json.path("messages"));
        return (int) messages.subList(humanTurn() + 1, messages.size()).stream()
                .flatMap(message -> content(message).stream())
                .filter(block -> isA(block, "tool_result"))
                .count();
    }

    /** All blocks of the conversation, in order. */
    List<JsonNode> conversation() {
        return elements(json.path("messages")).stream()
                .flatMap(message -> content(message).stream())
                .toList();
    }

    /** The blocks of a message, a tool result or the system prompt; a string is one text block. */
    static List<JsonNode> blocks(JsonNode content) {
        return content.isTextual()
                ? List.of(JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "text")
                        .set("text", content))
                : elements(content);
    }

    static List<JsonNode> content(JsonNode message) {
        return blocks(message.path("content"));
    }

    static boolean isA(JsonNode block, String type) {
        return block.path("type").asText().equals(type);
    }

    static String text(List<JsonNode> blocks) {
        List<String> texts = new ArrayList<>();
        blocks.stream()
                .filter(block -> isA(block, "text"))
                .forEach(block -> texts.add(block.path("text").asText()));
        return String.join("\n", texts);
    }

    private int loop() {
        Matcher asked = LOOP.matcher(prompt());
        return asked.find() ? Integer.parseInt(asked.group(1)) : USUAL_LOOP;
    }

    private int humanTurn() {
        JsonNode messages = json.path("messages");
        int turn = messages.size() - 1;
        while (turn >= 0 && !isHuman(messages.get(turn))) {
            turn--;
        }
        return turn;
    }

    /** A user message that brings tool results is the agent's, whatever text it adds. */
    private static boolean isHuman(JsonNode message) {
        List<JsonNode> content = content(message);
        return message.path("role").asText().equals("user")
                && content.stream().noneMatch(block -> isA(block, "tool_result"));
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
