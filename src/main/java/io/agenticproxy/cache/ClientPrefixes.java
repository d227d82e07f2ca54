package io.agenticproxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.agenticproxy.exchange.CacheUpkeep;
import io.agenticproxy.pricing.ClientPrefix;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * What the provider's prompt cache would hold of the clients' own marks if all calls were made directly, beside what it
 * does hold: hits of the response cache do not reach it. Known by message, in memory, for as long as a mark can live.
 * Thread-safe.
 */
@Component
final class ClientPrefixes {
    private static final int MOST = 100_000;
    private static final Duration LONGEST_LIFE = Duration.ofHours(1);

    /**
     * @param sent    when a call last carried it upstream
     * @param touched the same, or when a hit last stood for such a call
     * @param tokens  of the prefix; 0 when upstream has not said
     */
    private record Known(Instant sent, Instant touched, Duration ttl, long tokens) {
        boolean alive(Instant since, Instant now) {
            return Duration.between(since, now).compareTo(ttl) < 0;
        }
    }

    private final Clock clock;
    private final Cache<String, Known> known;

    ClientPrefixes(Clock clock) {
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .executor(CacheUpkeep.TOGETHER)
                .maximumSize(MOST)
                .expireAfterWrite(LONGEST_LIFE)
                .build();
    }

    /** What a direct call would have found, had the request not been answered from the store; it counts as one. */
    ClientPrefix hit(MarkedPrefix prefix) {
        Instant now = clock.instant();
        ClientPrefix found = found(prefix, now, false);
        known.asMap()
                .compute(
                        prefix.conversation().after(prefix.messages()),
                        (key, before) -> new Known(
                                before == null ? Instant.EPOCH : before.sent(),
                                now,
                                prefix.ttl(),
                                before == null ? 0 : before.tokens()));
        return found;
    }

    /** What a direct call would have found where this one, after hits, may not. */
    ClientPrefix call(MarkedPrefix prefix) {
        return found(prefix, clock.instant(), true);
    }

    /**
     * Upstream has answered a call.
     *
     * @param at     when it was sent
     * @param tokens that went through the provider's prompt cache
     */
    void sent(MarkedPrefix prefix, Instant at, long tokens) {
        known.put(prefix.conversation().after(prefix.messages()), new Known(at, at, prefix.ttl(), tokens));
    }

    private ClientPrefix found(MarkedPrefix prefix, Instant now, boolean call) {
        for (int messages = prefix.messages(); messages >= 0; messages--) {
            Known at = known.getIfPresent(prefix.conversation().after(messages));
            if (at == null || !at.alive(at.touched(), now)) {
                continue;
            }
            if (call && at.alive(at.sent(), now)) {
                return ClientPrefix.asReported(); // the call finds it too
            }
            return messages == prefix.messages() ? ClientPrefix.warm() : ClientPrefix.warmUpTo(at.tokens());
        }
        return call ? ClientPrefix.asReported() : ClientPrefix.cold();
    }
}
