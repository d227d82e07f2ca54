package io.agenticproxy.router;

import io.agenticproxy.pricing.Model;
import io.agenticproxy.pricing.ModelFamily;
import io.agenticproxy.pricing.PriceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which cheaper models take a request that was written for a dearer one. Thread-safe. */
@Component
final class Candidates {
    private final RouterSettings settings;
    private final PriceCatalog catalog;
    private final Compatibility compatibility;
    private final Economy economy;
    private final RoutingMemory memory;
    private final List<String> configured;

    Candidates(
            RouterSettings settings,
            PriceCatalog catalog,
            Compatibility compatibility,
            Economy economy,
            RoutingMemory memory) {
        this.settings = settings;
        this.catalog = catalog;
        this.compatibility = compatibility;
        this.economy = economy;
        this.memory = memory;
        this.configured = settings.candidates();
    }

    /**
     * @param refusal why there is none; null when there is
     * @param found   in the order in which they are to be asked
     */
    record Choice(@Nullable RouterReason refusal, List<RoutingCase.Candidate> found) {
        private static Choice none(RouterReason reason) {
            return new Choice(reason, List.of());
        }
    }

    /** Of those that are configured; the reason is that of the first one that is cheaper. */
    Choice choose(String requested, RequestFeatures features, Economy.Size size) {
        ModelTraits wanted = compatibility.traits(requested).orElseThrow();
        if (!Fit.takes(wanted, features, economy.tokens(requested, size.prompt()))) {
            return Choice.none(RouterReason.KEPT_NOT_FOR_REQUESTED);
        }
        List<RoutingCase.Candidate> found = new ArrayList<>();
        RouterReason refusal = null;
        for (String name : configured) {
            if (below(name, requested, size)) {
                Fit fit = fit(name, wanted, features, size);
                if (fit.fits()) {
                    found.add(new RoutingCase.Candidate(name, settings.hardest(name), fit.thinkingDisabled()));
                } else {
                    refusal = refusal == null ? fit.refusal() : refusal;
                }
            }
        }
        return found.isEmpty()
                ? Choice.none(refusal == null ? RouterReason.KEPT_NOTHING_CHEAPER : refusal)
                : new Choice(null, found);
    }

    /** Only the model that the conversation runs at. */
    Choice only(Pin pin, String requested, RequestFeatures features, Economy.Size size) {
        ModelTraits wanted = compatibility.traits(requested).orElseThrow();
        Fit fit = below(pin.model(), requested, size)
                ? fit(pin.model(), wanted, features, size)
                : new Fit(RouterReason.KEPT_NOTHING_CHEAPER, false);
        return fit.refusal() != null
                ? Choice.none(fit.refusal())
                : new Choice(
                        null,
                        List.of(new RoutingCase.Candidate(pin.model(), pin.complexity(), fit.thinkingDisabled())));
    }

    private Fit fit(String name, ModelTraits wanted, RequestFeatures features, Economy.Size size) {
        Optional<ModelTraits> traits = compatibility.traits(name);
        if (traits.isEmpty() || compatibility.gone(name) || memory.refuses(name, features.signature())) {
            return new Fit(RouterReason.KEPT_REFUSED_BEFORE, false);
        }
        return Fit.of(traits.get(), wanted, features, economy.tokens(name, size.prompt()));
    }

    private boolean below(String name, String requested, Economy.Size size) {
        return tier(name) < tier(requested) && economy.cheaper(name, requested, size);
    }

    /** An unknown model is below none. */
    private int tier(String name) {
        return catalog.model(name).flatMap(Model::family).map(ModelFamily::tier).orElse(Integer.MAX_VALUE);
    }
}
