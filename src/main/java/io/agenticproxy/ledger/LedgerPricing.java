package io.agenticproxy.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.Delivery.Outcome;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.CallPricing;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.pricing.ReportedUsage;
import io.agenticproxy.wire.AnswerSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
        boolean spared = call.cacheWas(CacheDecision.Outcome.HIT) || call.cacheWas(CacheDecision.Outcome.COALESCED);
        if (refused || !call.upstream() && !spared) {
            return CallFacts.error(requested, call.at());
        }
        Optional<BilledUsage> billed = usage.map(ReportedUsage::of)
                .flatMap(reported -> reported.billed(requested, answered.orElse(requested)));
        if (spared) {
            return spared(call, requested, billed.orElse(null));
        }
        CallFacts facts = CallFacts.upstream(requested, requested, billed.orElse(null), call.at())
                .withClientPrefix(prefix(call));
        boolean complete =
                answer != null && answer.usageFinal() && call.delivery().outcome() != Outcome.CUT_UPSTREAM;
        return complete || answer == null ? facts : facts.cutAfter(answer.streamedChars());
    }

    /** A client that left before the end of a shared answer is taken for one that would have had all of it. */
    private static CallFacts spared(CallRecord call, String requested, @Nullable BilledUsage answers) {
        return call.cacheWas(CacheDecision.Outcome.HIT)
                ? CallFacts.hit(requested, requested, answers, prefix(call), call.at())
                : CallFacts.coalesced(requested, requested, answers, call.at());
    }

    private static ClientPrefix prefix(CallRecord call) {
        return call.cache() == null ? ClientPrefix.asReported() : call.cache().clientPrefix();
    }

    private static boolean isError(@Nullable AnswerSummary answer) {
        return answer != null && answer.errorType().isPresent();
    }
}
