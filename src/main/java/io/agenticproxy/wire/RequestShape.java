package io.agenticproxy.wire;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is left of a request to tell where a later one differs: a keyed hash for each of its places, and no content. Two
 * hashes are the same if the cache key would be, as far as it depends on the two places: see {@link CanonicalJson}.
 *
 * <p>A place is the request, a member or an entry. What is the user's own data, such as a tool's input or its schema, is
 * one place as a whole. Of a request with more than {@link ShapeMaker#MOST_PLACES} the deepest are left out, so that a long
 * conversation is told apart by message. Immutable.
 */
public final class RequestShape {
    static final RequestShape[] NONE = {};
    /** The order in which a prompt is read; settings come before it. */
    private static final List<String> PROMPT = List.of("tools", "system", "messages");

    private static final Comparator<RequestShape> ORDER = Comparator.comparingInt(
                    (RequestShape member) -> PROMPT.indexOf(member.name))
            .thenComparing(member -> member.name)
            .thenComparingLong(member -> member.nameHash);

    /** As shown, of a member. */
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

    /** @param parts of an object in any order; the caller gives them away */
    RequestShape(String name, long nameHash, long hash, boolean entries, int begin, RequestShape[] parts) {
        this.name = name;
        this.nameHash = nameHash;
        this.hash = hash;
        this.entries = entries;
        this.begin = begin;
        this.parts = parts;
        if (!entries) {
            Arrays.sort(parts, ORDER);
        }
        int all = 1;
        int ends = parts.length == 0 ? 1 : 0;
        for (RequestShape part : parts) {
            all += part.places;
            ends += part.leaves;
        }
        this.places = all;
        this.leaves = ends;
    }

    long hash() {
        return hash;
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
