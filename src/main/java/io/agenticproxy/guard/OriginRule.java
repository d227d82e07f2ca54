package io.agenticproxy.guard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A browser says which page a request comes from; agents say nothing. Foreign pages may neither call nor embed. */
final class OriginRule {
    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    private final List<String> allowed;

    OriginRule(GuardSettings settings) {
        this.allowed = settings.allowedOrigins();
    }

    void check(HttpServletRequest request, String host, RequestTarget side) throws Refusal {
        String origin = lower(request.getHeader("Origin"));
        boolean invited = origin != null && allowed.contains(origin);
        if (origin != null && !invited && !origin.equals(request.getScheme() + "://" + host.toLowerCase(Locale.ROOT))) {
            throw new Refusal(ApiError.of(
                    403, "The web origin of this request is not the proxy's own; ALLOWED_ORIGINS can name it."));
        }
        String site = lower(request.getHeader("Sec-Fetch-Site"));
        if (site != null
                && !invited
                && !site.equals("same-origin")
                && !(site.equals("none") && SAFE.contains(request.getMethod()))) {
            throw new Refusal(
                    ApiError.of(403, "The request comes from another site's page; ALLOWED_ORIGINS can name it."));
        }
        String destination = lower(request.getHeader("Sec-Fetch-Dest"));
        if (side == RequestTarget.UPSTREAM
                && ("navigate".equals(lower(request.getHeader("Sec-Fetch-Mode")))
                        || destination != null && !destination.equals("empty"))) {
            throw new Refusal(ApiError.of(404, "This path belongs to the API and is not a page."));
        }
    }

    private static @Nullable String lower(@Nullable String value) {
        return value == null ? null : value.strip().toLowerCase(Locale.ROOT);
    }
}
