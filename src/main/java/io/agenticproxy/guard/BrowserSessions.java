package io.agenticproxy.guard;

import io.agenticproxy.exchange.SessionCookie;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Browsers that have signed in, by a random id in a cookie. Kept in memory only: a restart ends them all. Digests are
 * kept instead of ids, so that neither a look at the memory nor the time of a look-up tells one. Thread-safe.
 */
final class BrowserSessions {
    static final Duration LIFE = Duration.ofHours(12);
    /** Beyond, the oldest ends. */
    static final int MOST = 1_000;

    private static final int ID_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** When each ends, the oldest first; guarded by itself. */
    private final Map<String, Instant> ends = new LinkedHashMap<>();

    BrowserSessions(Clock clock) {
        this.clock = clock;
    }

    /** @return the new session's id, which is said only once */
    String open() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        synchronized (ends) {
            Instant now = clock.instant();
            ends.values().removeIf(end -> !end.isAfter(now));
            Iterator<String> oldest = ends.keySet().iterator();
            while (ends.size() >= MOST) {
                oldest.next();
                oldest.remove();
            }
            ends.put(digest(id), now.plus(LIFE));
        }
        return id;
    }

    boolean holds(HttpServletRequest request) {
        return ids(request).anyMatch(id -> {
            synchronized (ends) {
                Instant end = ends.get(digest(id));
                return end != null && clock.instant().isBefore(end);
            }
        });
    }

    void end(HttpServletRequest request) {
        ids(request).forEach(id -> {
            synchronized (ends) {
                ends.remove(digest(id));
            }
        });
    }

    private static Stream<String> ids(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Stream.empty()
                : Stream.of(cookies)
                        .filter(c -> c.getName().equals(SessionCookie.NAME))
                        .map(Cookie::getValue);
    }

    private static String digest(String id) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
