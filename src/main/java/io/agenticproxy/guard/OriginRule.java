package io.agenticproxy.guard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
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
        String origin = joined(request, "Origin");
        boolean invited = origin != null && allowed.contains(origin);
        if (origin != null && !invited && !origin.equals(request.getScheme() + "://" + host.toLowerCase(Locale.ROOT))) {
            throw new Refusal(ApiError.of(
                    403, "The web origin of this request is not the proxy's own; ALLOWED_ORIGINS can name it."));
        }
        String site = joined(request, "Sec-Fetch-Site");
        if (site != null
                && !invited
                && !site.equals("same-origin")
                && !(site.equals("none") && SAFE.contains(request.getMethod()))) {
            throw new Refusal(
                    ApiError.of(403, "The request comes from another site's page; ALLOWED_ORIGINS can name it."));
        }
        String destination = joined(request, "Sec-Fetch-Dest");
        if (side == RequestTarget.UPSTREAM
                && ("navigate".equals(joined(request, "Sec-Fetch-Mode"))
                        || destination != null && !destination.equals("empty"))) {
            throw new Refusal(ApiError.of(404, "This path belongs to the API and is not a page."));
        }
    }

    /** Null when absent. Browsers send each of these once: two are joined into what no rule knows. */
    private static @Nullable String joined(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        return values.isEmpty() ? null : String.join(", ", values).strip().toLowerCase(Locale.ROOT);
    }
}
