package io.agenticproxy.router;

/**
 * What the classifier is asked. The exchange property {@link #PROPERTY}.
 *
 * @param model  that is asked
 * @param key    names the verdict: the prompt's words, the rubric and the model decide it
 * @param tokens of the question, an estimate
 */
record Question(String model, String key, long tokens) {
    static final String PROPERTY = "classifierQuestion";
}
