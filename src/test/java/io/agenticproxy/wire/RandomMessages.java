package io.agenticproxy.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Random messages, each written down twice: as JSON, and as a stream that the API could have sent for it. */
final class RandomMessages {
    private static final List<String> WORDS = List.of(
            "a",
            "Z\u00fcrich ",
            "\n",
            "\r\n",
            "\\",
            "\"",
            "/",
            "\t",
            "\u0000",
            "\u2028",
            "\uD83C\uDF27",
            "\uFEFF",
            "{\"",
            "}",
            "\\u0041",
            "\\n",
            "data: ",
            "\n\n",
            "event: error\n",
            "\u0065\u0301",
            " ");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0.0",
            "1.0",
            "1.50",
            "12345678901234567890123",
            "1e5",
            "1E+05",
            "-3.14e-200",
            "0.1000000000000000055",
            "1e999999999",
            "9007199254740993");

    private final Random random;
    private final StringBuilder stream = new StringBuilder();

    RandomMessages(Random random) {
        this.random = random;
    }

    record Sample(String message, String stream) {}

    Sample next() {
        stream.setLength(0);
        Map<String, String> start = new LinkedHashMap<>();
        start.put("id", quoted(words()));
        start.put("type", "\"message\"");
        start.put("role", "\"assistant\"");
        start.put("model", "\"claude-opus-5-5\"");
        extras(start);
        Map<String, String> end = new LinkedHashMap<>();
        end.put("stop_reason", "\"end_turn\"");
        end.put("stop_sequence", chance() ? "null" : quoted(words()));
        maybe(end, "stop_details", "null");
        maybe(end, "container", "null");
        Map<String, String> beside = new LinkedHashMap<>();
        maybe(beside, "context_management", "{\"applied_edits\":[]}");
        Map<String, String> usage = usage();

        Map<String, String> message = new LinkedHashMap<>(start);
        message.putAll(end);
        message.putAll(beside);
        message.put("usage", object(usage));
        Map<String, String> started = new LinkedHashMap<>(start);
        end.keySet().forEach(name -> started.put(name, "null"));
        started.put("content", "[]");
        started.put("usage", object(atStart(usage)));
        event("message_start", Map.of("message", object(started)));
        message.put("content", content());
        if (chance()) {
            event("message_delta", Map.of("delta", "{\"stop_reason\":null}", "usage", "{\"output_tokens\":7}"));
        }
        Map<String, String> last = new LinkedHashMap<>(beside);
        last.put("delta", object(end));
        last.put("usage", object(usage));
        event("message_delta", last);
        event("message_stop", Map.of());
        return new Sample(object(message), stream.toString());
    }

    private Map<String, String> usage() {
        Map<String, String> usage = new LinkedHashMap<>();
        usage.put("input_tokens", String.valueOf(random.nextInt(1000)));
        usage.put("output_tokens", String.valueOf(random.nextInt(1000)));
        maybe(usage, "cache_read_input_tokens", "null");
        maybe(usage, "output_tokens_details", "{\"thinking_tokens\":5}");
        maybe(usage, "service_tier", "\"standard\"");
        maybe(usage, "brand_new", "{\"tokens\":[1,2]}");
        return usage;
    }

    private static Map<String, String> atStart(Map<String, String> usage) {
        Map<String, String> start = new LinkedHashMap<>(usage);
        start.put("output_tokens", "1");
        start.remove("output_tokens_details");
        return start;
    }

    private String content() {
        List<String> blocks = new ArrayList<>();
        for (int count = random.nextInt(5); blocks.size() < count; ) {
            blocks.add(block(blocks.size()));
        }
        return "[" + String.join(space() + "," + space(), blocks) + "]";
    }

    private String block(int index) {
        Map<String, String> block = new LinkedHashMap<>();
        Map<String, String> opening = new LinkedHashMap<>();
        List<String> deltas = new ArrayList<>();
        extras(block);
        switch (random.nextInt(4)) {
            case 0 -> text(block, opening, deltas);
            case 1 -> thinking(block, opening, deltas);
            case 2 -> {
                block.put("type", "\"redacted_thinking\"");
                block.put("data", quoted(words()));
            }
            default -> toolUse(block, opening, deltas);
        }
        Map<String, String> start = new LinkedHashMap<>(block);
        start.putAll(opening);
        String place = String.valueOf(index);
        event("content_block_start", Map.of("index", place, "content_block", object(start)));
        deltas.forEach(delta -> event("content_block_delta", Map.of("index", place, "delta", delta)));
        event("content_block_stop", Map.of("index", place));
        return object(block);
    }

    private void text(Map<String, String> block, Map<String, String> opening, List<String> deltas) {
        String text = words();
        block.put("type", "\"text\"");
        block.put("text", quoted(text));
        opening.put("text", "\"\"");
        split(text).forEach(part -> deltas.add(delta("text_delta", "text", quoted(part))));
        if (chance()) {
            String citation = object(extras(new LinkedHashMap<>(Map.of("type", "\"char_location\""))));
            block.put("citations", "[" + citation + "," + citation + "]");
            opening.put("citations", chance() ? "[]" : "null");
            deltas.add(delta("citations_delta", "citation", citation));
            deltas.add(delta("citations_delta", "citation", citation));
        } else {
            maybe(block, "citations", chance() ? "null" : "[]");
        }
    }

    private void thinking(Map<String, String> block, Map<String, String> opening, List<String> deltas) {
        String thought = words();
        block.put("type", "\"thinking\"");
        block.put("thinking", quoted(thought));
        block.put("signature", "\"EqQB+/==\"");
        opening.put("thinking", "\"\"");
        opening.put("signature", "\"\"");
        split(thought).forEach(part -> deltas.add(delta("thinking_delta", "thinking", quoted(part))));
        deltas.add(delta("signature_delta", "signature", "\"EqQB+/==\""));
    }

    private void toolUse(Map<String, String> block, Map<String, String> opening, List<String> deltas) {
        String input = object(extras(new LinkedHashMap<>()));
        block.put("type", "\"tool_use\"");
        block.put("id", "\"toolu_01\"");
        block.put("name", "\"edit\"");
        block.put("input", input);
        opening.put("input", "{}");
        if (!input.equals("{}")) {
            split(input).forEach(part -> deltas.add(delta("input_json_delta", "partial_json", quoted(part))));
        }
    }

    private String delta(String type, String field, String value) {
        Map<String, String> delta = new LinkedHashMap<>();
        delta.put("type", quoted(type));
        delta.put(field, value);
        maybe(delta, "estimated_tokens", "3");
        return object(delta);
    }

    /** Anywhere, also between the halves of a surrogate pair; with empty parts. */
    private List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + random.nextInt(9));
            parts.add(text.substring(from, to));
            from = to;
        }
        return parts;
    }

    private Map<String, String> extras(Map<String, String> object) {
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put("x" + i, value(2));
        }
        return object;
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> "true";
            case 1 -> quoted(words());
            case 2, 3 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 4 -> "[" + space() + value(depth - 1) + "," + value(depth - 1) + space() + "]";
            default -> object(Map.of("k" + random.nextInt(9), value(depth - 1)));
        };
    }

    private void maybe(Map<String, String> object, String name, String raw) {
        if (chance()) {
            object.put(name, raw);
        }
    }

    private void event(String name, Map<String, String> rest) {
        Map<String, String> event = new LinkedHashMap<>();
        event.put("type", quoted(name));
        event.putAll(rest);
        stream.append("event: ").append(name).append("\ndata: ");
        stream.append(object(event).replace("\r", "").replace("\n", "\ndata: ")).append("\n\n");
        switch (random.nextInt(8)) {
            case 0 -> stream.append("event: ping\ndata: {\"type\": \"ping\"}\n\n");
            case 1 -> stream.append(": a comment\n\n");
            case 2 -> stream.append("event: brand_new\ndata: {\"type\":\"brand_new\"}\n\n");
            default -> {}
        }
    }

    private String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(m -> space() + quoted(m.getKey()) + space() + ":" + space() + m.getValue() + space())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String space() {
        return switch (random.nextInt(12)) {
            case 0 -> " ";
            case 1 -> "\n\t";
            case 2 -> "\r\n";
            default -> "";
        };
    }

    private String words() {
        StringBuilder words = new StringBuilder();
        for (int count = random.nextInt(random.nextInt(40) == 0 ? 3000 : 8); count > 0; count--) {
            words.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return words.toString();
    }

    private String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean half = Character.isSurrogate(c);
            boolean whole = half && i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
            if (whole && random.nextInt(3) > 0) {
                json.append(c).append(text.charAt(++i));
            } else if (c < ' ' || half || random.nextInt(30) == 0) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return json.append('"').toString();
    }

    private boolean chance() {
        return random.nextInt(3) == 0;
    }
}
