package io.agenticproxy.door;

import io.agenticproxy.wire.RequestTarget;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * Which requests one consumer takes.
 *
 * @param prefix  whether paths below {@code path} belong to it too
 * @param side    the proxy's own or upstream's; a consumer never gets a request of the other side
 * @param methods empty for all
 */
record Doorway(String path, boolean prefix, RequestTarget side, Set<String> methods) {
    /** Of two that fit, the first is meant: the longest path, the exact one, the one for fewer methods. */
    static final Comparator<Doorway> NARROWER_FIRST = Comparator.comparingInt(
                    (Doorway d) -> -d.path().length())
            .thenComparing(Doorway::prefix)
            .thenComparing(d -> d.methods().isEmpty());

    static Doorway of(PlatformHttpEndpoint endpoint) {
        String path = endpoint.getPath();
        boolean prefix = endpoint.isMatchOnUriPrefix();
        // "/" is the proxy's own page, but with everything below it, it is the way upstream
        RequestTarget side = prefix && path.equals("/") ? RequestTarget.UPSTREAM : RequestTarget.of(path);
        String methods = endpoint.getHttpMethodRestrict();
        return new Doorway(path, prefix, side, methods == null ? Set.of() : Set.of(methods.split("\\s*,\\s*")));
    }

    boolean fits(RequestTarget target, String requested) {
        return side == target
                && (requested.equals(path) || prefix && requested.startsWith(path.endsWith("/") ? path : path + "/"));
    }

    boolean serves(String method) {
        return methods.isEmpty() || methods.contains(method) || method.equals("HEAD") && methods.contains("GET");
    }

    /** Whether it depends on their order alone which of the two gets a request. */
    boolean rivals(Doorway other) {
        return path.equals(other.path)
                && prefix == other.prefix
                && side == other.side
                && (methods.isEmpty() ? other.methods.isEmpty() : !Collections.disjoint(methods, other.methods));
    }

    @Override
    public String toString() {
        return "platform-http:" + path + (methods.isEmpty() ? "" : " " + methods);
    }
}
