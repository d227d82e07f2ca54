package io.agenticproxy.router;

import io.agenticproxy.exchange.ReasonSentences;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What {@link RouterReason} says. */
@Component
final class RouterReasonSentences implements ReasonSentences {
    @Override
    public String stage() {
        return "router";
    }

    @Override
    public Map<String, String> sentences() {
        return Arrays.stream(RouterReason.values()).collect(Collectors.toMap(Enum::name, RouterReason::sentence));
    }
}
