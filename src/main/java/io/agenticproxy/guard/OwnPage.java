package io.agenticproxy.guard;

import io.agenticproxy.wire.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where signing in begins, and where it leads: to a path of the proxy's own, never to another site. */
final class OwnPage {
    static final String SIGN_IN = "/sign-in";
    static final String SIGN_OUT = "/sign-out";
    static final String FIRST = "/dashboard";
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private OwnPage() {}

    /** The page for signing in and what belongs to it, which nobody needs to be signed in for. */
    static boolean isSignIn(String path) {
        return path.equals(SIGN_IN) || path.startsWith(SIGN_IN + "/");
    }

    /** Whether a person waits for a page, and not a program for data. */
    static boolean isNavigation(HttpServletRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        String accept = request.getHeader("Accept");
        return mode != null
                ? mode.strip().equalsIgnoreCase("navigate")
                : accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** The page for signing in, which leads back to what was asked for, if that can be asked for again. */
    static String signInFor(HttpServletRequest request) {
        String query = request.getQueryString();
        String asked = request.getRequestURI() + (query == null ? "" : "?" + query);
        return READING.contains(request.getMethod()) && isWayBack(asked)
                ? SIGN_IN + "?to=" + URLEncoder.encode(asked, StandardCharsets.UTF_8)
                : SIGN_IN;
    }

    static String wayBack(@Nullable String asked) {
        return asked != null && isWayBack(asked) ? asked : FIRST;
    }

    /** A browser reads {@code //host} and {@code /\host} as another site; our own paths begin with a name. */
    private static boolean isWayBack(String asked) {
        int end = indexOfAny(asked, '?', '#');
        String path = asked.substring(0, end);
        return asked.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\')
                && RequestTarget.of(path) == RequestTarget.OWN
                && !isSignIn(path)
                && !path.equals(SIGN_OUT);
    }

    private static int indexOfAny(String text, char one, char other) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != one && text.charAt(end) != other) {
            end++;
        }
        return end;
    }
}
