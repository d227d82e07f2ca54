package io.agenticproxy.ledger;

import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.Delivery;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.exchange.Serving;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.wire.AnswerSummary;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to the ledger: facts only, no body, no header, no credential.
 *
 * @param at           when the request's head had been read
 * @param client       program and credential tag
 * @param session      that the request names, null when it names none
 * @param message      whether it is a POST /v1/messages
 * @param retry        how often the SDK had tried before
 * @param model        the requested one, null when unknown
 * @param cache        what the response cache did; null for other calls than messages, and when it was not asked
 * @param routing      what the router decided; null when it was not asked
 * @param marking      what the prompt-cache stage decided; null when it was not asked
 * @param upstream     whether upstream has answered
 * @param apiNanos     from the request to upstream until its last byte, 0 when upstream was not asked
 * @param contentNanos from the request's head to the first piece of content, 0 when there was none
 * @param answer       what reading along has found, null for other calls than messages
 * @param prompt       its beginning, for people; null when none is kept
 */
record CallRecord(
        String callId,
        Instant at,
        String client,
        @Nullable String session,
        boolean message,
        String method,
        String path,
        boolean stream,
        int retry,
        @Nullable String model,
        @Nullable CacheUse cache,
        @Nullable RoutingDecision routing,
        @Nullable MarkingUse marking,
        boolean resent,
        boolean upstream,
        long apiNanos,
        long contentNanos,
        @Nullable String requestId,
        @Nullable AnswerSummary answer,
        @Nullable String prompt,
        Delivery delivery) {

    /**
     * What the response cache did.
     *
     * @param reason one word, null for none
     * @param key    null for a bypass
     * @param nearMiss where the request differs from one before it; null when there was none like it, and for no miss
     * @param serving how the call was sent that gave the answer; null when this one did, or that is not known
     */
    record CacheUse(
            CacheDecision.Outcome outcome,
            @Nullable String reason,
            boolean stored,
            @Nullable String key,
            @Nullable String nearMiss,
            ClientPrefix clientPrefix,
            @Nullable Serving serving) {}

    /**
     * Whether the request carried marks of the proxy for the provider's prompt cache.
     *
     * @param reason one word
     */
    record MarkingUse(boolean marked, String reason) {}

    boolean cacheWas(CacheDecision.Outcome outcome) {
        return cache != null && cache.outcome() == outcome;
    }

    /** What the proxy took of the call's time: all of it, less upstream's. Empty when another call's was waited for. */
    OptionalLong overheadNanos() {
        return cacheWas(CacheDecision.Outcome.COALESCED)
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, delivery.totalNanos() - apiNanos));
    }
}
