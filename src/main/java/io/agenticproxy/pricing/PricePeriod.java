package io.agenticproxy.pricing;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A model's prices from a day on.
 *
 * @param validFrom from 00:00 UTC of that day; {@link #ALWAYS} for since ever
 * @param fast      null when the model has no fast mode
 */
record PricePeriod(
        LocalDate validFrom, Card standard, @Nullable Card fast) {
    static final LocalDate ALWAYS = LocalDate.MIN;

    @Nullable
    Card card(boolean atFastSpeed) {
        return atFastSpeed ? fast : standard;
    }
}
