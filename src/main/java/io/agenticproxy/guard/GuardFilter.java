package io.agenticproxy.guard;

import io.agenticproxy.exchange.ErrorAnswer;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.RequestTarget;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Every rule, in order, on every request; leaves the verdict on the path as an attribute named after its class. */
final class GuardFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    /** The proxy itself calls it, and knows no token. */
    private static final String DEMO = "/demo-upstream";

    private final transient HostRule hosts;
    private final transient OriginRule origins;
    private final transient @Nullable AccessToken token;

    GuardFilter(HostRule hosts, OriginRule origins, @Nullable AccessToken token) {
        this.hosts = hosts;
        this.origins = origins;
        this.token = token;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestTarget side;
        try {
            side = check(request);
        } catch (Refusal refusal) {
            ErrorAnswer.send(response, refusal.error());
            return;
        }
        request.setAttribute(RequestTarget.class.getName(), side);
        chain.doFilter(request, response);
    }

    private RequestTarget check(HttpServletRequest request) throws Refusal {
        String path = request.getRequestURI();
        RequestTarget side = RequestTarget.of(path);
        if (side == RequestTarget.AMBIGUOUS) {
            throw new Refusal(
                    ApiError.of(400, "The path can be read as the proxy's own and as the API's; it is neither."));
        }
        String host = hosts.check(Collections.list(request.getHeaders("Host")));
        origins.check(request, host, side);
        if (path.equals(DEMO) || path.startsWith(DEMO + "/")) {
            if (!fromLoopback(request)) {
                throw new Refusal(ApiError.of(404, "The demo is for this machine only."));
            }
        } else if (token != null && !path.equals("/health")) {
            token.check(request, side);
        }
        return side;
    }

    private static boolean fromLoopback(HttpServletRequest request) {
        try {
            return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
        } catch (java.net.UnknownHostException notAnAddress) {
            return false;
        }
    }
}
