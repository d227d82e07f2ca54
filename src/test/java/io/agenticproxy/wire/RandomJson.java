package io.agenticproxy.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random JSON as plain values, whose {@code equals} is what the digests are held against, and random ways of writing
 * one down.
 */
final class RandomJson {
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "ab",
            "\"",
            "\\",
            "/",
            "\u0000",
            "\n",
            "\u007f",
            "é",
            "€",
            "😀",
            "\uFFFF",
            "\uE000",
            "text",
            "type",
            "cache_control",
            "stream",
            "metadata",
            "content",
            "1",
            ",",
            "}",
            "]",
            " ");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "10",
            "1.0",
            "1.00",
            "1e0",
            "1e1",
            "1E1",
            "0.1",
            "0.10",
            "1e-1",
            "9007199254740993",
            "9007199254740992",
            "0.1000000000000000055",
            "1e400",
            "1e401",
            "1e999999999",
            "123456789012345678901234567890",
            "123456789012345678901234567891",
            "0.0",
            "0e5");

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    /** Null, a Boolean, BigInteger, BigDecimal, String, List or Map. */
    @Nullable
    Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3 -> number();
            case 4, 5 -> text();
            case 6, 7 -> list(depth);
            default -> object(depth);
        };
    }

    Object number() {
        String text = NUMBERS.get(random.nextInt(NUMBERS.size()));
        return text.matches("-?\\d+") ? new BigInteger(text) : new BigDecimal(text);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    List<@Nullable Object> list(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(depth - 1));
        }
        return list;
    }

    Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(text(), value(depth - 1));
        }
        return object;
    }

    /** The same value, with one change somewhere, which may come to nothing. */
    @SuppressWarnings("unchecked")
    @Nullable
    Object changed(@Nullable Object value) {
        if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
            List<@Nullable Object> other = new ArrayList<>((List<@Nullable Object>) list);
            int at = random.nextInt(other.size());
            switch (random.nextInt(6)) {
                case 0 -> other.remove(at);
                case 1 -> other.add(at, value(1));
                case 2 -> Collections.swap(other, at, random.nextInt(other.size()));
                default -> other.set(at, changed(other.get(at)));
            }
            return other;
        }
        if (value instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(8) > 0) {
            Map<String, @Nullable Object> other = new LinkedHashMap<>((Map<String, @Nullable Object>) map);
            String name = List.copyOf(other.keySet()).get(random.nextInt(other.size()));
            switch (random.nextInt(8)) {
                case 0 -> other.remove(name);
                case 1 -> other.put("field from the future", value(1));
                case 2 -> other.put(name + "a", other.remove(name));
                default -> other.put(name, changed(other.get(name)));
            }
            return other;
        }
        if (value instanceof String text && random.nextBoolean()) {
            return text + "a";
        }
        return random.nextInt(4) == 0 ? Collections.singletonList(value) : value(1);
    }

    /** One of the ways to write a value: members in any order, any white space, any escapes. */
    String written(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private void write(@Nullable Object value, StringBuilder out) {
        space(out);
        if (value instanceof Map<?, ?> map) {
            List<Object> names = new ArrayList<>(map.keySet());
            Collections.shuffle(names, random);
            out.append('{');
            String separator = "";
            for (Object name : names) {
                out.append(separator);
                write(name, out);
                out.append(':');
                write(map.get(name), out);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            String separator = "";
            for (Object entry : list) {
                out.append(separator);
                write(entry, out);
                separator = ",";
            }
            out.append(']');
        } else if (value instanceof String text) {
            out.append('"');
            text.chars().forEach(c -> escape((char) c, out));
            out.append('"');
        } else if (value instanceof BigDecimal decimal) {
            String exact = decimal.unscaledValue() + (random.nextBoolean() ? "e" : "E") + -(long) decimal.scale();
            out.append(Math.abs((long) decimal.scale()) < 20 && decimal.scale() > 0 ? decimal.toPlainString() : exact);
        } else {
            out.append(value);
        }
        space(out);
    }

    private void space(StringBuilder out) {
        if (random.nextInt(6) == 0) {
            out.append(" \n\t\r".charAt(random.nextInt(4)));
        }
    }

    private void escape(char c, StringBuilder out) {
        // one half of a pair can't stand for itself
        if (c < ' ' || Character.isSurrogate(c) || random.nextInt(6) == 0) {
            out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
        } else if (c == '"' || c == '\\' || c == '/' && random.nextBoolean()) {
            out.append('\\').append(c);
        } else {
            out.append(c);
        }
    }
}
