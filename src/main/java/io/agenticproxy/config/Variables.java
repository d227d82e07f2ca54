package io.agenticproxy.config;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every variable that a user may set, and what its value must be. */
final class Variables {
    static final String API_KEY = "ANTHROPIC_API_KEY";
    private static final int SHORTEST_TOKEN = 32;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+]");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}");
    private static final Pattern ORIGIN = Pattern.compile("https?://([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(:\\d+)?");

    /** By name: from a value to what it must be, absent when it is that. */
    private static final Map<String, Function<String, Optional<String>>> RULES = new LinkedHashMap<>();

    static {
        RULES.put(
                API_KEY, v -> unless(v.chars().allMatch(c -> c > ' ' && c < 0x7f), "must be one word, without blanks"));
        RULES.put("UPSTREAM_URL", Variables::upstream);
        RULES.put("UPSTREAM_IDLE_TIMEOUT_S", v -> wholeNumber(v, 1, 86_400));
        RULES.put("SHUTDOWN_GRACE_S", v -> wholeNumber(v, 0, 3_600));
        RULES.put("PORT", v -> wholeNumber(v, 0, 65_535));
        RULES.put(
                "BIND_ADDRESS",
                v -> unless(isOfThisMachine(v), "must be an address of this machine, such as 127.0.0.1"));
        RULES.put(
                "PROXY_ACCESS_TOKEN",
                v -> unless(
                        v.length() >= SHORTEST_TOKEN && v.chars().allMatch(c -> c > ' ' && c < 0x7f),
                        "must be one word of at least " + SHORTEST_TOKEN + " characters"));
        RULES.put(
                "ALLOWED_HOSTS",
                v -> each(
                        v,
                        HOST,
                        "must be host names (letters, digits, '.' and '-') without port, separated by commas"));
        RULES.put(
                "ALLOWED_ORIGINS",
                v -> each(v, ORIGIN, "must be origins such as http://localhost:3000, separated by commas"));
        RULES.put("ROUTES_DIR", v -> unless(isFolder(v), "must be a folder that exists"));
        RULES.put("CACHE_ENABLED", v -> oneOf(v, "true", "false"));
        RULES.put("CACHE_TTL_HOURS", v -> positive(v, 8_760));
        RULES.put("CACHE_MAX_ENTRIES", v -> wholeNumber(v, 0, 10_000_000));
        RULES.put("CACHE_MAX_ENTRY_KB", v -> wholeNumber(v, 1, 65_536));
        RULES.put("CACHE_MEMORY_MB", Variables::memory);
        RULES.put("ROUTER_ENABLED", v -> oneOf(v, "true", "false", "shadow"));
        for (String list : List.of("SIMPLE", "MODERATE", "COMPLEX", "CLASSIFIER")) {
            RULES.put(
                    "ROUTER_" + list + "_MODELS",
                    v -> each(v, MODEL, "must be model names such as claude-haiku-5-5, separated by commas"));
        }
        RULES.put("ROUTER_CONFIDENCE", Variables::share);
        RULES.put("ROUTER_TIMEOUT_MS", v -> wholeNumber(v, 50, 60_000));
        RULES.put("ROUTER_CLAUDE_CODE", v -> oneOf(v, "true", "false"));
        RULES.put("ROUTER_MID_CONVERSATION", v -> oneOf(v, "true", "false"));
        RULES.put("PROMPT_CACHE_ENABLED", v -> oneOf(v, "true", "false"));
        RULES.put("PROMPT_CACHE_TTL", v -> oneOf(v, "5m", "1h"));
        RULES.put("PROMPT_CACHE_SEED_USD", v -> dollars(v, 1_000));
        RULES.put("DATA_DIR", v -> unless(isPath(v), "must be a folder's name"));
        RULES.put("DATABASE_URL", Variables::database);
        RULES.put("DATABASE_USER", v -> Optional.empty());
        RULES.put("DATABASE_PASSWORD", v -> Optional.empty());
        RULES.put("LOGGER_ENABLED", v -> oneOf(v, "true", "false"));
        RULES.put("LOG_PROMPT_CHARS", v -> wholeNumber(v, 0, 500));
        RULES.put("LOG_RETENTION_DAYS", v -> wholeNumber(v, 1, 36_500));
        RULES.put("PRICES_FILE", v -> unless(isFile(v), "must be a file that exists"));
    }

    /** Spring would look for something else to put there. */
    private static final Pattern REFERENCE = Pattern.compile("[$#]\\{");
    /** Keys, and the parts of a URL that can hold one, in a variable that should hold none. */
    private static final Pattern MISPLACED = Pattern.compile("sk-[A-Za-z0-9_-]+|//.*@|[?#].*");

    /** Their values are never shown. */
    private static final Set<String> SECRET =
            Set.of(API_KEY, "PROXY_ACCESS_TOKEN", "DATABASE_URL", "DATABASE_PASSWORD");

    private Variables() {}

    static Set<String> names() {
        return RULES.keySet();
    }

    /** @param values looks a variable up; null when it is unset */
    static List<String> mistakes(Function<String, @Nullable String> values) {
        List<String> mistakes = new ArrayList<>();
        RULES.forEach((name, rule) -> {
            String value = values.apply(name);
            if (value != null) {
                Optional<String> reference = unless(
                        !REFERENCE.matcher(value).find(),
                        "must be the value itself, without a reference to another variable");
                reference
                        .or(() -> rule.apply(value))
                        .ifPresent(must -> mistakes.add(
                                name + " " + must + (SECRET.contains(name) ? "" : ", was '" + shown(value) + "'")));
            }
        });
        String bind = values.apply("BIND_ADDRESS");
        InetAddress bound = bind == null ? null : address(bind);
        if (bound != null
                && isOfThisMachine(bind)
                && !bound.isLoopbackAddress()
                && values.apply("PROXY_ACCESS_TOKEN") == null) {
            mistakes.add("BIND_ADDRESS " + shown(bind) + " lets other machines in: PROXY_ACCESS_TOKEN must be set too");
        }
        return mistakes;
    }

    private static Optional<String> unless(boolean right, String must) {
        return right ? Optional.empty() : Optional.of(must);
    }

    private static Optional<String> wholeNumber(String value, int least, int most) {
        String must = "must be a whole number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(value);
            return unless(number >= least && number <= most, must);
        } catch (NumberFormatException noNumber) {
            return Optional.of(must);
        }
    }

    private static Optional<String> positive(String value, int most) {
        boolean right = value.matches("\\d{1,9}(\\.\\d{1,9})?")
                && new BigDecimal(value).signum() > 0
                && new BigDecimal(value).compareTo(BigDecimal.valueOf(most)) <= 0;
        return unless(right, "must be more than 0 and at most " + most);
    }

    private static Optional<String> dollars(String value, int most) {
        boolean right = value.matches("\\d{1,9}(\\.\\d{1,6})?")
                && new BigDecimal(value).compareTo(BigDecimal.valueOf(most)) <= 0;
        return unless(right, "must be dollars from 0 to " + most);
    }

    private static Optional<String> share(String value) {
        boolean right = value.matches("\\d{1,9}(\\.\\d{1,9})?") && new BigDecimal(value).compareTo(BigDecimal.ONE) <= 0;
        return unless(right, "must be a number from 0 to 1");
    }

    private static Optional<String> memory(String value) {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        return wholeNumber(value, 1, 100_000)
                .or(() -> unless(
                        Integer.parseInt(value) <= heap / 2,
                        "must be at most half of the Java heap, " + heap / 2 + " of " + heap + " MB here (-Xmx)"));
    }

    private static Optional<String> upstream(String value) {
        String must = "must be a URL such as https://api.anthropic.com";
        try {
            URI uri = new URI(value);
            if (uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || uri.getPort() == 0
                    || uri.getPort() > 65_535) {
                return Optional.of(must);
            }
            if ("http".equals(uri.getScheme())) {
                InetAddress host = address(uri.getHost());
                return unless(
                        host != null && host.isLoopbackAddress(),
                        "must begin with https://, since it carries the key; http:// is for this machine only");
            }
            return unless("https".equals(uri.getScheme()), must);
        } catch (URISyntaxException noUrl) {
            return Optional.of(must);
        }
    }

    private static Optional<String> database(String value) {
        return unless(
                value.matches("(jdbc:)?postgres(ql)?://[^\\s]+"), "must be a URL such as postgresql://localhost/proxy");
    }

    private static Optional<String> oneOf(String value, String... right) {
        return unless(List.of(right).contains(value), "must be " + String.join(" or ", right));
    }

    private static Optional<String> each(String values, Pattern pattern, String must) {
        for (String value : values.split(",")) {
            if (!pattern.matcher(value.strip()).matches()) {
                return Optional.of(must);
            }
        }
        return Optional.empty();
    }

    private static @Nullable InetAddress address(String value) {
        try {
            return InetAddress.getByName(value);
        } catch (UnknownHostException unknown) {
            return null;
        }
    }

    private static boolean isOfThisMachine(String value) {
        InetAddress address = address(value);
        try {
            return address != null
                    && (address.isLoopbackAddress()
                            || address.isAnyLocalAddress()
                            || NetworkInterface.getByInetAddress(address) != null);
        } catch (SocketException unknown) {
            return true; // listening will tell
        }
    }

    private static boolean isFolder(String value) {
        try {
            return Files.isDirectory(Path.of(value));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    private static boolean isPath(String value) {
        try {
            return !Path.of(value).toString().isBlank();
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    private static boolean isFile(String value) {
        try {
            return Files.isRegularFile(Path.of(value));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    private static String shown(String value) {
        String printable = MISPLACED.matcher(value).replaceAll("***").replaceAll("\\p{C}", "?");
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "…";
    }
}
