package io.agenticproxy.dashboard;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Averages and percentiles from how many calls fell into which bucket; within 5 % of the true value. */
final class Latencies {
    /** As {@code ledger_entry}'s writer has it: bucket b ends at {@code BASE^b} tenths of a millisecond. */
    private static final double BASE = 1.1;

    private final List<Map<String, Object>> buckets;

    /** @param buckets rows of {@code latency_total}, in the order of their buckets */
    Latencies(List<Map<String, Object>> buckets) {
        this.buckets = buckets;
    }

    @Nullable
    Double average(String kind) {
        double sum = 0;
        long calls = 0;
        for (Map<String, Object> row : of(kind)) {
            sum += number(row, "sum_ms").doubleValue();
            calls += number(row, "calls").longValue();
        }
        return calls == 0 ? null : rounded(sum / calls);
    }

    @Nullable
    Double percentile(String kind, double share) {
        long calls =
                of(kind).stream().mapToLong(r -> number(r, "calls").longValue()).sum();
        long rank = Math.max(1, (long) Math.ceil(share * calls));
        long passed = 0;
        for (Map<String, Object> row : of(kind)) {
            passed += number(row, "calls").longValue();
            if (passed >= rank) {
                return rounded(Math.pow(BASE, number(row, "bucket").intValue() - 0.5) / 10);
            }
        }
        return null;
    }

    private List<Map<String, Object>> of(String kind) {
        return buckets.stream().filter(row -> kind.equals(row.get("kind"))).toList();
    }

    private static Number number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number : 0;
    }

    /** Three digits are more than the buckets know. */
    private static double rounded(double millis) {
        return Math.round(millis * 1_000) / 1_000.0;
    }
}
