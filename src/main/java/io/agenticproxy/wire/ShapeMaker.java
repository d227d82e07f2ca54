package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hashes all of a request's tree, and keeps the upper levels: as many as there is room for. */
final class ShapeMaker {
    static final int MOST_PLACES = 512;
    /** A block in a document in a tool's result. */
    private static final int DEEPEST = 10;

    private interface Part {
        long hash(String name, long nameHash, JsonNode value, Place place);
    }

    private final KeyedHash hash;
    private final int depth;

    private ShapeMaker(KeyedHash hash, int depth) {
        this.hash = hash;
        this.depth = depth;
    }

    static RequestShape of(JsonNode request, KeyedHash hash) {
        int[] levels = new int[DEEPEST + 1];
        count(request, Place.REQUEST, 0, levels);
        int depth = 0;
        for (int sum = levels[0]; depth < DEEPEST && sum + levels[depth + 1] <= MOST_PLACES; depth++) {
            sum += levels[depth + 1];
        }
        return new ShapeMaker(hash, depth).shape("", 0, request, Place.REQUEST, 0);
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

    /** @param name the client's; an entry has none */
    private RequestShape shape(String name, long nameHash, JsonNode node, Place place, int level) {
        String shown = ApiNames.shown(name);
        if (level == depth || !opens(node, place, level)) {
            return new RequestShape(shown, nameHash, hash(node, place, this::closed), false, 0, RequestShape.NONE);
        }
        List<RequestShape> parts = new ArrayList<>(node.size());
        long whole = hash(node, place, (partName, partHash, value, valuePlace) -> {
            RequestShape part = shape(partName, partHash, value, valuePlace, level + 1);
            parts.add(part);
            return part.hash();
        });
        int begin = node.isArray() ? place.begin(node) : 0;
        return new RequestShape(shown, nameHash, whole, node.isArray(), begin, parts.toArray(RequestShape.NONE));
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
                long value = part.hash(name, nameHash, member.getValue(), place.member(name, object));
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
