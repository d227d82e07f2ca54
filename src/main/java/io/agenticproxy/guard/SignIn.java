package io.agenticproxy.guard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.SessionCookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pages {@code /sign-in} and {@code /sign-out}, for when an access token is asked for. Not a route: an edit of the
 * routes must not open the door, nor lock it.
 *
 * <p>The token comes in the form's body only. It stands in no URL, since URLs are kept in histories and logs; the cookie
 * has a random id instead of it.
 */
final class SignIn extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String STYLE = "/sign-in/sign-in.css";
    private static final String NOTICE = "<!-- notice -->";
    private static final int MOST_BODY = 4 * 1024;

    private final transient @Nullable AccessToken token;
    private final transient BrowserSessions sessions;
    private final transient String page = resource("/sign-in/sign-in.html");
    private final transient String style = resource(STYLE);

    /** @param token null when none is asked for: then nobody needs to sign in */
    SignIn(@Nullable AccessToken token, BrowserSessions sessions) {
        this.token = token;
        this.sessions = sessions;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (path.equals(STYLE)) {
            send(response, 200, "text/css", style);
        } else if (!path.equals(OwnPage.SIGN_IN)) {
            response.sendError(path.equals(OwnPage.SIGN_OUT) ? 405 : 404);
        } else if (token == null || sessions.holds(request)) {
            redirect(response, OwnPage.wayBack(field(request.getQueryString(), "to")));
        } else {
            page(response, 200, "");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getRequestURI()) {
            case OwnPage.SIGN_IN -> signIn(request, response);
            case OwnPage.SIGN_OUT -> signOut(request, response);
            default -> response.sendError(404);
        }
    }

    private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (token == null) {
            redirect(response, OwnPage.FIRST);
            return;
        }
        String given = given(request);
        if (given.isEmpty()) {
            page(response, 400, "Enter the access token.");
            return;
        }
        try {
            if (!token.known(List.of(given), request.getRemoteAddr())) {
                page(response, 401, "This is not the access token.");
                return;
            }
        } catch (Refusal tooMany) {
            response.setHeader("Retry-After", "60");
            page(response, 429, "Too many wrong tokens came from this address. Try again in a minute.");
            return;
        }
        sessions.end(request);
        response.addHeader("Set-Cookie", cookie(request, sessions.open(), BrowserSessions.LIFE.toSeconds()));
        redirect(response, OwnPage.wayBack(field(request.getQueryString(), "to")));
    }

    private void signOut(HttpServletRequest request, HttpServletResponse response) {
        sessions.end(request);
        response.addHeader("Set-Cookie", cookie(request, "", 0));
        redirect(response, OwnPage.SIGN_IN);
    }

    /** Behind a server that ends TLS the request itself is plain; the browser's origin tells, and has been checked. */
    private static String cookie(HttpServletRequest request, String value, long seconds) {
        String origin = request.getHeader("Origin");
        boolean secure = request.isSecure()
                || origin != null && origin.toLowerCase(Locale.ROOT).startsWith("https://");
        return SessionCookie.NAME + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    private static String given(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
            return "";
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BODY);
        String given = field(new String(body, StandardCharsets.US_ASCII), "token");
        return given == null ? "" : given.strip();
    }

    /** The first of that name; null when there is none or it can't be decoded. */
    private static @Nullable String field(@Nullable String form, String name) {
        return form == null
                ? null
                : Stream.of(form.split("&"))
                        .filter(pair -> pair.startsWith(name + "="))
                        .findFirst()
                        .flatMap(pair -> decoded(pair.substring(name.length() + 1)))
                        .orElse(null);
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static void redirect(HttpServletResponse response, String to) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", to);
        response.setHeader("Cache-Control", "no-store");
    }

    private void page(HttpServletResponse response, int status, String notice) throws IOException {
        String shown = notice.isEmpty() ? "" : "<p id=\"notice\" role=\"alert\">" + notice + "</p>";
        send(response, status, "text/html", page.replace(NOTICE, shown));
    }

    private static void send(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("Content-Type", type + ";charset=utf-8");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        // not no-referrer: browsers then send a form with the origin "null", which the guards take for foreign
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String resource(String name) {
        try (InputStream in = SignIn.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
