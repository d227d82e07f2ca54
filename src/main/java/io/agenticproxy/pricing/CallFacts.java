package io.agenticproxy.pricing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a call to price it: plain facts, no prices. Made by one of the four factories; the
 * {@code with…} methods add what is not so with every call.
 *
 * @param requestedModel by the client
 * @param servedModel    that the request named when it left for upstream: another one after a downgrade. Of a hit or a
 *                       coalesced call: the one of the call that gave the answer
 * @param usage          as billed; of a hit or a coalesced call: that of the call that gave the answer. Null when
 *                       upstream did not say
 * @param marks          what of {@code usage} the proxy's own marks did, in the same call
 * @param clientPrefix   what a direct call would have found of the client's marked prefix
 * @param usageComplete  the report of {@code usage} reached its end
 * @param at             when the call was made: the day whose prices hold
 */
public record CallFacts(
        CallKind kind,
        String requestedModel,
        String servedModel,
        @Nullable BilledUsage usage,
        Marks marks,
        ClientPrefix clientPrefix,
        OwnCalls own,
        boolean usageComplete,
        Instant at) {

    public static CallFacts upstream(String requested, String served, @Nullable BilledUsage usage, Instant at) {
        return of(CallKind.UPSTREAM, requested, served, usage, ClientPrefix.asReported(), at);
    }

    /**
     * A call that the response cache answered.
     *
     * @param direct {@link ClientPrefix#asReported()} if the client marked nothing
     */
    public static CallFacts hit(
            String requested, String served, @Nullable BilledUsage stored, ClientPrefix direct, Instant at) {
        return of(CallKind.HIT, requested, served, stored, direct, at);
    }

    /** A direct call in parallel would have found what the owner of the answer found: nothing, usually. */
    public static CallFacts coalesced(String requested, String served, @Nullable BilledUsage owners, Instant at) {
        return of(CallKind.COALESCED, requested, served, owners, ClientPrefix.asReported(), at);
    }

    public static CallFacts error(String requested, Instant at) {
        return of(CallKind.ERROR, requested, requested, null, ClientPrefix.asReported(), at);
    }

    private static CallFacts of(
            CallKind kind,
            String requested,
            String served,
            @Nullable BilledUsage usage,
            ClientPrefix direct,
            Instant at) {
        return new CallFacts(kind, requested, served, usage, Marks.NONE, direct, OwnCalls.NONE, true, at);
    }

    /** With what the proxy's own marks did. */
    public CallFacts withMarks(Marks ours) {
        return new CallFacts(kind, requestedModel, servedModel, usage, ours, clientPrefix, own, usageComplete, at);
    }

    /** For an upstream call that wrote what a direct one would have read. */
    public CallFacts withClientPrefix(ClientPrefix direct) {
        return new CallFacts(kind, requestedModel, servedModel, usage, marks, direct, own, usageComplete, at);
    }

    public CallFacts withOwnCalls(OwnCalls calls) {
        return new CallFacts(kind, requestedModel, servedModel, usage, marks, clientPrefix, calls, usageComplete, at);
    }

    /** For a stream that ended before its report did. */
    public CallFacts cutAfter(long streamedCharacters) {
        BilledUsage cut = usage == null ? null : usage.cutAfter(streamedCharacters);
        return new CallFacts(kind, requestedModel, servedModel, cut, marks, clientPrefix, own, false, at);
    }
}
