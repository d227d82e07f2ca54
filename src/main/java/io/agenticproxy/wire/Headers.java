package io.agenticproxy.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Header fields as they stood on the wire: in order, repeated ones apart, values untouched. Immutable.
 *
 * <p>Camel's own header map sorts, merges and splits them; this list crosses a route beside it.
 */
public final class Headers implements Iterable<Headers.Field> {
    /** One line. The name is compared without case, the value is passed on as it is. */
    public record Field(String name, String value) {
        public boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    public static final Headers NONE = new Headers(List.of());

    /** RFC 9110 §7.6.1, and the older ones that some clients still send. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final List<Field> fields;

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    public static Headers of(List<Field> fields) {
        return new Headers(List.copyOf(fields));
    }

    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.is(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Field field : fields) {
            if (field.is(name)) {
                values.add(field.value());
            }
        }
        return Collections.unmodifiableList(values);
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** Whether a comma-separated field holds {@code token}, compared without case. */
    public boolean lists(String name, String token) {
        return tokens(name).anyMatch(token.toLowerCase(Locale.ROOT)::equals);
    }

    private Stream<String> tokens(String name) {
        return fields.stream()
                .filter(f -> f.is(name))
                .flatMap(f -> Stream.of(f.value().split(",")))
                .map(t -> t.strip().toLowerCase(Locale.ROOT));
    }

    public Headers without(Predicate<Field> unwanted) {
        List<Field> rest = new ArrayList<>(fields.size());
        for (Field field : fields) {
            if (!unwanted.test(field)) {
                rest.add(field);
            }
        }
        return rest.size() == fields.size() ? this : new Headers(Collections.unmodifiableList(rest));
    }

    public Headers without(String... names) {
        return without(f -> {
            for (String name : names) {
                if (f.is(name)) {
                    return true;
                }
            }
            return false;
        });
    }

    public Headers with(String name, String value) {
        List<Field> more = new ArrayList<>(fields.size() + 1);
        more.addAll(fields);
        more.add(new Field(name, value));
        return new Headers(Collections.unmodifiableList(more));
    }

    /** The same list with the value of each {@code name} line exchanged; the line keeps its place and spelling. */
    public Headers replaced(String name, String value) {
        return new Headers(fields.stream()
                .map(f -> f.is(name) ? new Field(f.name(), value) : f)
                .toList());
    }

    /** What may cross a proxy: without the fields that belong to one hop, and those that {@code Connection} names. */
    public Headers endToEnd() {
        Set<String> named = has("connection") ? tokens("connection").collect(Collectors.toSet()) : Set.of();
        return without(f -> {
            String name = f.name().toLowerCase(Locale.ROOT);
            return HOP_BY_HOP.contains(name) || named.contains(name);
        });
    }

    /** Room to read a body with these fields: for its whole length, where that is known and below {@code most} bytes. */
    public int bufferSize(int most) {
        String length = first("Content-Length").orElse("");
        boolean small =
                !length.isEmpty() && length.length() < 9 && length.chars().allMatch(c -> c >= '0' && c <= '9');
        return small ? Math.max(1, Math.min(most, Integer.parseInt(length))) : most;
    }

    @Override
    public Iterator<Field> iterator() {
        return fields.iterator();
    }

    /** Names only: values can be credentials. */
    @Override
    public String toString() {
        return fields.stream().map(Field::name).toList().toString();
    }
}
