package io.agenticproxy.router;

import com.github.benmanes.caffeine.cache.Cache;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.wire.FramedDigest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Step of the {@code router} and {@code classifier} routes: the verdict on a prompt that somebody has paid for before.
 * It looks into the cache that the classifier's route writes to through {@code caffeine-cache}; to read it that way the
 * message would have to be another one first, which takes longer than all gates. Thread-safe.
 */
@Component("rememberedVerdicts")
final class RememberedVerdicts {
    private final Rubric rubric;
    private final RoutingMemory memory;
    private final Cache<String, Verdict> verdicts;
    private volatile @Nullable Begun begun;

    RememberedVerdicts(Rubric rubric, RoutingMemory memory, Cache<String, Verdict> classifierVerdicts) {
        this.rubric = rubric;
        this.memory = memory;
        this.verdicts = classifierVerdicts;
    }

    /** Leaves the question, unless there is no classifier to ask, and the verdict, if it is remembered. */
    void recall(Exchange exchange) {
        Question question = Properties.find(exchange, Question.PROPERTY, Question.class)
                .or(() -> memory.classifier().map(model -> question(exchange, model)))
                .orElse(null);
        if (question == null) {
            return;
        }
        Verdict verdict = verdicts.getIfPresent(question.key());
        if (verdict != null) {
            exchange.setProperty(VerdictTaken.PROPERTY, verdict.paidBefore());
        }
    }

    private Question question(Exchange exchange, String model) {
        RoutingCase about = Properties.get(exchange, RoutingCase.PROPERTY, RoutingCase.class);
        String rules = rubric.text();
        Question question = new Question(model, rules, key(model, rules, about.turn()));
        exchange.setProperty(Question.PROPERTY, question);
        return question;
    }

    private String key(String model, String rules, String turn) {
        Begun now = begun;
        if (now == null || !now.model().equals(model) || !now.rules().equals(rules)) {
            now = Begun.of(model, rules);
            begun = now;
        }
        return HexFormat.of().formatHex(FramedDigest.copy(now.digest()).digest(turn.getBytes(StandardCharsets.UTF_8)));
    }

    /** A digest over what stays the same for thousands of questions. Never used itself: copied. */
    private record Begun(String model, String rules, MessageDigest digest) {
        static Begun of(String model, String rules) {
            MessageDigest digest = FramedDigest.sha256();
            for (String part : new String[] {model, rules}) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return new Begun(model, rules, digest);
        }
    }
}
