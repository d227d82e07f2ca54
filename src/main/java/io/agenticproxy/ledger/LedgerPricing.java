package io.agenticproxy.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.Delivery.Outcome;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.exchange.Serving;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.CallPricing;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.pricing.Marks;
import io.agenticproxy.pricing.OwnCalls;
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
        OwnCalls own = call.routing() == null ? OwnCalls.NONE : call.routing().own();
        if (refused || !call.upstream() && !spared) {
            return CallFacts.error(requested, call.at()).withOwnCalls(own);
        }
        Serving serving = serving(call, requested);
        String served = serving.model();
        Optional<BilledUsage> billed =
                usage.map(ReportedUsage::of).flatMap(reported -> reported.billed(served, answered.orElse(served)));
        CallFacts facts = spared
                ? spared(call, requested, served, billed.orElse(null))
                : CallFacts.upstream(requested, served, billed.orElse(null), call.at())
                        .withClientPrefix(prefix(call));
        facts = facts.withOwnCalls(own)
                .withMarks(serving.marked() ? billed.map(Marks::all).orElse(Marks.NONE) : Marks.NONE);
        boolean complete =
                answer != null && answer.usageFinal() && call.delivery().outcome() != Outcome.CUT_UPSTREAM;
        return complete || answer == null ? facts : facts.cutAfter(answer.streamedChars());
    }

    /** A client that left before the end of a shared answer is taken for one that would have had all of it. */
    private static CallFacts spared(CallRecord call, String requested, String served, @Nullable BilledUsage answers) {
        return call.cacheWas(CacheDecision.Outcome.HIT)
                ? CallFacts.hit(requested, served, answers, prefix(call), call.at())
                : CallFacts.coalesced(requested, served, answers, call.at());
    }

    /** How this call was sent, or the one that gave it its answer. */
    private static Serving serving(CallRecord call, String requested) {
        if (call.cache() != null && call.cache().serving() != null) {
            return call.cache().serving();
        }
        return new Serving(
                Optional.ofNullable(call.routing())
                        .flatMap(RoutingDecision::change)
                        .map(RoutingDecision.Downgrade::model)
                        .orElse(requested),
                call.marking() != null && call.marking().marked());
    }

    private static ClientPrefix prefix(CallRecord call) {
        return call.cache() == null ? ClientPrefix.asReported() : call.cache().clientPrefix();
    }

    private static boolean isError(@Nullable AnswerSummary answer) {
        return answer != null && answer.errorType().isPresent();
    }
}
