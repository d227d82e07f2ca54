package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a digest what a tree says, without how it is written: white space, the order of members and escapes don't
 * count; everything else does, but for what {@link Place} leaves out.
 *
 * <p>Members are sorted by name, in UTF-16 units. Each value begins with a letter for its type. A number is its digits
 * and, unless it is an integer, its scale, so that no power of ten is ever written out: {@code 1}, {@code 1.0} and
 * {@code 1e0} are three values, {@code 1e2} and {@code 1E+2} are one.
 */
final class CanonicalJson {
    /** Knows the digest of a part of the request that is written. */
    interface Parts {
        /** @param index of a message; else 0 */
        byte[] digest(JsonNode part, Place place, int index);
    }

    private final FramedDigest out;
    private final boolean textIsABlock;
    private final @Nullable Parts parts;

    /** @param textIsABlock whether a string that stands for blocks is the same as one block of text */
    CanonicalJson(FramedDigest out, boolean textIsABlock) {
        this(out, textIsABlock, null);
    }

    private CanonicalJson(FramedDigest out, boolean textIsABlock, @Nullable Parts parts) {
        this.out = out;
        this.textIsABlock = textIsABlock;
        this.parts = parts;
    }

    /** A whole request, in which tools, system prompt and messages are their digests. */
    static void request(FramedDigest out, JsonNode request, Parts parts) {
        new CanonicalJson(out, false, parts).write(request, Place.REQUEST);
    }

    private void write(JsonNode node, Place place, int index) {
        if (parts != null && place.isPart()) {
            out.kind('p').bytes(parts.digest(node, place, index));
        } else {
            write(node, place);
        }
    }

    void write(JsonNode node, Place place) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node, place);
            case ARRAY -> array(node, place);
            case STRING -> {
                if (textIsABlock && place.entry() == Place.BLOCK) {
                    blockOf(node.textValue());
                } else {
                    string(node.textValue());
                }
            }
            case NUMBER -> number(node);
            case BOOLEAN -> out.kind(node.booleanValue() ? 't' : 'f');
            case NULL -> out.kind('n');
            case MISSING -> out.kind('m');
            default -> throw new IllegalArgumentException("JSON has no " + node.getNodeType());
        }
    }

    private void object(JsonNode object, Place place) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.size());
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!place.leavesOut(member.getKey(), member.getValue())) {
                members.add(member);
            }
        }
        members.sort(Map.Entry.comparingByKey());
        out.kind('o').count(members.size());
        for (Map.Entry<String, JsonNode> member : members) {
            out.text(member.getKey());
            write(member.getValue(), place.member(member.getKey(), object), 0);
        }
    }

    private void array(JsonNode array, Place place) {
        int begin = place.begin(array);
        out.kind('a').count(array.size() - begin);
        for (int i = begin; i < array.size(); i++) {
            write(array.get(i), place.entry(), i);
        }
    }

    private void blockOf(String text) {
        out.kind('a').count(1).kind('o').count(2);
        out.text("text");
        string(text);
        out.text("type");
        string("text");
    }

    private void string(String text) {
        out.kind('s').text(text);
    }

    private void number(JsonNode number) {
        if (number.isIntegralNumber()) {
            out.kind('i').text(number.asText());
        } else {
            BigDecimal decimal = number.decimalValue();
            out.kind('d').count(decimal.scale()).text(decimal.unscaledValue().toString());
        }
    }
}
