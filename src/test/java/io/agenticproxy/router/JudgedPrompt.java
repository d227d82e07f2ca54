package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prompt of the labelled set, and what the router's judges say of it.
 *
 * @param latency of the question; null when nobody was asked or nobody has answered
 * @param trouble why an answer brought no verdict; null when there was none
 */
record JudgedPrompt(
        LabelledPrompt prompt,
        Verdict verdict,
        @Nullable Duration latency,
        @Nullable String trouble) {

    /** Where a prompt ends up. The last three keep the requested model, as COMPLEX does. */
    enum Column {
        SIMPLE("SIMPLE"),
        MODERATE("MODERATE"),
        COMPLEX("COMPLEX"),
        SURFACE("kept by surface sign"),
        UNSURE("unsure"),
        NONE("no verdict");

        private final String heading;

        Column(String heading) {
            this.heading = heading;
        }

        String heading() {
            return heading;
        }

        /** A verdict that counts; absent for what keeps the model without one. */
        Optional<Complexity> called() {
            return compareTo(COMPLEX) <= 0 ? Optional.of(Complexity.valueOf(name())) : Optional.empty();
        }
    }

    static JudgedPrompt bySurface(LabelledPrompt prompt) {
        return new JudgedPrompt(prompt, Verdict.none(RouterReason.KEPT_SURFACE, null), null, null);
    }

    /** As the router takes it: a verdict without confidence, or with less than asked for, keeps the model. */
    Column column(double confidence) {
        Complexity complexity = verdict.complexity();
        if (complexity == null) {
            return verdict.failure() == RouterReason.KEPT_SURFACE ? Column.SURFACE : Column.NONE;
        }
        Double sure = verdict.confidence();
        return sure == null || sure < confidence ? Column.UNSURE : Column.valueOf(complexity.name());
    }
}
