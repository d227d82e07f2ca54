package io.agenticproxy.dashboard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * First step of the dashboard's routes: the parameters of the query, checked, as headers for the statements. A condition
 * that is not given is an empty text, which the statements take for none.
 */
@Component("dashboardQuery")
final class DashboardQuery {
    private static final long ALL_SESSIONS = 0;
    private static final int PAGE = 100;
    private static final int LONGEST_PAGE = 1_000;
    private static final int LONGEST_SEARCH = 100;
    private static final int MOST_STEPS = 400;
    private static final int MINUTES_OF_A_YEAR = 366 * 24 * 60;
    private static final String CALL = "/calls/";

    /** What calls can be searched by, as header of the statement, and the words of its column. */
    private enum Condition {
        CACHE("cache", Set.of("hit", "miss", "coalesced", "bypass")),
        ROUTING("routing", Set.of("downgraded", "kept", "skipped")),
        COMPLEXITY("complexity", Set.of("SIMPLE", "MODERATE", "COMPLEX")),
        PROMPT_CACHE("promptCache", Set.of("marked", "skipped")),
        OUTCOME("outcome", Set.of("complete", "cut_upstream", "client_gone", "error"));

        private final String header;
        private final Set<String> words;

        Condition(String header, Set<String> words) {
            this.header = header;
            this.words = words;
        }

        String parameter() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Clock clock;

    DashboardQuery(Clock clock) {
        this.clock = clock;
    }

    /** @throws Refusal 400 that names the parameter */
    void read(Exchange exchange) throws Refusal {
        Message message = exchange.getMessage();
        Map<String, String> given = parameters(message.getHeader(Exchange.HTTP_RAW_QUERY, "", String.class));
        String session = given.getOrDefault("session", "all");
        message.removeHeaders("*");
        message.setHeader("session", session.equals("all") ? ALL_SESSIONS : number("session", session, Long.MAX_VALUE));
        message.setHeader(
                "before", number("before", given.getOrDefault("before", "" + Long.MAX_VALUE), Long.MAX_VALUE));
        message.setHeader("limit", (int) number("limit", given.getOrDefault("limit", "" + PAGE), LONGEST_PAGE));
        message.setHeader("all", flag("all", given.getOrDefault("all", "false")));
        readSearch(given, message);
    }

    /** The conditions on {@code /calls}; the header {@code search} says whether there are any. */
    private static void readSearch(Map<String, String> given, Message message) throws Refusal {
        boolean search = false;
        for (Condition condition : Condition.values()) {
            String word = given.getOrDefault(condition.parameter(), "");
            if (!word.isEmpty() && !condition.words.contains(word)) {
                throw new Refusal(ApiError.of(
                        400,
                        condition.parameter() + " must be one of " + String.join(", ", new TreeSet<>(condition.words))
                                + "."));
            }
            message.setHeader(condition.header, word);
            search |= !word.isEmpty();
        }
        boolean unpriced = flag("unpriced", given.getOrDefault("unpriced", "false"));
        String text = given.getOrDefault("q", "").strip();
        if (text.length() > LONGEST_SEARCH) {
            throw new Refusal(ApiError.of(400, "q must be at most " + LONGEST_SEARCH + " characters."));
        }
        message.setHeader("unpriced", unpriced);
        message.setHeader("like", text.isEmpty() ? "" : "%" + literal(text.toLowerCase(Locale.ROOT)) + "%");
        message.setHeader("search", search || unpriced || !text.isEmpty());
        if (message.getHeader("search", Boolean.class) && message.getHeader("all", Boolean.class)) {
            throw new Refusal(
                    ApiError.of(400, "Only messages can be searched: leave out all=true, or the conditions."));
        }
    }

    /** For LIKE, whose wildcards mean themselves here. */
    private static String literal(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /**
     * For {@code /dashboard/history}: {@code last} and {@code step} in minutes.
     *
     * @throws Refusal 400 that names the parameter
     */
    void readHistory(Exchange exchange) throws Refusal {
        Map<String, String> given =
                parameters(exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, "", String.class));
        read(exchange);
        long last = number("last", given.getOrDefault("last", "60"), MINUTES_OF_A_YEAR);
        long step = number("step", given.getOrDefault("step", "1"), MINUTES_OF_A_YEAR);
        if (last / step > MOST_STEPS) {
            throw new Refusal(ApiError.of(400, "last must be at most " + MOST_STEPS + " steps."));
        }
        long now = Math.floorDiv(clock.instant().getEpochSecond(), 60);
        exchange.getMessage().setHeader("step", step);
        exchange.getMessage().setHeader("now", now);
        exchange.getMessage().setHeader("first", (now / step - (last / step - 1)) * step);
    }

    /** @throws Refusal 404 when the path's end is no number */
    void readCall(Exchange exchange) throws Refusal {
        String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, "", String.class);
        exchange.getMessage().removeHeaders("*");
        try {
            exchange.getMessage().setHeader("id", Long.parseLong(path.substring(CALL.length())));
        } catch (NumberFormatException noNumber) {
            throw new Refusal(ApiError.of(404, "There is no such call."));
        }
    }

    private static long number(String name, String value, long most) throws Refusal {
        try {
            long number = Long.parseLong(value);
            if (number > 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // as a number that is out of bounds
        }
        throw new Refusal(ApiError.of(400, name + " must be a whole number from 1 to " + most + "."));
    }

    private static boolean flag(String name, String value) throws Refusal {
        if (!value.equals("true") && !value.equals("false")) {
            throw new Refusal(ApiError.of(400, name + " must be true or false."));
        }
        return value.equals("true");
    }

    private static Map<String, String> parameters(String query) throws Refusal {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", 100)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    parameters.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException malformed) {
                    throw new Refusal(ApiError.of(400, "The query is not well encoded."));
                }
            }
        }
        return parameters;
    }
}
