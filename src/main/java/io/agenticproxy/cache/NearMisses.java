package io.agenticproxy.cache;

import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.wire.KeyedHash;
import io.agenticproxy.wire.RequestShape;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.springframework.stereotype.Component;

/**
 * Why a request was no hit: where it differs from the most similar one of the same credential among those that went
 * upstream last, as many as there is time to look at. Of these it keeps hashes by place, under a key of this process's
 * own, and no content; about 1 MB at most, the one that was last asked longest ago goes first. Thread-safe; requests are
 * compared outside of its lock.
 */
@Component
final class NearMisses {
    static final int MOST_REQUESTS = 256;
    /** Of all requests together, at some 60 bytes each. */
    static final int MOST_PLACES = 16_384;
    /** What hashing a larger body takes could be felt. */
    static final int MOST_BYTES = 256 * 1024;

    /** Once a request was compared in so many places, the last earlier ones first, it is enough: more could be felt. */
    static final int MOST_COMPARED = 4_096;

    private static final int LONGEST_PATH = 128;
    private static final Set<String> API_HEADERS =
            Set.of("anthropic-version", "anthropic-beta", "anthropic-dangerous-direct-browser-access");
    private static final String OTHER_HEADER = "anthropic-*";
    private static final String TARGET = "url";

    /** @param head the hashes of what stands outside of the body, by the name that is shown */
    private record Asked(CacheKey key, String partition, SortedMap<String, Long> head, RequestShape body) {}

    private final KeyedHash hash = KeyedHash.random();
    private final Map<CacheKey, Asked> byKey = new HashMap<>();
    /** The last one first. Changed under the lock, read without it. */
    private final Deque<Asked> order = new ConcurrentLinkedDeque<>();

    private int places;

    /** A request that goes upstream; from now on it is one of those that others are compared with. */
    Optional<String> asked(KeyedRequest request, MessagesRequest message) {
        if (message.body().length > MOST_BYTES || again(request.key())) {
            return Optional.empty();
        }
        Asked asked = hashed(request, message);
        Optional<String> path = path(asked);
        remember(asked);
        return path;
    }

    /** A request that goes nowhere. */
    Optional<String> notAsked(KeyedRequest request, MessagesRequest message) {
        if (message.body().length > MOST_BYTES || known(request.key())) {
            return Optional.empty();
        }
        return path(hashed(request, message));
    }

    private Asked hashed(KeyedRequest request, MessagesRequest message) {
        SortedMap<String, Long> head = new TreeMap<>();
        head.put(TARGET, hash.text('u', request.head().target()));
        request.head().apiHeaders().forEach((name, values) -> {
            String shown = API_HEADERS.contains(name) ? name : OTHER_HEADER;
            head.merge(shown, hash.text('h', name + values), (one, other) -> hash.numbers('H', one, other));
        });
        return new Asked(
                request.key(), request.partition(), head, message.tree().shape(hash));
    }

    /** Once one differs in a single place, only a body that is the same is closer. */
    private Optional<String> path(Asked asked) {
        Asked closest = null;
        int most = 0;
        int left = MOST_COMPARED;
        for (Asked earlier : order) {
            if (!earlier.partition().equals(asked.partition())) {
                continue;
            }
            if (asked.body().same(earlier.body())) {
                return inHead(asked.head(), earlier.head());
            }
            if (earlier.body().leaves() <= most || most >= asked.body().leaves() - 1 || left <= 0) {
                continue;
            }
            left -= Math.min(asked.body().places(), earlier.body().places());
            int same = asked.body().repeats(earlier.body());
            if (same > most && similar(same, asked.body(), earlier.body())) {
                closest = earlier;
                most = same;
            }
        }
        return Optional.ofNullable(closest)
                .flatMap(earlier -> asked.body().firstDifference(earlier.body()))
                .map(NearMisses::cut);
    }

    /** Half of what either says is said by both, or all that the earlier one said is said again, and more. */
    private static boolean similar(int same, RequestShape now, RequestShape earlier) {
        return same == earlier.leaves() || 2 * same >= Math.max(now.leaves(), earlier.leaves());
    }

    private static Optional<String> inHead(SortedMap<String, Long> now, SortedMap<String, Long> earlier) {
        Set<String> names = new TreeSet<>(now.keySet());
        names.addAll(earlier.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(now.get(name), earlier.get(name)))
                .findFirst();
    }

    private static String cut(String path) {
        return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH);
    }

    private synchronized boolean known(CacheKey key) {
        return byKey.containsKey(key);
    }

    /** Whether it was here before; then it is the last one now. */
    private synchronized boolean again(CacheKey key) {
        Asked before = byKey.get(key);
        if (before == null) {
            return false;
        }
        order.removeFirstOccurrence(before);
        order.addFirst(before);
        return true;
    }

    private synchronized void remember(Asked asked) {
        if (byKey.putIfAbsent(asked.key(), asked) != null) {
            return; // another thread was faster
        }
        order.addFirst(asked);
        places += asked.body().places();
        while (byKey.size() > MOST_REQUESTS || places > MOST_PLACES) {
            Asked oldest = order.removeLast();
            byKey.remove(oldest.key());
            places -= oldest.body().places();
        }
    }

    /** How many requests are remembered. */
    synchronized int requests() {
        return byKey.size();
    }

    /** How many places they have together. */
    synchronized int places() {
        return places;
    }
}
