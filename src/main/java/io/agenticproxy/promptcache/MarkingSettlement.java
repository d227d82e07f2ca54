package io.agenticproxy.promptcache;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.AnswerReading;
import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Rates;
import io.agenticproxy.pricing.ReportedUsage;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usage;
import io.agenticproxy.pricing.Usd;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Step after the answer: what the marks of a call have really cost or gained goes to its account, and what was read to
 * its conversation. An error gives the reserved money back; a call without usage keeps it, as the worst may have happened.
 */
@Component("promptCacheSettlement")
final class MarkingSettlement {
    private static final Logger LOG = LoggerFactory.getLogger(MarkingSettlement.class);
    private static final int FIRST_ERROR = 400;

    private final PromptCacheMemory memory;
    private final PriceCatalog catalog;

    MarkingSettlement(PromptCacheMemory memory, PriceCatalog catalog) {
        this.memory = memory;
        this.catalog = catalog;
    }

    /** Never throws: what comes after it is the call's row in the ledger. */
    void settle(Exchange exchange) {
        try {
            tally(exchange);
        } catch (RuntimeException defect) {
            LOG.atWarn().addKeyValue("error", defect.getClass().getSimpleName()).log("marks could not be settled");
        }
    }

    private void tally(Exchange exchange) {
        MarkingCase about = exchange.getProperty(MarkingCase.PROPERTY, MarkingCase.class);
        if (about == null) {
            return;
        }
        Optional<MarkingPlan> plan = Properties.find(exchange, MarkingPlan.PROPERTY, MarkingPlan.class);
        boolean marked = Properties.find(exchange, Properties.MARKING_DECISION, MarkingDecision.class)
                .filter(decision -> decision.outcome() == MarkingDecision.Outcome.MARKED)
                .isPresent();
        boolean answered = Properties.find(exchange, Properties.ANSWER_HEAD, AnswerHead.class)
                .filter(head -> head.source() == AnswerHead.Source.UPSTREAM && head.status() < FIRST_ERROR)
                .isPresent();
        Optional<BilledUsage> usage = Properties.find(exchange, Properties.ANSWER_READING, AnswerReading.class)
                .map(AnswerReading::summary)
                .flatMap(answer -> answer.usage()
                        .map(ReportedUsage::of)
                        .flatMap(said ->
                                said.billed(about.model(), answer.model().orElse(about.model()))));
        usage.map(billed -> billed.iterations().get(0))
                .filter(first -> catalog.canonical(first.model()).equals(about.model()))
                .ifPresent(first ->
                        about.agent().counted(about.estimate(), first.tokens().prompt()));
        plan.ifPresent(bet -> settle(about, bet, marked && answered, usage));
    }

    private void settle(MarkingCase about, MarkingPlan bet, boolean sent, Optional<BilledUsage> usage) {
        Bank bank = memory.bank(about.account());
        about.agent().written(about.at(), sent && bet.common());
        if (!sent) {
            bank.release(bet.worst());
            return;
        }
        bank.settle(
                bet.worst(),
                usage.flatMap(billed -> gain(about, billed)).orElse(bet.worst().negated()));
        if (bet.tail()) {
            usage.map(BilledUsage::totals).ifPresent(tokens -> about.line()
                    .used(about.before().warm(), tokens.promptCacheRead(), tokens.promptCacheWrite()));
        }
    }

    /** Absent for an unknown price: upstream may have fallen back to a model that nobody has heard of. */
    private Optional<Usd> gain(MarkingCase about, BilledUsage billed) {
        Usd gain = Usd.ZERO;
        for (Usage one : billed.iterations()) {
            Tokens tokens = one.tokens();
            Optional<Rates> rates = catalog.rates(one.model(), about.at(), tokens.prompt(), one.terms());
            if (rates.isEmpty()) {
                return Optional.empty();
            }
            Tokens unmarked = Tokens.of(tokens.prompt(), tokens.output());
            gain = gain.plus(rates.get().price(unmarked)).minus(rates.get().price(tokens));
        }
        return Optional.of(gain);
    }
}
