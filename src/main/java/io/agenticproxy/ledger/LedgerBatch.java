package io.agenticproxy.ledger;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction writes: parameters for each statement of the {@code log-write} route, in lists of rows. All but
 * the sessions need their numbers, which the transaction looks up. The getters have their names for Simple.
 */
final class LedgerBatch {
    /** The session of all sessions together. */
    private static final long ALL = 0;
    /** Bucket b of a latency ends at {@code BASE^b} tenths of a millisecond. */
    private static final double BASE = 1.1;

    private static final double NANOS_PER_TENTH = 1e5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<String, Map<String, Object>> sessions = new LinkedHashMap<>();
    private final List<CallOfSession> calls = new ArrayList<>();
    private final Map<String, Long> numbers = new HashMap<>();

    private record CallOfSession(PricedCall priced, String key) {}

    private record Minute(long session, long number) {}

    private record Latency(long session, String kind, int bucket) {}

    private static final class Sum {
        private long calls;
        private double millis;
    }

    LedgerBatch(List<PricedCall> batch, Sessions known) {
        for (PricedCall priced : batch) {
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
            calls.add(new CallOfSession(priced, key));
        }
    }

    public List<Map<String, Object>> getSessions() {
        return List.copyOf(sessions.values());
    }

    Set<String> keys() {
        return sessions.keySet();
    }

    /** Which number a session has; a step of the route, before what follows here. */
    void number(String key, long number) {
        numbers.put(key, number);
    }

    private long numberOf(CallOfSession call) {
        return Objects.requireNonNull(numbers.get(call.key()), "a session without a number");
    }

    public List<List<@Nullable Object>> getRows() {
        List<List<@Nullable Object>> rows = new ArrayList<>(calls.size());
        calls.forEach(call -> rows.add(LedgerRow.of(call.priced(), numberOf(call))));
        return rows;
    }

    public List<Map<String, Object>> getTotals() {
        Map<Long, Totals> totals = new LinkedHashMap<>();
        calls.forEach(call ->
                totals.computeIfAbsent(numberOf(call), s -> new Totals()).add(call.priced()));
        Totals all = new Totals();
        totals.values().forEach(all::add);
        totals.put(ALL, all);
        List<Map<String, Object>> rows = new ArrayList<>();
        totals.forEach((session, sums) -> {
            Map<String, Object> columns = sums.columns();
            columns.put("session_id", session);
            rows.add(columns);
        });
        return rows;
    }

    /** What each minute adds, of each session and of all together. Other calls than for messages cost nothing. */
    public List<Map<String, Object>> getMinutes() {
        Map<Minute, Totals> minutes = new LinkedHashMap<>();
        for (CallOfSession of : calls) {
            CallRecord call = of.priced().call();
            if (call.message()) {
                long number = Math.floorDiv(call.at().getEpochSecond(), 60);
                for (long scope : new long[] {numberOf(of), ALL}) {
                    minutes.computeIfAbsent(new Minute(scope, number), m -> new Totals())
                            .add(of.priced());
                }
            }
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        minutes.forEach((minute, sums) -> {
            Map<String, Object> columns = sums.columns();
            columns.put("session_id", minute.session());
            columns.put("minute_number", minute.number());
            rows.add(columns);
        });
        return rows;
    }

    public List<Map<String, Object>> getLatencies() {
        Map<Latency, Sum> sums = new LinkedHashMap<>();
        for (CallOfSession of : calls) {
            CallRecord call = of.priced().call();
            if (call.message()) {
                if (call.upstream()) {
                    add(sums, numberOf(of), "api", call.apiNanos());
                }
                call.overheadNanos().ifPresent(nanos -> add(sums, numberOf(of), "overhead", nanos));
                if (call.routing() != null && call.routing().nanos() > 0) {
                    add(sums, numberOf(of), "router", call.routing().nanos());
                }
            }
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        sums.forEach((latency, sum) -> rows.add(Map.of(
                "session_id", latency.session(),
                "kind", latency.kind(),
                "bucket", latency.bucket(),
                "calls", sum.calls,
                "sum_ms", sum.millis)));
        return rows;
    }

    private static void add(Map<Latency, Sum> sums, long session, String kind, long nanos) {
        int bucket = (int) Math.max(0, Math.ceil(Math.log(nanos / NANOS_PER_TENTH) / Math.log(BASE)));
        for (long scope : new long[] {session, ALL}) {
            Sum sum = sums.computeIfAbsent(new Latency(scope, kind, bucket), l -> new Sum());
            sum.calls++;
            sum.millis += nanos / NANOS_PER_MILLI;
        }
    }
}
