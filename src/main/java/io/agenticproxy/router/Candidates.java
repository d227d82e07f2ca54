package io.agenticproxy.router;

import io.agenticproxy.pricing.Model;
import io.agenticproxy.pricing.ModelFamily;
import io.agenticproxy.pricing.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which cheaper models take a request that was written for a dearer one. Thread-safe. */
@Component
final class Candidates {
    private final RouterSettings settings;
    private final Compatibility compatibility;
    private final Economy economy;
    private final RoutingMemory memory;
    private final List<String> configured;

    Candidates(RouterSettings settings, Compatibility compatibility, Economy economy, RoutingMemory memory) {
        this.settings = settings;
        this.compatibility = compatibility;
        this.economy = economy;
        this.memory = memory;
        this.configured = settings.candidates();
    }

    /**
     * @param refusal   why there is none; null when there is
     * @param requested what the requested model would cost
     * @param found     in the order in which they are to be asked
     * @param least     what the cheapest of these would cost without a prompt cache; null if no price is known
     */
    record Choice(
            @Nullable RouterReason refusal,
            Economy.Offer requested,
            List<RoutingCase.Candidate> found,
            @Nullable Usd least) {
        private static Choice none(RouterReason reason, Economy.Offer requested) {
            return new Choice(reason, requested, List.of(), null);
        }
    }

    /** Of those that are configured; the reason is that of the first one that is cheaper. */
    Choice choose(String requested, RequestFeatures features, Economy.Size size) {
        ModelTraits wanted = compatibility.traits(requested).orElseThrow();
        Economy.Offer now = economy.offer(requested, size);
        if (!Fit.takes(wanted, features, now.prompt())) {
            return Choice.none(RouterReason.KEPT_NOT_FOR_REQUESTED, now);
        }
        List<RoutingCase.Candidate> found = new ArrayList<>(configured.size());
        Usd least = null;
        RouterReason refusal = null;
        for (String name : configured) {
            Economy.Offer offer = economy.offer(name, now);
            if (below(offer, now)) {
                Fit fit = fit(offer, wanted, features);
                if (fit.fits()) {
                    found.add(new RoutingCase.Candidate(name, settings.hardest(name), fit.thinkingDisabled()));
                    least = less(offer.cold().orElse(null), least);
                } else {
                    refusal = refusal == null ? fit.refusal() : refusal;
                }
            }
        }
        return found.isEmpty()
                ? Choice.none(refusal == null ? RouterReason.KEPT_NOTHING_CHEAPER : refusal, now)
                : new Choice(null, now, found, least);
    }

    /** Only the model that the conversation runs at. */
    Choice only(Pin pin, String requested, RequestFeatures features, Economy.Size size) {
        ModelTraits wanted = compatibility.traits(requested).orElseThrow();
        Economy.Offer now = economy.offer(requested, size);
        Economy.Offer offer = economy.offer(pin.model(), now);
        Fit fit = below(offer, now) ? fit(offer, wanted, features) : new Fit(RouterReason.KEPT_NOTHING_CHEAPER, false);
        return fit.refusal() != null
                ? Choice.none(fit.refusal(), now)
                : new Choice(
                        null,
                        now,
                        List.of(new RoutingCase.Candidate(pin.model(), pin.complexity(), fit.thinkingDisabled())),
                        offer.cold().orElse(null));
    }

    private Fit fit(Economy.Offer offer, ModelTraits wanted, RequestFeatures features) {
        Optional<ModelTraits> traits = compatibility.traits(offer.name());
        if (traits.isEmpty() || compatibility.gone(offer.name()) || memory.refuses(offer.name(), features)) {
            return new Fit(RouterReason.KEPT_REFUSED_BEFORE, false);
        }
        return Fit.of(traits.get(), wanted, features, offer.prompt());
    }

    private static @Nullable Usd less(@Nullable Usd one, @Nullable Usd other) {
        return one == null || other != null && other.compareTo(one) < 0 ? other : one;
    }

    private static boolean below(Economy.Offer offer, Economy.Offer requested) {
        return tier(offer) < tier(requested) && offer.cheaperThan(requested);
    }

    /** An unknown model is below none. */
    private static int tier(Economy.Offer offer) {
        return Optional.ofNullable(offer.model())
                .flatMap(Model::family)
                .map(ModelFamily::tier)
                .orElse(Integer.MAX_VALUE);
    }
}
