package io.agenticproxy.exchange;

import java.util.Optional;
import org.apache.camel.Exchange;

/** The exchange properties of the pipeline: each declared once, with its type, its writer and its readers. */
public final class Properties {
    /** {@link ClientRequest}, by the door; read by every stage. */
    public static final String CLIENT_REQUEST = "clientRequest";

    /** {@link UpstreamCall}, by the door; read by admit and forward. */
    public static final String UPSTREAM_CALL = "upstreamCall";

    /** {@link Admission}, by admit, on POST /v1/messages only; read by the stages, forward and the log. */
    public static final String ADMISSION = "admission";

    /**
     * {@link MessagesRequest}, by admit, for a request that was understood; gone once upstream has answered, for good
     * with a downgraded one.
     */
    public static final String MESSAGES_REQUEST = "messagesRequest";

    /** {@link CacheDecision}, by the cache's look-up; read by replay, share and the log. */
    public static final String CACHE_DECISION = "cacheDecision";

    /** {@link RoutingDecision}, by the router; read by prompt-cache, forward, share and the log. */
    public static final String ROUTING_DECISION = "routingDecision";

    /** {@link MarkingDecision}, by prompt-cache; read by forward, share and the log. */
    public static final String MARKING_DECISION = "markingDecision";

    /** The names of the optional stages that have failed, separated by blanks, by these; read by the log. */
    public static final String FAILED_STAGES = "failedStages";

    /** {@link AnswerHead}, by forward; read by the door and the log. Absent: the message's own headers are the head. */
    public static final String ANSWER_HEAD = "answerHead";

    /** {@link AnswerReading}, by forward, for upstream's answer to a message; read by the log. */
    public static final String ANSWER_READING = "answerReading";

    /** {@link Delivery}, by the door when the answer has left, or has not; read by the log. */
    public static final String DELIVERY = "delivery";

    private Properties() {}

    public static <T> Optional<T> find(Exchange exchange, String name, Class<T> type) {
        Object value = exchange.getProperty(name);
        return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
    }

    /** @throws IllegalStateException if the stage that writes it has not run */
    public static <T> T get(Exchange exchange, String name, Class<T> type) {
        return find(exchange, name, type)
                .orElseThrow(() -> new IllegalStateException("exchange property '" + name + "' is missing: has the "
                        + "step that writes it been removed from the route?"));
    }
}
