package io.agenticproxy.ledger;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one transaction writes: parameters for each statement of the {@code log-write} route, in lists of rows. The
 * getters have their names for Simple.
 */
final class LedgerBatch {
    /** The session of all sessions together. */
    private static final String ALL = "*";
    /** Bucket b of a latency ends at {@code BASE^b} tenths of a millisecond. */
    private static final double BASE = 1.1;

    private static final double NANOS_PER_TENTH = 1e5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<String, Map<String, Object>> sessions = new LinkedHashMap<>();
    private final List<List<Object>> rows = new ArrayList<>();
    private final Map<String, Totals> totals = new LinkedHashMap<>();
    private final Map<List<Object>, Map<String, Object>> latencies = new LinkedHashMap<>();

    LedgerBatch(List<PricedCall> calls, Sessions known) {
        for (PricedCall priced : calls) {
            CallRecord call = priced.call();
            String key = known.keyOf(call);
            OffsetDateTime at = call.at().atOffset(ZoneOffset.UTC);
            Map<String, Object> session = sessions.computeIfAbsent(key, k -> {
                Map<String, Object> opened = new LinkedHashMap<>();
                opened.put("session_key", k);
                opened.put("name", Sessions.nameOf(call));
                opened.put("client", call.client());
                opened.put("first_at", at);
                opened.put("last_at", at);
                return opened;
            });
            session.merge("last_at", at, (a, b) -> ((OffsetDateTime) a).isAfter((OffsetDateTime) b) ? a : b);
            rows.add(LedgerRow.of(priced, key));
            totals.computeIfAbsent(key, s -> new Totals()).add(priced);
            if (call.message()) {
                if (call.upstream()) {
                    latency(key, "api", call.apiNanos());
                }
                call.overheadNanos().ifPresent(nanos -> latency(key, "overhead", nanos));
                if (call.routing() != null && call.routing().nanos() > 0) {
                    latency(key, "router", call.routing().nanos());
                }
            }
        }
        Totals all = new Totals();
        totals.values().forEach(all::add);
        totals.put(ALL, all);
    }

    private void latency(String session, String kind, long nanos) {
        int bucket = (int) Math.max(0, Math.ceil(Math.log(nanos / NANOS_PER_TENTH) / Math.log(BASE)));
        latency(session, kind, bucket, nanos);
        latency(ALL, kind, bucket, nanos);
    }

    private void latency(String scope, String kind, int bucket, long nanos) {
        Map<String, Object> row = latencies.computeIfAbsent(List.of(scope, kind, bucket), k -> {
            Map<String, Object> opened = new LinkedHashMap<>();
            opened.put("session_key", scope);
            opened.put("kind", kind);
            opened.put("bucket", bucket);
            return opened;
        });
        row.merge("calls", 1L, (a, b) -> (Long) a + (Long) b);
        row.merge("sum_ms", nanos / NANOS_PER_MILLI, (a, b) -> (Double) a + (Double) b);
    }

    public List<Map<String, Object>> getSessions() {
        return List.copyOf(sessions.values());
    }

    public List<List<Object>> getRows() {
        return rows;
    }

    public List<Map<String, Object>> getTotals() {
        List<Map<String, Object>> all = new ArrayList<>();
        totals.forEach((key, sums) -> {
            Map<String, Object> columns = sums.columns();
            columns.put("session_key", key);
            all.add(columns);
        });
        return all;
    }

    public List<Map<String, Object>> getLatencies() {
        return List.copyOf(latencies.values());
    }
}
