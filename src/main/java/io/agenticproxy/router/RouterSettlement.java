package io.agenticproxy.router;

import io.agenticproxy.exchange.AnswerReading;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.wire.AnswerSummary;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Step after the answer: the router learns how long an agent's answers are, and that a streamed one was declined. */
@Component("routerSettlement")
final class RouterSettlement {
    private final RoutingMemory memory;

    RouterSettlement(RoutingMemory memory) {
        this.memory = memory;
    }

    void learn(Exchange exchange) {
        Routed routed = exchange.getProperty(Routed.PROPERTY, Routed.class);
        AnswerReading reading = exchange.getProperty(Properties.ANSWER_READING, AnswerReading.class);
        if (routed == null || reading == null) {
            return;
        }
        AnswerSummary answer = reading.summary();
        boolean downgraded = Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class)
                .flatMap(RoutingDecision::change)
                .isPresent();
        if (downgraded && answer.stopReason().filter("refusal"::equals).isPresent()) {
            memory.unpin(routed.conversation());
        }
        if (answer.sound()) {
            answer.usage()
                    .ifPresent(usage -> memory.answered(
                            routed.agent(),
                            routed.model(),
                            usage.path("output_tokens").asLong()));
        }
    }
}
