package io.agenticproxy.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.agenticproxy.exchange.ProxyToken;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The token that other machines must know. On our own paths it comes as a Bearer or in {@code X-Agentic-Proxy-Token};
 * on the way upstream as the agent's API key when the proxy holds the real one, else in our header only, since the
 * key's place then holds a key. Wrong ones are counted by address, a request without any is not: a page that polls
 * after its session has ended shuts nobody out. Thread-safe.
 */
final class AccessToken {
    static final String HEADER = "X-Agentic-Proxy-Token";
    private static final int FAILURES_A_MINUTE = 5;
    private static final int ADDRESSES = 10_000;

    private final ProxyToken token;
    private final boolean standsForKey;
    private final Cache<String, AtomicInteger> failures;

    AccessToken(ProxyToken token, boolean standsForKey, Ticker ticker) {
        this.token = token;
        this.standsForKey = standsForKey;
        this.failures = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(ADDRESSES)
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
    }

    /** What stands in a place where the token may be; not empty when somebody has tried. */
    List<String> presented(HttpServletRequest request, RequestTarget side) {
        boolean elsewhere = side == RequestTarget.OWN || standsForKey;
        return Stream.of(
                        request.getHeader(HEADER),
                        elsewhere ? bearer(request) : null,
                        side == RequestTarget.UPSTREAM && standsForKey ? request.getHeader("x-api-key") : null)
                .filter(value -> value != null && !value.isBlank())
                .toList();
    }

    void check(HttpServletRequest request, RequestTarget side) throws Refusal {
        List<String> presented = presented(request, side);
        if (presented.isEmpty() || !known(presented, request.getRemoteAddr())) {
            throw new Refusal(ApiError.of(
                    401,
                    "The proxy asks for its access token: send it "
                            + (side == RequestTarget.OWN
                                    ? "as a Bearer token or in " + HEADER
                                    : standsForKey ? "as the API key or in " + HEADER : "in " + HEADER)
                            + "."));
        }
    }

    /**
     * Whether one of them is the token; counts a failure if none is.
     *
     * @throws Refusal 429 when the address has failed too often of late, whatever it presents now
     */
    boolean known(List<String> presented, String address) throws Refusal {
        AtomicInteger failed = failures.getIfPresent(address);
        if (failed != null && failed.get() >= FAILURES_A_MINUTE) {
            throw new Refusal(ApiError.retryable(429, "Too many requests with a wrong access token.")
                    .after(60));
        }
        boolean known = presented.stream().anyMatch(token::is);
        if (!known) {
            failures.get(address, each -> new AtomicInteger()).incrementAndGet();
        }
        return known;
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        String value = request.getHeader("Authorization");
        return value != null && value.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? value.substring("bearer ".length()).strip()
                : null;
    }
}
