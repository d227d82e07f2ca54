package io.agenticproxy.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An object of JSON: its members in order, each value as the text that stood there. */
final class RawObject {
    private final Map<String, String> members;

    RawObject() {
        this(new LinkedHashMap<>());
    }

    private RawObject(Map<String, String> members) {
        this.members = members;
    }

    RawObject copy() {
        return new RawObject(new LinkedHashMap<>(members));
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    @Nullable
    String raw(String name) {
        return members.get(name);
    }

    /** What the member says if it is a string, else null. */
    @Nullable
    String text(String name) throws Doubt {
        String raw = members.get(name);
        return raw != null && RawJson.isString(raw) ? RawJson.meaning(raw) : null;
    }

    /** What stands between the member's quotes; it must be a string. */
    String inner(String name) throws Doubt {
        String raw = members.get(name);
        if (raw == null || !RawJson.isString(raw)) {
            throw new Doubt(NotDerived.NOT_DERIVED_NO_MESSAGE);
        }
        return RawJson.inner(raw);
    }

    /** A member that is there keeps its place. */
    RawObject put(String name, String raw) {
        members.put(name, raw);
        return this;
    }

    RawObject putIfAbsent(String name, String raw) {
        members.putIfAbsent(name, raw);
        return this;
    }

    /** A member that is there gets another value, in its place. */
    RawObject replace(String name, UnaryOperator<String> value) {
        members.computeIfPresent(name, (same, raw) -> value.apply(raw));
        return this;
    }

    RawObject remove(String name) {
        members.remove(name);
        return this;
    }

    /** Takes over the members of {@code other} that are not null. */
    RawObject putNonNull(RawObject other) {
        other.members.forEach((name, raw) -> {
            if (!RawJson.isNull(raw)) {
                members.put(name, raw);
            }
        });
        return this;
    }

    /** Takes over all members of {@code other}. */
    RawObject putAll(RawObject other) {
        members.putAll(other.members);
        return this;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, raw) -> json.append(json.length() == 1 ? "" : ",")
                .append('"')
                .append(RawJson.escaped(name))
                .append("\":")
                .append(raw));
        return json.append('}').toString();
    }
}
