package io.agenticproxy.exchange;

/** How much a prompt asks of a model, as the classifier judges it; in rising order. */
public enum Complexity {
    SIMPLE,
    MODERATE,
    COMPLEX
}
