package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Spoils JSON and event streams: the same seed does the same damage. */
final class Mutator {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Stands in a tree for what no tree can hold. */
    private static final String HOLE = "@@hole@@";

    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-1",
            "-0",
            "1e99999",
            "1.0",
            "01",
            "NaN",
            "9".repeat(400),
            "0.1e-400",
            "\"\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"" + "x".repeat(70_000) + "\"",
            "[]",
            "{}",
            "[[]]",
            "{\"\":{}}",
            "[".repeat(300) + "]".repeat(300),
            "{\"a\":".repeat(300) + "1" + "}".repeat(300),
            "[\"text\",1,null,{}]",
            "{\"type\":\"text\"}",
            "{\"type\":\"ephemeral\"}",
            "{\"type\":\"enabled\",\"budget_tokens\":\"many\"}",
            "[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":7}]",
            "[{\"type\":\"tool_result\",\"tool_use_id\":\"none\"}]",
            "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"????\"}}]");
    private static final List<String> NAMES = List.of(
            "model",
            "messages",
            "content",
            "role",
            "system",
            "tools",
            "cache_control",
            "thinking",
            "stream",
            "max_tokens",
            "metadata",
            "usage",
            "type",
            "index",
            "delta",
            "stop_reason",
            "container",
            "speed",
            "a_new_field");
    private static final List<String> LINES = List.of(
            ": a comment\n",
            ":\n",
            "id: 7\n",
            "retry: 100\n",
            "data:without a space\n\n",
            "data\n\n",
            "event: made_up\ndata: {\"type\":\"made_up\"}\n\n",
            "event: ping\ndata: {\"type\": \"ping\"}\n\n",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
            "data: {\"type\":\"content_block_delta\",\"index\":99,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n\n",
            "\n\n\n",
            "\r",
            "\ufeff");

    private Mutator() {}

    static byte[] json(byte[] json, long seed) {
        Random random = new Random(seed);
        return random.nextInt(5) < 2 ? bytes(json, random) : tree(json, random);
    }

    static byte[] events(byte[] stream, long seed) {
        Random random = new Random(seed);
        int kind = random.nextInt(10);
        if (kind < 2) {
            return bytes(stream, random);
        }
        String text = new String(stream, ISO_8859_1);
        if (kind == 2) {
            String end = List.of("\r\n", "\r", "\n\r").get(random.nextInt(3));
            return text.replace("\n", end).getBytes(ISO_8859_1);
        }
        if (kind == 3) {
            return text.replace("data: ", random.nextBoolean() ? "data:" : "data:  ")
                    .getBytes(ISO_8859_1);
        }
        List<String> events = new ArrayList<>(List.of(text.split("(?<=\n\n)")));
        int at = random.nextInt(events.size());
        switch (kind) {
            case 4 -> events.remove(at);
            case 5 -> events.add(random.nextInt(events.size() + 1), events.get(at));
            case 6 -> Collections.swap(events, at, random.nextInt(events.size()));
            case 7 ->
                events.add(
                        random.nextInt(events.size() + 1),
                        new String(LINES.get(random.nextInt(LINES.size())).getBytes(UTF_8), ISO_8859_1));
            default -> events.set(at, withOddData(events.get(at), random));
        }
        return String.join("", events).getBytes(ISO_8859_1);
    }

    private static String withOddData(String event, Random random) {
        int from = event.indexOf("data: {");
        if (from < 0) {
            return event + LINES.get(random.nextInt(LINES.size()));
        }
        int start = from + "data: ".length();
        int end = event.indexOf('\n', start) < 0 ? event.length() : event.indexOf('\n', start);
        byte[] odd = tree(event.substring(start, end).getBytes(ISO_8859_1), random);
        return event.substring(0, start) + new String(odd, ISO_8859_1) + event.substring(end);
    }

    /** Flips, adds, takes away, doubles, cuts off. */
    static byte[] bytes(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(1 + random.nextInt(40)));
        return switch (random.nextInt(7)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 1 -> joined(bytes, at, random(random), at);
            case 2 -> joined(bytes, at, new byte[0], to);
            case 3 -> joined(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
            case 4 -> Arrays.copyOf(bytes, at);
            case 5 -> joined(bytes, at, notUtf8(random), at);
            default -> joined(bytes, 0, "\ufeff".getBytes(UTF_8), 0);
        };
    }

    private static byte[] random(Random random) {
        byte[] some = new byte[1 + random.nextInt(8)];
        random.nextBytes(some);
        return some;
    }

    private static byte[] notUtf8(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) 0xC0, (byte) 0xAF};
            case 1 -> new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
            case 2 -> new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80};
            default -> new byte[] {(byte) 0xE2, (byte) 0x82};
        };
    }

    private static byte[] joined(byte[] bytes, int until, byte[] between, int from) {
        byte[] all = Arrays.copyOf(bytes, until + between.length + bytes.length - from);
        System.arraycopy(between, 0, all, until, between.length);
        System.arraycopy(bytes, from, all, until + between.length, bytes.length - from);
        return all;
    }

    /** Changes one place of the tree; bytes that are no JSON any more are spoilt as bytes. */
    private static byte[] tree(byte[] json, Random random) {
        JsonNode root;
        try {
            root = JSON.readTree(new String(json, UTF_8));
        } catch (JsonProcessingException noJson) {
            return bytes(json, random);
        }
        List<JsonNode> inner = new ArrayList<>();
        collect(root, inner);
        if (inner.isEmpty()) {
            return bytes(json, random);
        }
        JsonNode at = inner.get(random.nextInt(inner.size()));
        String odd = ODD.get(random.nextInt(ODD.size()));
        if (at instanceof ArrayNode array) {
            change(array, random);
        } else {
            change((ObjectNode) at, random);
        }
        String text = root.toString();
        // the same name twice in one object
        text = random.nextInt(6) == 0 ? doubled(text, random) : text;
        return text.replace('"' + HOLE + '"', odd).getBytes(UTF_8);
    }

    private static void change(ArrayNode array, Random random) {
        int size = array.size();
        if (size > 0 && random.nextInt(3) == 0) {
            array.remove(random.nextInt(size));
        } else if (size > 0 && random.nextBoolean()) {
            array.set(random.nextInt(size), HOLE);
        } else {
            array.insert(size == 0 ? 0 : random.nextInt(size), HOLE);
        }
    }

    private static void change(ObjectNode object, Random random) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (!names.isEmpty() && random.nextInt(3) > 0) {
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(3) == 0) {
                object.remove(name);
            } else {
                object.put(name, HOLE);
            }
        } else {
            object.put(NAMES.get(random.nextInt(NAMES.size())), HOLE);
        }
    }

    private static String doubled(String text, Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        int at = text.indexOf('{', random.nextInt(text.length()));
        boolean empty = at >= 0 && text.startsWith("{}", at);
        return at < 0 || empty ? text : text.substring(0, at + 1) + '"' + name + "\":1," + text.substring(at + 1);
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }
}
