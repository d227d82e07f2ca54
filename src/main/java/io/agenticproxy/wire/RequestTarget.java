package io.agenticproxy.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one decision whether a path is the proxy's own or belongs upstream. Guards and doors both use this result, so
 * that no spelling of a path can pass one as the other.
 */
public enum RequestTarget {
    /** Answered here, never forwarded. */
    OWN,
    /** Everything else. */
    UPSTREAM,
    /** Raw and normalised form mean different things, or the path can't be decoded: nobody honest sends it. */
    AMBIGUOUS;

    /** Each with everything below it. */
    private static final List<String> OWN_PATHS = List.of(
            "/health",
            "/dashboard",
            "/stats",
            "/sessions",
            "/calls",
            "/calls.csv",
            "/cache",
            "/sign-in",
            "/sign-out",
            "/actuator",
            "/hawtio",
            "/jolokia",
            "/demo-upstream",
            "/favicon.ico",
            "/robots.txt",
            "/.well-known/appspecific");

    /** @param path the path as received, without the query */
    public static RequestTarget of(String path) {
        String own = ownPathOf(path);
        boolean same = normalised(path).map(RequestTarget::ownPathOf).equals(Optional.of(own));
        return !same ? AMBIGUOUS : own.isEmpty() ? UPSTREAM : OWN;
    }

    /** Which of the proxy's own a path is or lies below; empty for none. One must not pass for another either. */
    private static String ownPathOf(String path) {
        if (path.equals("/")) {
            return path;
        }
        for (String own : OWN_PATHS) {
            if (path.startsWith(own) && (path.length() == own.length() || path.charAt(own.length()) == '/')) {
                return own;
            }
        }
        return "";
    }

    /**
     * What a path may be taken for behind the proxy: decoded once, parameters ({@code ;x}) dropped, slashes collapsed,
     * dots resolved. Absent when it can't be decoded.
     */
    public static Optional<String> normalised(String path) {
        String decoded = decoded(path);
        if (decoded == null || decoded.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : decoded.replace('\\', '/').split("/")) {
            int semicolon = segment.indexOf(';');
            String name = semicolon < 0 ? segment : segment.substring(0, semicolon);
            if (name.equals("..")) {
                segments.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                segments.addLast(name);
            }
        }
        return Optional.of("/" + String.join("/", segments));
    }

    private static @Nullable String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                out.write(c);
                continue;
            }
            int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(path.charAt(i + 2), 16);
            if (low < 0) {
                return null;
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
