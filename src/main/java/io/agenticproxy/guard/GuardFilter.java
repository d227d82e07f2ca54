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
    private final transient BrowserSessions sessions;

    GuardFilter(HostRule hosts, OriginRule origins, @Nullable AccessToken token, BrowserSessions sessions) {
        this.hosts = hosts;
        this.origins = origins;
        this.token = token;
        this.sessions = sessions;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestTarget side;
        try {
            side = check(request);
            if (mustSignIn(request, side)) {
                response.setStatus(HttpServletResponse.SC_SEE_OTHER);
                response.setHeader("Location", OwnPage.signInFor(request));
                response.setHeader("Cache-Control", "no-store");
                return;
            }
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
        if (isDemo(path) && !fromLoopback(request)) {
            throw new Refusal(ApiError.of(404, "The demo is for this machine only."));
        }
        return side;
    }

    /**
     * Whether a person who has brought neither session nor token waits for a page. A session opens our own pages only: it
     * never spends the key.
     *
     * @throws Refusal when what is no person has brought neither
     */
    private boolean mustSignIn(HttpServletRequest request, RequestTarget side) throws Refusal {
        String path = request.getRequestURI();
        if (token == null || isOpen(path) || side == RequestTarget.OWN && sessions.holds(request)) {
            return false;
        }
        if (side == RequestTarget.OWN && token.presented(request, side).isEmpty() && OwnPage.isNavigation(request)) {
            return true;
        }
        token.check(request, side);
        return false;
    }

    private static boolean isOpen(String path) {
        return path.equals("/health") || OwnPage.isSignIn(path) || isDemo(path);
    }

    private static boolean isDemo(String path) {
        return path.equals(DEMO) || path.startsWith(DEMO + "/");
    }

    private static boolean fromLoopback(HttpServletRequest request) {
        try {
            return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
        } catch (java.net.UnknownHostException notAnAddress) {
            return false;
        }
    }
}
