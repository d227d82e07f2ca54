package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is left of a request to tell where a later one differs: a keyed hash for each of its places, and no content. Two
 * hashes are the same if the cache key would be, as far as it depends on the two places: see {@link CanonicalJson}.
 *
 * <p>A place is the request, a member or an entry. What is the user's own data, such as a tool's input or its schema, is
 * one place as a whole. Of a request with more than {@link #MOST_PLACES} the deepest are left out, so that a long
 * conversation is told apart by message. Immutable.
 */
public final class RequestShape {
    static final int MOST_PLACES = 512;
    /** A block in a document in a tool's result. */
    private static final int DEEPEST = 10;

    private static final RequestShape[] NONE = {};
    /** The order in which a prompt is read; settings come before it. */
    private static final List<String> PROMPT = List.of("tools", "system", "messages");

    private static final Comparator<RequestShape> ORDER = Comparator.comparingInt(
                    (RequestShape member) -> PROMPT.indexOf(member.name))
            .thenComparing(member -> member.name)
            .thenComparingLong(member -> member.nameHash);

    /** As shown; empty for an entry. */
    private final String name;

    private final long nameHash;
    private final long hash;
    private final boolean entries;
    /** The index of the first entry. */
    private final int begin;
    /** Members in {@link #ORDER}, or entries. */
    private final RequestShape[] parts;

    private final int places;
    private final int leaves;

    private RequestShape(String name, long nameHash, long hash, boolean entries, int begin, RequestShape[] parts) {
        this.name = name;
        this.nameHash = nameHash;
        this.hash = hash;
        this.entries = entries;
        this.begin = begin;
        this.parts = parts;
        int all = 1;
        int ends = parts.length == 0 ? 1 : 0;
        for (RequestShape part : parts) {
            all += part.places;
            ends += part.leaves;
        }
        this.places = all;
        this.leaves = ends;
    }

    static RequestShape of(JsonNode request, KeyedHash hash) {
        int[] levels = new int[DEEPEST + 1];
        count(request, Place.REQUEST, 0, levels);
        int depth = 0;
        for (int sum = levels[0]; depth < DEEPEST && sum + levels[depth + 1] <= MOST_PLACES; depth++) {
            sum += levels[depth + 1];
        }
        return new Maker(hash, depth).shape("", 0, request, Place.REQUEST, 0);
    }

    /** How many places lie how deep. */
    private static void count(JsonNode node, Place place, int depth, int[] levels) {
        levels[depth]++;
        if (!opens(node, place, depth)) {
            return;
        }
        if (node.isArray()) {
            for (int i = place.begin(node); i < node.size(); i++) {
                count(node.get(i), place.entry(), depth + 1, levels);
            }
            return;
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!place.leavesOut(member.getKey(), member.getValue())) {
                count(member.getValue(), place.member(member.getKey(), node), depth + 1, levels);
            }
        }
    }

    /** Settings are looked into by one level. */
    private static boolean opens(JsonNode node, Place place, int depth) {
        return node.isContainerNode() && depth < DEEPEST && (place != Place.DATA || depth == 1);
    }

    /** Hashes all of a tree, and keeps the upper levels. */
    private record Maker(KeyedHash hash, int depth) {
        private interface Part {
            long hash(String name, long nameHash, JsonNode value, Place place);
        }

        RequestShape shape(String name, long nameHash, JsonNode node, Place place, int level) {
            if (level == depth || !opens(node, place, level)) {
                return new RequestShape(name, nameHash, hash(node, place, this::closed), false, 0, NONE);
            }
            List<RequestShape> parts = new ArrayList<>(node.size());
            long whole = hash(node, place, (partName, partHash, value, valuePlace) -> {
                RequestShape part = shape(partName, partHash, value, valuePlace, level + 1);
                parts.add(part);
                return part.hash;
            });
            if (node.isObject()) {
                parts.sort(ORDER);
            }
            int begin = node.isArray() ? place.begin(node) : 0;
            return new RequestShape(name, nameHash, whole, node.isArray(), begin, parts.toArray(NONE));
        }

        private long closed(String name, long nameHash, JsonNode value, Place place) {
            return hash(value, place, this::closed);
        }

        private long hash(JsonNode node, Place place, Part part) {
            return switch (node.getNodeType()) {
                case OBJECT -> members(node, place, part);
                case ARRAY -> entries(node, place, part);
                case STRING -> hash.text('s', node.textValue());
                case NUMBER -> number(node);
                case BOOLEAN -> hash.numbers(node.booleanValue() ? 't' : 'f', 0, 0);
                default -> hash.numbers('n', 0, 0);
            };
        }

        /** Their sum, which has no order. */
        private long members(JsonNode object, Place place, Part part) {
            long sum = 0;
            long members = 0;
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                if (!place.leavesOut(name, member.getValue())) {
                    long nameHash = hash.text('k', name);
                    long value =
                            part.hash(ApiNames.shown(name), nameHash, member.getValue(), place.member(name, object));
                    sum += hash.numbers('m', nameHash, value);
                    members++;
                }
            }
            return hash.numbers('o', members, sum);
        }

        private long entries(JsonNode array, Place place, Part part) {
            long chain = 0;
            int begin = place.begin(array);
            for (int i = begin; i < array.size(); i++) {
                chain = hash.numbers('e', chain, part.hash("", 0, array.get(i), place.entry()));
            }
            return hash.numbers('a', array.size() - begin, chain);
        }

        private long number(JsonNode number) {
            if (number.isIntegralNumber()) {
                return hash.text('i', number.asText());
            }
            BigDecimal decimal = number.decimalValue();
            return hash.numbers(
                    'd', decimal.scale(), hash.text('u', decimal.unscaledValue().toString()));
        }
    }

    /** How many there are, itself included: what it takes in memory. */
    public int places() {
        return places;
    }

    /** How many places with nothing below them there are. */
    public int leaves() {
        return leaves;
    }

    /** Whether it says all that the other does, and no more. */
    public boolean same(RequestShape other) {
        return hash == other.hash;
    }

    /** How many of the earlier request's leaves this one repeats. */
    public int repeats(RequestShape earlier) {
        if (hash == earlier.hash) {
            return earlier.leaves;
        }
        int same = 0;
        if (entries && earlier.entries) {
            for (int i = 0; i < Math.min(parts.length, earlier.parts.length); i++) {
                same += parts[i].repeats(earlier.parts[i]);
            }
        } else if (entries == earlier.entries) {
            for (int i = 0, j = 0; i < parts.length && j < earlier.parts.length; ) {
                int order = order(parts[i], earlier.parts[j]);
                same += order == 0 ? parts[i].repeats(earlier.parts[j]) : 0;
                i += order <= 0 ? 1 : 0;
                j += order >= 0 ? 1 : 0;
            }
        }
        return same;
    }

    private static int order(RequestShape one, RequestShape other) {
        return one.nameHash == other.nameHash ? 0 : ORDER.compare(one, other);
    }

    /**
     * The path of the first place that is not the same, such as {@code messages[3].content[0].text}: settings by name,
     * then tools, system and messages. Names that are not the API's own are a star.
     *
     * @return absent when the two are the same, or no more is known than that they are not
     */
    public Optional<String> firstDifference(RequestShape earlier) {
        if (hash == earlier.hash) {
            return Optional.empty();
        }
        StringBuilder path = new StringBuilder();
        difference(earlier, path);
        return path.isEmpty() ? Optional.empty() : Optional.of(path.toString());
    }

    private void difference(RequestShape earlier, StringBuilder path) {
        if (entries && earlier.entries) {
            int common = Math.min(parts.length, earlier.parts.length);
            int i = 0;
            while (i < common && parts[i].hash == earlier.parts[i].hash) {
                i++;
            }
            if (i < common || parts.length != earlier.parts.length) {
                path.append('[').append(begin + i).append(']');
            }
            if (i < common) {
                parts[i].difference(earlier.parts[i], path);
            }
        } else if (entries == earlier.entries && parts.length > 0 && earlier.parts.length > 0) {
            memberDifference(earlier, path);
        }
    }

    private void memberDifference(RequestShape earlier, StringBuilder path) {
        int i = 0;
        int j = 0;
        while (i < parts.length && j < earlier.parts.length) {
            int order = order(parts[i], earlier.parts[j]);
            if (order != 0) {
                name(order < 0 ? parts[i] : earlier.parts[j], path);
                return;
            }
            if (parts[i].hash != earlier.parts[j].hash) {
                name(parts[i], path);
                parts[i].difference(earlier.parts[j], path);
                return;
            }
            i++;
            j++;
        }
        if (i < parts.length) {
            name(parts[i], path);
        } else if (j < earlier.parts.length) {
            name(earlier.parts[j], path);
        }
    }

    private static void name(RequestShape member, StringBuilder path) {
        path.append(path.isEmpty() ? "" : ".").append(member.name);
    }
}
