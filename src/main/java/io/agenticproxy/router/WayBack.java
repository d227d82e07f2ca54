package io.agenticproxy.router;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.AnswerReading;
import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.OwnCalls;
import io.agenticproxy.pricing.ReportedUsage;
import io.agenticproxy.wire.AnswerSummary;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Step of the {@code forward} route: whether upstream has taken a downgraded call. If not, the call has to be sent once
 * more, as the client wrote it. Taken is an answer that says something: no error, no refusal, and not nothing at all.
 */
@Component("wayBack")
final class WayBack {
    private static final Logger LOG = LoggerFactory.getLogger(WayBack.class);
    /** True when the call has to be sent once more; read by {@code forward}. */
    private static final String NOT_TAKEN = "notTaken";

    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;

    private final RoutingMemory memory;

    WayBack(RoutingMemory memory) {
        this.memory = memory;
    }

    /** Reads as much of a downgraded call's answer as it takes to know; what was read is still there for the client. */
    void judge(Exchange exchange) {
        Optional<RoutingDecision> decision =
                Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class);
        Optional<AnswerHead> head = Properties.find(exchange, Properties.ANSWER_HEAD, AnswerHead.class)
                .filter(found -> found.source() == AnswerHead.Source.UPSTREAM);
        if (decision.flatMap(RoutingDecision::change).isEmpty() || head.isEmpty()) {
            return;
        }
        RouterReason refused = refused(exchange, head.get());
        if (refused == null) {
            MessagesRequest held = (MessagesRequest) exchange.removeProperty(Properties.MESSAGES_REQUEST);
            if (held != null) {
                held.release();
            }
            return;
        }
        takeBack(exchange, decision.get(), refused, head.get().status());
        exchange.setProperty(NOT_TAKEN, true);
    }

    private static @Nullable RouterReason refused(Exchange exchange, AnswerHead head) {
        InputStream body = exchange.getMessage().getBody() instanceof InputStream in ? in : null;
        if (head.status() >= FIRST_ERROR) {
            return head.status() == UNAUTHORIZED ? null : RouterReason.KEPT_REFUSED;
        }
        if (body == null) {
            return null;
        }
        FirstPart first = FirstPart.of(head.headers(), body);
        exchange.getMessage().setBody(first.all());
        if (first.opensWithError()) {
            return RouterReason.KEPT_REFUSED;
        }
        if (!first.whole()) {
            return null;
        }
        AnswerSummary answer = summary(exchange).orElse(null);
        boolean empty = answer != null
                && answer.complete()
                && !answer.blockTypes().contains("text")
                && !answer.blockTypes().contains("tool_use");
        boolean declined =
                answer != null && answer.stopReason().filter("refusal"::equals).isPresent();
        return empty || declined ? RouterReason.KEPT_NO_ANSWER : null;
    }

    private static Optional<AnswerSummary> summary(Exchange exchange) {
        return Properties.find(exchange, Properties.ANSWER_READING, AnswerReading.class)
                .map(AnswerReading::summary);
    }

    /** Reads the rest, if there is any; that it breaks off is no reason not to ask once more. */
    private static void close(InputStream refused) {
        try {
            refused.close();
        } catch (IOException broken) {
            LOG.debug("a refused answer broke off: {}", broken.toString());
        }
    }

    private void takeBack(Exchange exchange, RoutingDecision decision, RouterReason reason, int status) {
        String tried = decision.change().map(RoutingDecision.Downgrade::model).orElse("");
        BilledUsage paid = summary(exchange)
                .flatMap(answer -> answer.usage()
                        .map(ReportedUsage::of)
                        .flatMap(usage -> usage.billed(tried, answer.model().orElse(tried))))
                .orElse(null);
        if (exchange.getMessage().getBody() instanceof InputStream body) {
            close(body);
        }
        exchange.removeProperty(Properties.ANSWER_HEAD);
        exchange.removeProperty(Properties.ANSWER_READING);
        exchange.setProperty(
                Properties.ROUTING_DECISION,
                new RoutingDecision(
                        RoutingDecision.Outcome.KEPT,
                        reason.name(),
                        decision.complexity(),
                        decision.confidence(),
                        null,
                        new OwnCalls(decision.own().classifier(), decision.own().classifierIsEstimate(), paid),
                        decision.nanos()));
        Properties.find(exchange, Properties.MARKING_DECISION, MarkingDecision.class)
                .filter(marking -> marking.outcome() == MarkingDecision.Outcome.MARKED)
                .ifPresent(marking -> exchange.setProperty(
                        Properties.MARKING_DECISION, MarkingDecision.skipped("SKIPPED_SENT_AS_ASKED")));
        memory.refused(exchange, tried, status);
    }
}
