package io.agenticproxy.exchange;

import io.agenticproxy.pricing.Usd;

/** What the prompt-cache stage says of itself, for pages and metrics. */
public interface PromptCacheState {
    boolean enabled();

    /** What the marks of all accounts may still risk: a seed for each, and what they have earned. */
    Usd bank();
}
