package io.agenticproxy.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.SessionCookie;
import io.agenticproxy.wire.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Steps of the {@code dashboard-open} and {@code dashboard-asset} routes: the page, and the files that it is made of. */
@Component("dashboardPage")
final class DashboardPage {
    private static final String PATH = "/dashboard/";
    private static final Map<String, String> TYPES = Map.of(
            "page.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml",
            "main.js", "text/javascript; charset=utf-8",
            "figures.js", "text/javascript; charset=utf-8",
            "charts.js", "text/javascript; charset=utf-8",
            "calls.js", "text/javascript; charset=utf-8",
            "dom.js", "text/javascript; charset=utf-8");

    /** Stands in the page where the numbers go that it opens with. */
    private static final String FIRST = "{\"first\":null}";

    private final ObjectMapper json;
    private final String page = new String(read("index.html"), StandardCharsets.UTF_8);
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    DashboardPage(ObjectMapper json) {
        this.json = json;
        TYPES.keySet().forEach(name -> files.put(name, read(name)));
    }

    private static byte[] read(String name) {
        try (InputStream in = DashboardPage.class.getResourceAsStream(PATH + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + PATH + name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * The page with its first numbers in it.
     *
     * @param exchange its properties have them, unless the database is away: then the page says so
     */
    String open(Exchange exchange) throws JsonProcessingException {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("stats", exchange.getProperty("figures"));
        first.put("calls", exchange.getProperty("calls"));
        first.put("signed_in", signedIn(exchange));
        // what stands in a script element ends at the first "</": no text of a call may write one
        return page.replace(FIRST, json.writeValueAsString(first).replace("<", "\\u003c"));
    }

    /** Whether the page should offer to sign out: who may read it has been decided by the guards. */
    private static boolean signedIn(Exchange exchange) {
        return Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class).headers().all("cookie").stream()
                .anyMatch(line -> line.contains(SessionCookie.NAME + "="));
    }

    /** @throws Refusal 404 when there is no such file */
    void asset(Exchange exchange) throws Refusal {
        String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, "", String.class);
        String name = path.startsWith(PATH) ? path.substring(PATH.length()) : "";
        byte[] file = files.get(name);
        if (file == null) {
            throw new Refusal(ApiError.of(404, "The proxy has no such page."));
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(file);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, TYPES.get(name));
    }
}
