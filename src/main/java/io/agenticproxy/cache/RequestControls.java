package io.agenticproxy.cache;

import io.agenticproxy.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the client says about the cache in its {@code Cache-Control}, after RFC 9111 §5.2: directives in any case, on any
 * number of lines, values bare or quoted. Directives that are not known, and a {@code max-age} that is no number, say
 * nothing. Of several {@code max-age} the smallest counts, so that no answer is older than the client will have it.
 *
 * @param noCache      fetch anew, and replace what is stored
 * @param noStore      neither look up nor store
 * @param onlyIfCached don't ask upstream
 * @param maxAge       an answer may have, at most 2^31 seconds
 */
record RequestControls(boolean noCache, boolean noStore, boolean onlyIfCached, Optional<Duration> maxAge) {
    static final RequestControls NONE = new RequestControls(false, false, false, Optional.empty());

    /** RFC 9111 §1.2.2: what a larger number is taken for. */
    private static final long MOST_SECONDS = 1L << 31;

    static RequestControls of(Headers head) {
        RequestControls controls = NONE;
        for (String line : head.all("Cache-Control")) {
            for (String directive : directives(line)) {
                controls = controls.with(directive);
            }
        }
        return controls;
    }

    /** Whether the client will have a stored answer of this age. */
    boolean accepts(Duration age) {
        return !noCache
                && !noStore
                && maxAge.map(most -> age.compareTo(most) <= 0).orElse(true);
    }

    /** Parted at the commas that stand outside of quotes. */
    private static List<String> directives(String line) {
        List<String> directives = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                at++;
            } else if (c == ',' && !quoted) {
                directives.add(line.substring(from, at));
                from = at + 1;
            }
        }
        directives.add(line.substring(from));
        return directives;
    }

    private RequestControls with(String directive) {
        int equals = directive.indexOf('=');
        String name = equals < 0 ? directive : directive.substring(0, equals);
        String value = equals < 0 ? "" : directive.substring(equals + 1).strip();
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "no-cache" -> new RequestControls(true, noStore, onlyIfCached, maxAge);
            case "no-store" -> new RequestControls(noCache, true, onlyIfCached, maxAge);
            case "only-if-cached" -> new RequestControls(noCache, noStore, true, maxAge);
            case "max-age" -> seconds(value).map(this::withMaxAge).orElse(this);
            default -> this;
        };
    }

    private RequestControls withMaxAge(Duration given) {
        Duration least = maxAge.filter(known -> known.compareTo(given) < 0).orElse(given);
        return new RequestControls(noCache, noStore, onlyIfCached, Optional.of(least));
    }

    private static Optional<Duration> seconds(String value) {
        String digits = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        boolean huge = significant.length() > 10 || Long.parseLong(significant) > MOST_SECONDS;
        return Optional.of(Duration.ofSeconds(huge ? MOST_SECONDS : Long.parseLong(significant)));
    }
}
