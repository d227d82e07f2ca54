package io.agenticproxy.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.ReportedUsage;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usage;
import io.agenticproxy.wire.Json;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Steps of the {@code classifier} routes: what came back, as a {@link Verdict} in the message's body. */
@Component("classifierVerdict")
final class ClassifierVerdict {
    private static final Logger LOG = LoggerFactory.getLogger(ClassifierVerdict.class);
    private static final Pattern OBJECT = Pattern.compile("\\{[^{}]*}");
    private static final Pattern WORD = Pattern.compile("\\b(SIMPLE|MODERATE|COMPLEX)\\b");
    /** What an answer that nobody waited for is taken to have come to. */
    private static final int UNSEEN_OUTPUT = 64;

    private static final int NOT_FOUND = 404;

    private final RoutingMemory memory;

    ClassifierVerdict(RoutingMemory memory) {
        this.memory = memory;
    }

    /** An answer is there. @throws IllegalArgumentException if it is no verdict: that counts as a failure */
    void read(Exchange exchange) {
        Question question = Properties.get(exchange, Question.PROPERTY, Question.class);
        JsonNode answer = Json.parse(exchange.getMessage().getBody(String.class));
        exchange.getMessage()
                .setBody(parse(text(answer), asked(answer, question.model()).orElse(null)));
    }

    /** What the question was billed; absent where the answer does not say. */
    static Optional<Usage> asked(JsonNode answer, String model) {
        return ReportedUsage.of(answer.path("usage"))
                .billed(model)
                .map(BilledUsage::totals)
                .map(tokens -> Usage.of(model, tokens));
    }

    static String text(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        answer.path("content").forEach(block -> text.append(block.path("text").asText()));
        return text.toString();
    }

    /** JSON, alone or within other words; or the one word, which then lacks a confidence. */
    static Verdict parse(String text, @Nullable Usage asked) {
        Matcher object = OBJECT.matcher(text);
        if (object.find()) {
            JsonNode json = Json.parse(object.group());
            double confidence = json.path("confidence").asDouble(-1);
            boolean sensible = json.path("confidence").isNumber() && confidence >= 0 && confidence <= 1;
            Optional<Complexity> complexity = complexity(json.path("complexity").asText());
            if (complexity.isPresent()) {
                return Verdict.of(complexity.get(), sensible ? confidence : null, asked);
            }
        }
        Matcher word = WORD.matcher(text);
        if (word.find()) {
            String first = word.group();
            while (word.find()) {
                if (!word.group().equals(first)) {
                    throw new IllegalArgumentException("more than one complexity is named");
                }
            }
            return Verdict.of(Complexity.valueOf(first), null, asked);
        }
        throw new IllegalArgumentException("no complexity is named");
    }

    private static Optional<Complexity> complexity(String name) {
        for (Complexity complexity : Complexity.values()) {
            if (complexity.name().equals(name)) {
                return Optional.of(complexity);
            }
        }
        return Optional.empty();
    }

    /** What a question may have cost whose answer nobody has read; null when none was asked. */
    static @Nullable Usage unseen(Exchange exchange) {
        return Properties.find(exchange, Question.PROPERTY, Question.class)
                .map(question -> Usage.of(
                        question.model(),
                        Tokens.of(
                                question.tokens(Properties.get(exchange, RoutingCase.PROPERTY, RoutingCase.class)
                                        .turn()),
                                UNSEEN_OUTPUT)))
                .orElse(null);
    }

    /** None came: late, an error, no verdict, or nobody was asked. What it may have cost is estimated. */
    void failed(Exchange exchange) {
        Question question = Properties.get(exchange, Question.PROPERTY, Question.class);
        Usage unseen = unseen(exchange);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        boolean resting =
                Boolean.TRUE.equals(exchange.getProperty("CamelCircuitBreakerResponseShortCircuited", Boolean.class));
        Verdict verdict;
        if (causedBy(failure, CallNotPermittedException.class).isPresent()) {
            verdict = Verdict.none(RouterReason.KEPT_CLASSIFIER_RESTING, null);
        } else if (causedBy(failure, TimeoutException.class).isPresent()) {
            verdict = Verdict.none(RouterReason.KEPT_CLASSIFIER_LATE, unseen);
        } else {
            boolean gone = causedBy(failure, HttpOperationFailedException.class)
                    .filter(status -> status.getStatusCode() == NOT_FOUND)
                    .isPresent();
            if (gone) {
                memory.noSuchClassifier(question.model());
            }
            boolean answered = causedBy(failure, IllegalArgumentException.class).isPresent();
            verdict = Verdict.none(RouterReason.KEPT_CLASSIFIER_FAILED, answered ? unseen : null); // errors are free
        }
        LOG.atDebug()
                .addKeyValue("reason", verdict.failure())
                .addKeyValue(
                        "error", failure == null ? "none" : failure.getClass().getSimpleName())
                .log("no verdict");
        exchange.getMessage().setBody(verdict);
    }

    /** Whatever ran behind the deadline arrives within another exception. */
    private static <T extends Throwable> Optional<T> causedBy(@Nullable Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
