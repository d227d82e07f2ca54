package io.agenticproxy.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Step of {@code dashboard-calls} and {@code dashboard-sessions}: rows with stable names, and where the next page is. */
@Component("callsView")
final class CallsView {

    Map<String, Object> page(List<Map<String, Object>> rows) {
        List<Map<String, Object>> calls = rows.stream().map(CallsView::call).toList();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("calls", calls);
        page.put(
                "next_before",
                calls.isEmpty() ? null : calls.get(calls.size() - 1).get("id"));
        return page;
    }

    static Map<String, Object> call(Map<String, Object> row) {
        Map<String, Object> columns = Figures.lowerCase(row);
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("id", columns.get("id"));
        call.put("at", Figures.value(columns.get("requested_at")));
        call.put("session", columns.get("session"));
        columns.forEach((name, value) -> {
            if (!name.equals("requested_at")) {
                call.putIfAbsent(name, Figures.value(value));
            }
            if (name.equals("baseline_usd")) {
                call.put("saved_usd", value == null ? null : Figures.saved(columns));
            }
        });
        return call;
    }

    Map<String, Object> sessions(List<Map<String, Object>> rows) {
        List<Map<String, Object>> sessions = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            Map<String, Object> columns = Figures.lowerCase(row);
            Map<String, Object> session = new LinkedHashMap<>();
            columns.forEach((name, value) -> session.put(name, Figures.value(value)));
            session.put("saved_usd", Figures.saved(columns));
            sessions.add(session);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("sessions", sessions);
        return all;
    }
}
