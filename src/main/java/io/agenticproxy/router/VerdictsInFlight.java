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
    /** The flight of the one who asks, which may land while the exchange is still on its way to {@link #await} it. */
    private static final String FLIGHT = "classifierFlight";

    private final RouterSettings settings;
    private final Map<String, CompletableFuture<Verdict>> asked = new ConcurrentHashMap<>();

    VerdictsInFlight(RouterSettings settings) {
        this.settings = settings;
    }

    /**
     * Whether nobody asks this just now; then the exchange has to, and to {@link #land} whatever comes of it. Who asked
     * until a moment ago has remembered the verdict before it landed, so it is to be recalled once more.
     */
    boolean first(Exchange exchange) {
        CompletableFuture<Verdict> flight = asked.putIfAbsent(key(exchange), new CompletableFuture<>());
        exchange.setProperty(FLIGHT, flight);
        return flight == null;
    }

    /** Waits for the one who asks, as long as a verdict may take. */
    void await(Exchange exchange) throws InterruptedException {
        CompletableFuture<?> flight = Properties.get(exchange, FLIGHT, CompletableFuture.class);
        Verdict verdict;
        try {
            verdict = (Verdict) flight.get(settings.timeoutMs(), TimeUnit.MILLISECONDS);
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
