package io.agenticproxy.cache;

import io.agenticproxy.exchange.BypassReason;
import io.agenticproxy.exchange.ReasonSentences;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The cache's own reasons, and those for which no stage looks at a request. */
@Component
final class CacheReasonSentences implements ReasonSentences {
    private final Map<String, String> sentences = new TreeMap<>();

    CacheReasonSentences() {
        for (NotCached reason : NotCached.values()) {
            sentences.put(reason.name(), reason.sentence());
        }
        for (NotStored reason : NotStored.values()) {
            sentences.put(reason.name(), reason.sentence());
        }
        for (NotShared reason : NotShared.values()) {
            sentences.put(reason.name(), reason.sentence());
        }
        for (BypassReason reason : BypassReason.values()) {
            sentences.put(reason.name(), reason.sentence());
        }
    }

    @Override
    public String stage() {
        return "cache";
    }

    @Override
    public Map<String, String> sentences() {
        return Map.copyOf(sentences);
    }
}
