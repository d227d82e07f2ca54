package io.agenticproxy.exchange;

import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.wire.AnswerSummary;
import java.util.Optional;

/** What the response cache did with one request for a message, as far as others need to know. */
public interface CacheDecision {
    enum Outcome {
        /** Answered from the store. */
        HIT,
        /** Asked upstream; whether the answer has been stored is said by {@link #stored()}. */
        MISS,
        /** Shares the answer to the same request of another client. */
        COALESCED,
        /** Not looked up. */
        BYPASS
    }

    Outcome outcome();

    /** One word for why it came so, and for a miss, why the answer was not stored. */
    Optional<String> reason();

    /** 64 hexadecimal digits; absent for a bypass. */
    Optional<String> key();

    /** Whether the request's {@code Cache-Control} was meant for this cache, and has been obeyed. */
    boolean tookControls();

    /** Whether the answer that upstream gave has been stored. */
    boolean stored();

    /** What a direct call would have found of the client's own marks in the provider's prompt cache. */
    ClientPrefix clientPrefix();

    /** Of a hit or a coalesced call: how the call was sent that gave the answer. Absent when that is not known. */
    Optional<Serving> serving();

    /** Of a hit or a coalesced call: what is known of the answer. Absent when it is not known to its end. */
    Optional<AnswerSummary> answer();

    /**
     * Of a miss: the path of the first place where the request differs from the most similar one of the same credential
     * that was asked before. It holds no content. Absent when there was no such request, or this one was.
     */
    Optional<String> nearMiss();
}
