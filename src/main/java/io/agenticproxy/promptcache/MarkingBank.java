package io.agenticproxy.promptcache;

import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.Properties;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Last step of the {@code prompt-cache} route: only what the account can bear to lose is risked. */
@Component("promptCacheBank")
final class MarkingBank {
    private final PromptCacheSettings settings;
    private final PromptCacheMemory memory;

    MarkingBank(PromptCacheSettings settings, PromptCacheMemory memory) {
        this.settings = settings;
        this.memory = memory;
    }

    void reserve(Exchange exchange) {
        MarkingCase about = Properties.get(exchange, MarkingCase.PROPERTY, MarkingCase.class);
        MarkingPlan plan = Properties.get(exchange, MarkingPlan.PROPERTY, MarkingPlan.class);
        if (!memory.bank(about.account()).reserve(plan.worst(), memory.today())) {
            exchange.removeProperty(MarkingPlan.PROPERTY);
            exchange.setProperty(Properties.MARKING_DECISION, MarkingDecision.skipped(MarkReason.SKIPPED_BANK.name()));
            return;
        }
        if (plan.tail()) {
            about.line().marked();
        }
        if (plan.common() && about.conversation().firstRequest()) {
            about.agent().writes(about.at());
        }
        exchange.setProperty(
                Properties.MARKING_DECISION,
                new MarkingDecision(
                        MarkingDecision.Outcome.MARKED, plan.reason().name(), plan.places(), settings.ttl()));
    }
}
