package io.agenticproxy.promptcache;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.pricing.Rates;
import io.agenticproxy.pricing.Usd;
import io.agenticproxy.wire.MarkPlace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Second step of the {@code prompt-cache} route: whether marks are likely to pay, and where. Of three places all are
 * marked together, since the API looks back 20 positions for what was written before: the end of what the agent's
 * requests have in common, where the conversation's previous request ended, and its end now.
 */
@Component("promptCacheEvidence")
final class MarkingEvidence {
    /** What is assumed of an agent before anything is known: with tools it calls them, with a history it has gone on. */
    private static final double TOOLS_GO_ON = 0.5;

    private static final double OTHERS_GO_ON = 0.2;
    private static final double HISTORY_GOES_ON = 0.8;

    private final PromptCacheSettings settings;

    MarkingEvidence(PromptCacheSettings settings) {
        this.settings = settings;
    }

    void weigh(Exchange exchange) {
        MarkingCase about = Properties.get(exchange, MarkingCase.PROPERTY, MarkingCase.class);
        MarkReason reason = reason(about);
        boolean tail = reason == MarkReason.MARKED_WARM
                || reason == MarkReason.MARKED_HISTORY
                || reason == MarkReason.MARKED_ODDS;
        boolean marked = reason.name().startsWith("MARKED");
        List<MarkPlace> places = marked ? places(about, tail) : List.of();
        if (places.isEmpty()) {
            MarkReason why = marked ? MarkReason.SKIPPED_NO_PLACE : reason;
            exchange.setProperty(Properties.MARKING_DECISION, MarkingDecision.skipped(why.name()));
            return;
        }
        boolean common = places.get(0).part() != MarkPlace.Part.MESSAGES;
        long written = Math.round((tail ? about.estimate() : about.commonEstimate())
                * about.agent().mostTokens());
        exchange.setProperty(
                MarkingPlan.PROPERTY,
                new MarkingPlan(
                        reason, places, common, tail, premium(about.rates()).times(written)));
    }

    private MarkReason reason(MarkingCase about) {
        Line.Before before = about.before();
        if (before.stopped()) {
            return MarkReason.SKIPPED_NO_READS;
        }
        if (before.slow()) {
            boolean read = about.agent().commonWarm(about.at(), settings.life())
                    || pays(about.rates(), about.agent().followed());
            return read && commonIsLong(about) ? MarkReason.MARKED_SLOW : MarkReason.SKIPPED_PAUSES;
        }
        if (before.warm()) {
            return MarkReason.MARKED_WARM;
        }
        if (about.conversation().firstRequest()) {
            return ofFirst(about);
        }
        boolean likely = before.known()
                || pays(about.rates(), about.agent().goingOn(HISTORY_GOES_ON, about.at(), settings.life()));
        return likely ? MarkReason.MARKED_HISTORY : MarkReason.SKIPPED_ODDS;
    }

    private MarkReason ofFirst(MarkingCase about) {
        Odds agent = about.agent();
        Instant now = about.at();
        boolean likely =
                pays(about.rates(), agent.goingOn(about.tools() ? TOOLS_GO_ON : OTHERS_GO_ON, now, settings.life()));
        boolean common = commonIsLong(about) && pays(about.rates(), agent.followed());
        if (agent.isWriting(now) && !agent.commonWarm(now, settings.life())) {
            return likely || common ? MarkReason.SKIPPED_PARALLEL : MarkReason.SKIPPED_ODDS;
        }
        if (likely) {
            return MarkReason.MARKED_ODDS;
        }
        return common ? MarkReason.MARKED_SYSTEM : MarkReason.SKIPPED_ODDS;
    }

    private static boolean commonIsLong(MarkingCase about) {
        return about.commonTokens() >= about.minTokens();
    }

    /** Whether a write is likely to be made up for by the next read. */
    private boolean pays(Rates rates, double chance) {
        double gain = rates.input().minus(rates.promptCacheRead()).amount().doubleValue();
        return chance * gain > premium(rates).amount().doubleValue();
    }

    private Usd premium(Rates rates) {
        Usd write = settings.forAnHour() ? rates.promptCacheWrite1h() : rates.promptCacheWrite5m();
        return write.minus(rates.input());
    }

    private static List<MarkPlace> places(MarkingCase about, boolean tail) {
        JsonNode root = about.request().tree().root();
        Optional<MarkPlace> common = Places.common(root);
        if (!tail) {
            return Places.of(common);
        }
        return Places.of(
                common,
                Places.end(root, about.conversation().previousMessages()),
                Places.end(root, about.conversation().messages()));
    }
}
