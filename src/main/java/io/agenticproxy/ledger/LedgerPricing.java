package io.agenticproxy.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.exchange.Delivery.Outcome;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.CallPricing;
import io.agenticproxy.pricing.ReportedUsage;
import io.agenticproxy.wire.AnswerSummary;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Step of the {@code log-record} route: what a call cost, and would have cost. */
@Component("ledgerPricing")
final class LedgerPricing {
    private static final String UNKNOWN_MODEL = "unknown";
    private static final int FIRST_ERROR = 400;

    private final CallPricing pricing;

    LedgerPricing(CallPricing pricing) {
        this.pricing = pricing;
    }

    PricedCall price(CallRecord call) {
        if (!call.message()) {
            return new PricedCall(call, null, null);
        }
        CallFacts facts = facts(call);
        return new PricedCall(call, facts, pricing.cost(facts));
    }

    private static CallFacts facts(CallRecord call) {
        AnswerSummary answer = call.answer();
        Optional<String> answered = answer == null ? Optional.empty() : answer.model();
        String requested = Optional.ofNullable(call.model()).or(() -> answered).orElse(UNKNOWN_MODEL);
        Optional<JsonNode> usage = answer == null ? Optional.empty() : answer.usage();
        boolean refused = call.delivery().status() >= FIRST_ERROR || usage.isEmpty() && isError(answer);
        if (!call.upstream() || refused) {
            return CallFacts.error(requested, call.at());
        }
        Optional<BilledUsage> billed = usage.map(ReportedUsage::of)
                .flatMap(reported -> reported.billed(requested, answered.orElse(requested)));
        CallFacts facts = CallFacts.upstream(requested, requested, billed.orElse(null), call.at());
        boolean complete =
                answer != null && answer.usageFinal() && call.delivery().outcome() != Outcome.CUT_UPSTREAM;
        return complete || answer == null ? facts : facts.cutAfter(answer.streamedChars());
    }

    private static boolean isError(@org.jspecify.annotations.Nullable AnswerSummary answer) {
        return answer != null && answer.errorType().isPresent();
    }
}
