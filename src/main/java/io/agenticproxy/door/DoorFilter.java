package io.agenticproxy.door;

import io.agenticproxy.exchange.ErrorAnswer;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.RequestTarget;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Behind the guards, whose verdict on the path it uses, and in front of Spring MVC: runs the route of a path on Tomcat's own thread. MVC's asynchronous
 * dispatch would be half of a call's time in the proxy. What no route takes and is the proxy's own goes on to MVC.
 */
final class DoorFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    /** A client that is stopped in a debugger keeps its stream; one that never reads gives its connection back. */
    private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(10);

    private final transient Door door;

    DoorFilter(Door door) {
        this.door = door;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Door.Entry> entry;
        try {
            RequestTarget side = (RequestTarget) request.getAttribute(RequestTarget.class.getName());
            entry = door.enter(request.getMethod(), request.getRequestURI(), side);
        } catch (Refusal refusal) {
            ErrorAnswer.send(response, refusal.error());
            return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        if (entry.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        try {
            ClientConnection.of(request).writeTimeout(WRITE_TIMEOUT);
            entry.get().consumer().serve(request, response);
        } finally {
            entry.get().pass().leave();
        }
    }
}
