package io.agenticproxy.pricing;

import org.jspecify.annotations.Nullable;

/** A model's rates at one speed. */
record Card(Rates rates, @Nullable LongPrompt longPrompt) {

    /** A long prompt puts the whole request, output included, on its own rates. */
    Rates rates(long promptTokens) {
        return longPrompt != null && promptTokens > longPrompt.above ? longPrompt.rates : rates;
    }

    record LongPrompt(long above, Rates rates) {}
}
