package io.agenticproxy.promptcache;

import io.agenticproxy.pricing.Usd;
import io.agenticproxy.wire.MarkPlace;
import java.util.List;

/**
 * Which marks would pay. The exchange property {@link #PROPERTY}.
 *
 * @param common whether what the agent's requests have in common is marked
 * @param tail   whether the end of the conversation is marked
 * @param worst  what the marks cost if nothing of it is ever read
 */
record MarkingPlan(MarkReason reason, List<MarkPlace> places, boolean common, boolean tail, Usd worst) {
    static final String PROPERTY = "markingPlan";
}
