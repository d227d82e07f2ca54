package io.agenticproxy.router;

import io.agenticproxy.exchange.Properties;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Steps of the {@code classifier} route: of requests with the same prompt at once, one asks for all. Thread-safe. */
@Component("verdictsInFlight")
final class VerdictsInFlight {
    private final RouterSettings settings;
    private final Map<String, CompletableFuture<Verdict>> asked = new ConcurrentHashMap<>();

    VerdictsInFlight(RouterSettings settings) {
        this.settings = settings;
    }

    /** Whether nobody asks this just now; then the exchange has to, and to {@link #land} whatever comes of it. */
    boolean first(Exchange exchange) {
        return asked.putIfAbsent(key(exchange), new CompletableFuture<>()) == null;
    }

    /** Waits for the one who asks, as long as a verdict may take. */
    void await(Exchange exchange) throws InterruptedException {
        CompletableFuture<Verdict> flight = asked.get(key(exchange));
        Verdict verdict;
        try {
            verdict = flight == null
                    ? Verdict.none(RouterReason.KEPT_CLASSIFIER_FAILED, null) // it has landed without being remembered
                    : flight.get(settings.timeoutMs(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            verdict = Verdict.none(RouterReason.KEPT_CLASSIFIER_LATE, null);
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
        exchange.getMessage().setBody(verdict.paidBefore());
    }

    /** The verdict, or that there is none, for all who wait. */
    void land(Exchange exchange) {
        Verdict verdict = exchange.getMessage().getBody(Verdict.class);
        CompletableFuture<Verdict> flight = asked.remove(key(exchange));
        if (flight != null) {
            flight.complete(verdict == null ? Verdict.none(RouterReason.KEPT_CLASSIFIER_FAILED, null) : verdict);
        }
    }

    private static String key(Exchange exchange) {
        return Properties.get(exchange, Question.PROPERTY, Question.class).key();
    }
}
