package io.agenticproxy.exchange;

import io.agenticproxy.wire.Headers;
import java.util.Map;

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

    /** Without the header values, which can be credentials. */
    @Override
    public String toString() {
        return method + " " + path() + " " + callId;
    }
}
