package io.agenticproxy.dashboard;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** Step of {@code dashboard-history}: what was saved when. Steps without a call are left out. */
@Component("historyView")
final class HistoryView {
    private static final List<String> COUNTS = List.of("calls", "hits", "coalesced");
    private static final List<String> MONEY =
            List.of("actual_usd", "baseline_usd", "saved_cache_usd", "saved_routing_usd", "saved_prompt_cache_usd");

    Map<String, Object> compose(
            @Body List<Map<String, Object>> rows,
            @Header("step") long step,
            @Header("first") long first,
            @Header("now") long now) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            Map<String, Object> columns = Figures.lowerCase(row);
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("at", minute(Figures.count(columns, "at_minute")));
            COUNTS.forEach(name -> point.put(name, Figures.count(columns, name)));
            MONEY.forEach(name -> point.put(name, Figures.money(columns, name)));
            point.put("saved_usd", Figures.saved(columns));
            points.add(point);
        }
        Map<String, Object> history = new LinkedHashMap<>();
        history.put("from", minute(first));
        history.put("until", minute(now));
        history.put("step_minutes", step);
        history.put("points", points);
        return history;
    }

    private static String minute(long number) {
        return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(number * 60));
    }
}
