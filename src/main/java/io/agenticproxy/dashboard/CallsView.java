package io.agenticproxy.dashboard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** Step of {@code dashboard-calls} and {@code dashboard-sessions}: rows with stable names, and where the next page is. */
@Component("callsView")
final class CallsView {
    /** As in {@code select-looked.sql}. */
    private static final int LOOKED_AT_ONCE = 5_000;

    /** Of a call, in their order; users rely on them. */
    static final List<String> NAMES = List.of(
            "id",
            "at",
            "session",
            "client",
            "path",
            "stream",
            "status",
            "outcome",
            "request_id",
            "retry",
            "resent",
            "cache",
            "cache_reason",
            "stored",
            "cache_key",
            "cache_near_miss",
            "model_requested",
            "model_served",
            "complexity",
            "confidence",
            "routing",
            "routing_reason",
            "prompt_cache",
            "prompt_cache_reason",
            "api_ms",
            "router_ms",
            "ttft_ms",
            "overhead_ms",
            "input_tokens",
            "output_tokens",
            "prompt_cache_read_tokens",
            "prompt_cache_write_5m_tokens",
            "prompt_cache_write_1h_tokens",
            "actual_usd",
            "classifier_usd",
            "baseline_usd",
            "saved_usd",
            "saved_cache_usd",
            "saved_routing_usd",
            "saved_prompt_cache_usd",
            "provider_cache_usd",
            "premium_usd",
            "estimated",
            "usage_complete",
            "prompt",
            "session_id",
            "call_id");

    Map<String, Object> page(List<Map<String, Object>> rows) {
        List<Map<String, Object>> calls = rows.stream().map(CallsView::call).toList();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("calls", calls);
        page.put(
                "next_before",
                calls.isEmpty() ? null : calls.get(calls.size() - 1).get("id"));
        return page;
    }

    /**
     * Of a search: where it goes on, also when it has found less than a page, as one request looks at so many calls only.
     *
     * @param looked how many there were to look at, and the last of them
     */
    Map<String, Object> found(
            @Body List<Map<String, Object>> rows,
            @ExchangeProperty("looked") List<Map<String, Object>> looked,
            @Header("limit") int limit) {
        Map<String, Object> page = page(rows);
        Map<String, Object> range = Figures.lowerCase(looked.get(0));
        long count = Figures.count(range, "looked");
        if (rows.size() < limit) {
            page.put("next_before", count < LOOKED_AT_ONCE ? null : range.get("last_id"));
        }
        page.put("looked_at", count);
        return page;
    }

    static Map<String, Object> call(Map<String, Object> row) {
        Map<String, Object> columns = Figures.lowerCase(row);
        columns.put("at", columns.get("requested_at"));
        columns.put("saved_usd", columns.get("baseline_usd") == null ? null : Figures.saved(columns));
        Map<String, Object> call = new LinkedHashMap<>();
        NAMES.forEach(name -> call.put(name, Figures.value(columns.get(name))));
        return call;
    }

    /** A filter by a session that is not there is a mistake, not an empty page. */
    void known(@ExchangeProperty("sessionRows") List<Map<String, Object>> rows) throws Refusal {
        if (rows.isEmpty()) {
            throw new Refusal(ApiError.of(404, "There is no such session."));
        }
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
