package io.agenticproxy.exchange;

import io.agenticproxy.wire.Headers;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The header fields that the proxy adds to an answer of upstream, whether that comes live or from the store. */
public final class OwnFields {
    public static final String NAME = "agentic-proxy";
    public static final Headers.Field VIA = new Headers.Field("Via", "1.1 " + NAME);

    public static final String CALL_ID = "X-Agentic-Proxy-Call-Id";

    public static final String MODEL = "X-Agentic-Proxy-Model";
    public static final String REASON = "X-Agentic-Proxy-Reason";

    private static final String PREFIX = "x-agentic-proxy-";
    private static final String SERVER_TIMING = "Server-Timing";

    private OwnFields() {}

    /**
     * @param ownNanos      that the proxy took until here, beside upstream's
     * @param upstreamNanos until upstream's head; null when it was not asked
     */
    public static Headers add(Headers answer, ClientRequest client, long ownNanos, @Nullable Long upstreamNanos) {
        String own = NAME + ";dur=" + millis(ownNanos);
        return answer.with(VIA.name(), VIA.value())
                .with(SERVER_TIMING, upstreamNanos == null ? own : own + ", upstream;dur=" + millis(upstreamNanos))
                .with(CALL_ID, client.callId());
    }

    /** What the stages have decided: {@code X-Agentic-Proxy-Model} for another model, {@code X-Agentic-Proxy-Reason}. */
    public static Headers addDecisions(Headers answer, Exchange exchange) {
        Optional<RoutingDecision> routing =
                Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class);
        Optional<String> requested =
                Properties.find(exchange, Properties.ADMISSION, Admission.class).map(Admission::model);
        Optional<String> served = routing.flatMap(RoutingDecision::change).map(RoutingDecision.Downgrade::model);
        StringJoiner reasons = new StringJoiner(", ");
        routing.map(RoutingDecision::reason).ifPresent(reasons::add);
        Properties.find(exchange, Properties.MARKING_DECISION, MarkingDecision.class)
                .map(MarkingDecision::reason)
                .ifPresent(reasons::add);
        Headers headers = reasons.length() == 0 ? answer : answer.with(REASON, reasons.toString());
        return requested.isPresent() && served.isPresent()
                ? headers.with(MODEL, requested.get() + " -> " + served.get())
                : headers;
    }

    private static String millis(long nanos) {
        return BigDecimal.valueOf(nanos / 1_000, 3).toPlainString(); // a tenth of what a format takes
    }

    /** As upstream sent them. */
    public static Headers without(Headers answer) {
        return answer.without(field -> field.is(VIA.name()) && field.value().equals(VIA.value())
                || field.is(SERVER_TIMING) && field.value().startsWith(NAME)
                || field.is("Cache-Status") && field.value().startsWith(NAME)
                || field.name().toLowerCase(Locale.ROOT).startsWith(PREFIX));
    }
}
