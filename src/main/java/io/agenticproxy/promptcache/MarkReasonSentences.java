package io.agenticproxy.promptcache;

import io.agenticproxy.exchange.ReasonSentences;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What {@link MarkReason} says. */
@Component
final class MarkReasonSentences implements ReasonSentences {
    @Override
    public String stage() {
        return "prompt-cache";
    }

    @Override
    public Map<String, String> sentences() {
        return Arrays.stream(MarkReason.values()).collect(Collectors.toMap(Enum::name, MarkReason::sentence));
    }
}
