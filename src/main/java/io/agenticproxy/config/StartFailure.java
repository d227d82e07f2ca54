package io.agenticproxy.config;

import io.agenticproxy.CannotStart;
import java.net.SocketException;
import java.util.List;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;

/** Says why the proxy can't start, in lines for a person, instead of a stack trace. */
final class StartFailure implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotStart mistakes) {
                return say(mistakes.lines());
            }
            if (cause instanceof PortInUseException port) {
                return say(List.of("PORT " + port.getPort() + " is in use by another program"));
            }
            if (cause instanceof SocketException socket) {
                return say(List.of("BIND_ADDRESS and PORT can't be listened on: " + socket.getMessage()));
            }
        }
        return false;
    }

    private static boolean say(List<String> lines) {
        System.err.println("agentic-proxy can't start:");
        lines.forEach(line -> System.err.println("  " + line));
        return true;
    }
}
