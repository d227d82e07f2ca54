package io.agenticproxy.router;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.agenticproxy.exchange.CacheUpkeep;
import io.agenticproxy.exchange.Properties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * What the router remembers of conversations and of models: all of it in memory, the pins also in the database, where
 * {@link PinWriter} takes them. Bounded; what is forgotten keeps its requested model. Thread-safe.
 */
@Component
final class RoutingMemory {
    static final int MOST_PINS = 100_000;
    static final Duration PINNED_FOR = Duration.ofHours(24);

    /** A model that was refused as unknown may be there again, and a request's kind may be taken one day. */
    private static final Duration REFUSED_FOR = Duration.ofHours(1);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int MOST_AGENTS = 10_000;
    private static final int USUAL_OUTPUT = 500;
    private static final String ANY = "*";

    private final RouterSettings settings;
    private final Clock clock;
    private final Cache<String, Pin> pins;
    private final Cache<String, Boolean> refused;
    private final Cache<String, Median> outputs = Caffeine.newBuilder()
            .executor(CacheUpkeep.TOGETHER)
            .maximumSize(MOST_AGENTS)
            .build();
    /** By conversation, what the database does not know yet; a pin without a model is one that goes. */
    private Map<String, Optional<Pin>> unwritten = new LinkedHashMap<>();

    RoutingMemory(RouterSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.pins = Caffeine.newBuilder()
                .executor(CacheUpkeep.TOGETHER)
                .maximumSize(MOST_PINS)
                .build();
        this.refused = Caffeine.newBuilder()
                .executor(CacheUpkeep.TOGETHER)
                .maximumSize(MOST_AGENTS)
                .expireAfterWrite(REFUSED_FOR)
                .build();
    }

    /** What the conversation runs at whose last request had this digest, if it was downgraded. */
    Optional<Pin> pin(String conversation) {
        Instant oldest = clock.instant().minus(PINNED_FOR);
        return Optional.ofNullable(pins.getIfPresent(shortened(conversation)))
                .filter(pin -> pin.at().isAfter(oldest));
    }

    /** The conversation goes on as it runs, from the request with this digest. */
    void pin(String conversation, Pin pin) {
        Pin now = new Pin(pin.requested(), pin.model(), pin.complexity(), clock.instant());
        String key = shortened(conversation);
        pins.put(key, now);
        note(key, Optional.of(now));
    }

    /** Whatever follows this request runs at the requested model. */
    void unpin(String conversation) {
        String key = shortened(conversation);
        pins.invalidate(key);
        note(key, Optional.empty());
    }

    /** Half a digest tells conversations apart as well, and a hundred thousand are held. */
    private static String shortened(String digest) {
        return digest.substring(0, digest.length() / 2);
    }

    /** Read from the database; what was decided meanwhile counts. */
    void remember(String conversation, Pin pin) {
        pins.asMap().putIfAbsent(conversation, pin);
    }

    /** How many requests may be carried on at a cheaper model. */
    long pins() {
        return pins.asMap().size();
    }

    private void note(String conversation, Optional<Pin> pin) {
        synchronized (this) {
            if (unwritten.size() < MOST_PINS || unwritten.containsKey(conversation)) {
                unwritten.put(conversation, pin);
            }
        }
    }

    /** What is to be written; what can't be is {@linkplain #notWritten given back}. */
    synchronized Map<String, Optional<Pin>> takeUnwritten() {
        Map<String, Optional<Pin>> taken = unwritten;
        unwritten = new LinkedHashMap<>();
        return taken;
    }

    /** What was noted meanwhile counts. */
    synchronized void notWritten(Map<String, Optional<Pin>> taken) {
        taken.forEach((conversation, pin) -> {
            if (unwritten.size() < MOST_PINS) {
                unwritten.putIfAbsent(conversation, pin);
            }
        });
    }

    /**
     * Upstream has not taken a downgraded call: its conversation runs at the requested model, and where that was because
     * of what the request is, or because there is no such model, the next one of the kind is not tried.
     */
    void refused(Exchange exchange, String model, int status) {
        Properties.find(exchange, Routed.PROPERTY, Routed.class).ifPresent(routed -> {
            unpin(routed.conversation());
            if (status == BAD_REQUEST) {
                refused.put(model + " " + routed.features().signature(), true);
            }
        });
        if (status == NOT_FOUND) {
            refused.put(model + " " + ANY, true);
        }
    }

    boolean refuses(String model, RequestFeatures features) {
        return anyRefused() && (isRefused(model, ANY) || isRefused(model, features.signature()));
    }

    /** That is rare: as long as nothing is refused, nothing is looked up. */
    private boolean anyRefused() {
        return !refused.asMap().isEmpty();
    }

    private boolean isRefused(String model, String what) {
        return refused.getIfPresent(model + " " + what) != null;
    }

    /** Who is to be asked for a verdict. */
    Optional<String> classifier() {
        for (String model : settings.classifierModels()) {
            if (!anyRefused() || !isRefused(model, ANY)) {
                return Optional.of(model);
            }
        }
        return Optional.empty();
    }

    /** There is no such classifier: the next one is asked from now on. */
    void noSuchClassifier(String model) {
        refused.put(model + " " + ANY, true);
    }

    /** The median of an agent's last answers, in tokens, or what is common. */
    long usualOutput(String agent, String model) {
        Median median = outputs.getIfPresent(agent + model);
        return median == null ? USUAL_OUTPUT : median.value();
    }

    void answered(String agent, String model, long output) {
        Median known = outputs.asMap().putIfAbsent(agent + model, new Median(output));
        if (known != null) {
            known.add(output);
        }
    }
}
