package io.agenticproxy.promptcache;

import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.pricing.Rates;
import io.agenticproxy.wire.Conversation;
import java.time.Instant;

/**
 * A request that may be marked. The exchange property {@link #PROPERTY}, until its answer is settled.
 *
 * @param account      the tag of the credential that is used upstream
 * @param model        that the request is sent to
 * @param rates        of that model, for a prompt of this size
 * @param minTokens    a shorter prefix is not written
 * @param agent        whose odds these are
 * @param line         the conversation, as far as it is known
 * @param before       what it was like when this request came
 * @param tokens       of the whole prompt, an estimate that has been corrected by what was reported before
 * @param estimate     the same without the correction
 * @param commonTokens of tools and system alone, corrected
 * @param commonEstimate the same without the correction
 */
record MarkingCase(
        MessagesRequest request,
        Conversation conversation,
        String account,
        String model,
        Rates rates,
        long minTokens,
        Odds agent,
        Line line,
        Line.Before before,
        long tokens,
        long estimate,
        long commonTokens,
        long commonEstimate,
        Instant at) {
    static final String PROPERTY = "markingCase";

    boolean tools() {
        return !request.tree().root().path("tools").isEmpty();
    }
}
