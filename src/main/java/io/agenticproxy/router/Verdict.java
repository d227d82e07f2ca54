package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.pricing.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What the classifier has said of a prompt, or why it has said nothing.
 *
 * @param complexity null when there is no verdict
 * @param confidence from 0 to 1; null when it came without: then it is not enough
 * @param failure    why there is none; null when there is
 * @param asked      what the question was billed; null when nothing was asked for this request
 * @param estimated  whether {@code asked} is a guess, as no answer came
 */
record Verdict(
        @Nullable Complexity complexity,
        @Nullable Double confidence,
        @Nullable RouterReason failure,
        @Nullable Usage asked,
        boolean estimated) {

    static Verdict of(Complexity complexity, @Nullable Double confidence, @Nullable Usage asked) {
        return new Verdict(complexity, confidence, null, asked, false);
    }

    static Verdict none(RouterReason failure, @Nullable Usage asked) {
        return new Verdict(null, null, failure, asked, asked != null);
    }

    /** The same without a bill: somebody else has paid for it. */
    Verdict paidBefore() {
        return new Verdict(complexity, confidence, failure, null, false);
    }
}
