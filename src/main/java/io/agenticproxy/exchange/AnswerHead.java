package io.agenticproxy.exchange;

import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.Headers;

/**
 * Status and headers of the answer to the client.
 *
 * @param headers    end-to-end fields, in the order and spelling to send
 * @param source     who wrote it
 * @param resent     whether a reused connection had died, and the request was sent once more on a fresh one
 * @param upstreamSince {@link System#nanoTime()} when the request was sent, 0 when upstream was not asked
 * @param upstreamNanos from then to upstream's head
 */
public record AnswerHead(
        int status, Headers headers, Source source, boolean resent, long upstreamSince, long upstreamNanos) {
    public enum Source {
        UPSTREAM,
        /** Upstream, earlier or for somebody else: a stored answer, or one that is shared. */
        CACHE,
        /** The proxy itself: an error. */
        PROXY
    }

    public static AnswerHead of(ApiError error) {
        return new AnswerHead(error.status(), error.headers(), Source.PROXY, false, 0, 0);
    }

    public AnswerHead with(String name, String value) {
        return new AnswerHead(status, headers.with(name, value), source, resent, upstreamSince, upstreamNanos);
    }
}
