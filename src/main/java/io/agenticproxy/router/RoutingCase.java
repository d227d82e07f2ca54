package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.wire.Conversation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that has passed the gates and waits for a verdict. The exchange property {@link #PROPERTY}.
 *
 * @param requested  the model's name as the client wrote it
 * @param turn       what the person said last, shortened
 * @param pinned     what the conversation runs at, when it was downgraded at its beginning; null at a first request
 * @param candidates who takes the request at less money, with the least complexity that each of them is for
 * @param confidence that the verdict must have
 * @param startedAt  {@link System#nanoTime()}
 */
record RoutingCase(
        String requested,
        Conversation conversation,
        String turn,
        @Nullable Pin pinned,
        List<Candidate> candidates,
        double confidence,
        long startedAt) {
    static final String PROPERTY = "routingCase";

    /** @param atMost the hardest prompts that it is for */
    record Candidate(String model, Complexity atMost, boolean thinkingDisabled) {}

    RoutingCase {
        candidates = List.copyOf(candidates);
    }

    Optional<Candidate> candidate(Complexity complexity) {
        for (Candidate one : candidates) {
            if (one.atMost().compareTo(complexity) >= 0) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
