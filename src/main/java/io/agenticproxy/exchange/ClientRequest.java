package io.agenticproxy.exchange;

import io.agenticproxy.wire.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Message;

/**
 * A request's head as the client sent it.
 *
 * @param callId        ours, for {@code X-Agentic-Proxy-Call-Id} and the log
 * @param target        path and query, byte for byte
 * @param headers       as received, hop-by-hop fields included
 * @param offered       the Camel headers made from them: what a route changed is what differs from these
 * @param contentLength of the body, -1 when it is chunked, 0 when there is none
 * @param receivedNanos {@link System#nanoTime()} when the head had been read
 */
public record ClientRequest(
        String callId,
        String method,
        String target,
        Headers headers,
        Map<String, Object> offered,
        long contentLength,
        long receivedNanos) {

    public ClientRequest {
        offered = Map.copyOf(offered);
    }

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The received lines; where a route has set, changed or removed a header of the message, that counts. */
    public Headers headersNow(Message message) {
        Map<String, Object> now = message.getHeaders();
        Set<String> changed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        offered.forEach((name, value) -> {
            if (now.get(name) != value) {
                changed.add(name);
            }
        });
        List<Headers.Field> added = new ArrayList<>();
        now.forEach((name, value) -> {
            if (value != offered.get(name) && !name.toLowerCase(Locale.ROOT).startsWith("camel")) {
                changed.add(name);
                added.add(new Headers.Field(name, String.valueOf(value)));
            }
        });
        if (changed.isEmpty()) {
            return headers;
        }
        List<Headers.Field> fields = new ArrayList<>();
        headers.without(f -> changed.contains(f.name())).forEach(fields::add);
        fields.addAll(added);
        return Headers.of(fields);
    }

    /** Without the header values, which can be credentials. */
    @Override
    public String toString() {
        return method + " " + path() + " " + callId;
    }
}
