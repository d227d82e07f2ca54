package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param enabled          {@code true}, {@code false}, or {@code shadow}: judge, say so, and change nothing
 * @param simpleModels     candidates for a simple prompt: the first that takes the request is asked
 * @param classifierModels who is asked for the verdict: the first that there is
 * @param confidence       from 0 to 1: what a verdict must have
 * @param timeoutMs        how many milliseconds a request waits for a verdict
 * @param claudeCode       whether Claude Code's traffic is routed too
 * @param midConversation  whether a conversation that runs at its requested model may be judged again
 */
@ConfigurationProperties("proxy.router")
record RouterSettings(
        String enabled,
        List<String> simpleModels,
        List<String> moderateModels,
        List<String> complexModels,
        List<String> classifierModels,
        double confidence,
        int timeoutMs,
        boolean claudeCode,
        boolean midConversation) {
    /** The first words of an agent's task say little of its end. */
    private static final double MORE_WITH_TOOLS = 0.1;

    RouterSettings {
        simpleModels = stripped(simpleModels);
        moderateModels = stripped(moderateModels);
        complexModels = stripped(complexModels);
        classifierModels = stripped(classifierModels);
    }

    private static List<String> stripped(List<String> names) {
        return names.stream().map(String::strip).filter(name -> !name.isEmpty()).toList();
    }

    boolean on() {
        return !enabled.equals("false");
    }

    boolean shadow() {
        return enabled.equals("shadow");
    }

    /** Those for simple prompts first; those for harder ones can serve these too. */
    List<String> candidates() {
        return Stream.of(simpleModels, moderateModels, complexModels)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** The hardest prompts that a candidate is for. */
    Complexity hardest(String candidate) {
        if (complexModels.contains(candidate)) {
            return Complexity.COMPLEX;
        }
        return moderateModels.contains(candidate) ? Complexity.MODERATE : Complexity.SIMPLE;
    }

    double confidence(boolean tools) {
        return tools ? Math.min(1, confidence + MORE_WITH_TOOLS) : confidence;
    }
}
