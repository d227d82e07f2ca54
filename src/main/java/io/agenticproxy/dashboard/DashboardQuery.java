package io.agenticproxy.dashboard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** First step of the dashboard's routes: the parameters of the query, checked, as headers for the statements. */
@Component("dashboardQuery")
final class DashboardQuery {
    private static final long ALL_SESSIONS = 0;
    private static final int PAGE = 100;
    private static final int LONGEST_PAGE = 1_000;

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
