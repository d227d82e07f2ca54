package io.agenticproxy.router;

import io.agenticproxy.wire.TokenEstimate;

/**
 * What the classifier is asked. The exchange property {@link #PROPERTY}.
 *
 * @param model that is asked
 * @param rules by which it is to judge
 * @param key   names the verdict: the prompt's words, the rules and the model decide it
 */
record Question(String model, String rules, String key) {
    static final String PROPERTY = "classifierQuestion";

    /** Of rules and prompt, an estimate. */
    long tokens(String turn) {
        return (long) Math.ceil((rules.length() + turn.length()) / TokenEstimate.BYTES_PER_NEW_TOKEN);
    }
}
