package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.exchange.RoutingDecision.Downgrade;
import io.agenticproxy.pricing.OwnCalls;
import io.agenticproxy.pricing.PriceCatalog;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Last step of the {@code router} route: what follows from the verdict. */
@Component("routerChoice")
final class RouterChoice {
    private static final Logger LOG = LoggerFactory.getLogger(RouterChoice.class);

    private final RouterSettings settings;
    private final RoutingMemory memory;
    private final PriceCatalog catalog;
    private final Clock clock;

    RouterChoice(RouterSettings settings, RoutingMemory memory, PriceCatalog catalog, Clock clock) {
        this.settings = settings;
        this.memory = memory;
        this.catalog = catalog;
        this.clock = clock;
    }

    void choose(Exchange exchange) {
        RoutingCase about = Properties.get(exchange, RoutingCase.PROPERTY, RoutingCase.class);
        Verdict verdict = Properties.get(exchange, VerdictTaken.PROPERTY, Verdict.class);
        Optional<RoutingCase.Candidate> candidate =
                Optional.ofNullable(verdict.complexity()).flatMap(about::candidate);
        RouterReason reason = reason(about, verdict, candidate);
        Downgrade downgrade = null;
        if (reason.outcome() == RoutingDecision.Outcome.DOWNGRADED && candidate.isPresent()) {
            downgrade = new Downgrade(candidate.get().model(), candidate.get().thinkingDisabled());
            memory.pin(about.conversation().whole(), pin(about, verdict, downgrade.model()));
        } else if (reason == RouterReason.KEPT_SHADOW) {
            LOG.atInfo()
                    .addKeyValue("requested", catalog.canonical(about.requested()))
                    .addKeyValue(
                            "model", candidate.map(RoutingCase.Candidate::model).orElse(""))
                    .addKeyValue("complexity", verdict.complexity())
                    .log("would have been downgraded");
        }
        exchange.setProperty(
                Properties.ROUTING_DECISION,
                new RoutingDecision(
                        reason.outcome(),
                        reason.name(),
                        verdict.complexity(),
                        verdict.confidence(),
                        downgrade,
                        new OwnCalls(verdict.asked(), verdict.estimated(), null),
                        System.nanoTime() - about.startedAt()));
    }

    /** A pinned conversation needs a ground to leave its model, any other one a ground to change it. */
    private RouterReason reason(RoutingCase about, Verdict verdict, Optional<RoutingCase.Candidate> candidate) {
        if (verdict.failure() != null) {
            return verdict.failure();
        }
        if (about.pinned() != null) {
            return candidate.isPresent() ? RouterReason.DOWNGRADED_PINNED : RouterReason.KEPT_LIFTED;
        }
        if (candidate.isEmpty()) {
            return RouterReason.KEPT_VERDICT;
        }
        if (verdict.confidence() == null || verdict.confidence() < about.confidence()) {
            return RouterReason.KEPT_UNSURE;
        }
        return settings.shadow() ? RouterReason.KEPT_SHADOW : RouterReason.DOWNGRADED_VERDICT;
    }

    /** A conversation stays as hard as its hardest turn: a simpler one changes nothing. */
    private Pin pin(RoutingCase about, Verdict verdict, String model) {
        Pin before = about.pinned();
        Complexity now = verdict.complexity() == null ? Complexity.SIMPLE : verdict.complexity();
        return before != null
                ? before
                : new Pin(catalog.canonical(about.requested()), model, hardest(about, model, now), clock.instant());
    }

    private static Complexity hardest(RoutingCase about, String model, Complexity atLeast) {
        return about.candidates().stream()
                .filter(one -> one.model().equals(model))
                .map(RoutingCase.Candidate::atMost)
                .filter(most -> most.compareTo(atLeast) > 0)
                .findFirst()
                .orElse(atLeast);
    }
}
