package io.agenticproxy.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the API has said of one answer's usage so far: that of the whole message, or {@code message_start}'s with what
 * each {@code message_delta} adds. Immutable.
 *
 * <p>Counts are cumulative, so of two reports the later field that is not null wins. {@code iterations} belong to the
 * report that they came in: a later report of counts without them takes their place. Unknown fields are passed over; a
 * count that is negative, no whole number or absurdly large was not reported. Source: the API's message and streaming
 * reference and the official SDKs' types, November 2026.
 */
public final class ReportedUsage {
    public static final ReportedUsage NOTHING = new ReportedUsage(Counts.NONE, Conditions.NONE, null, List.of());

    /**
     * No call has more: a window of a million tokens some times over. With the catalog's own limits, what a call can
     * come to stays below the hundred million dollars that a column of the ledger holds.
     */
    static final long MOST_TOKENS = 20_000_000;

    static final int MOST_ITERATIONS = 50;
    static final long MOST_SEARCHES = 10_000;

    private final Counts counts;
    private final Conditions conditions;
    private final @Nullable Long webSearches;
    private final List<Iteration> iterations;

    private ReportedUsage(
            Counts counts, Conditions conditions, @Nullable Long webSearches, List<Iteration> iterations) {
        this.counts = counts;
        this.conditions = conditions;
        this.webSearches = webSearches;
        this.iterations = iterations;
    }

    /** Reads a {@code usage} object; anything else reports nothing. */
    public static ReportedUsage of(JsonNode usage) {
        return new ReportedUsage(
                Counts.of(usage),
                Conditions.of(usage),
                count(usage.path("server_tool_use"), "web_search_requests", MOST_SEARCHES),
                iterations(usage.path("iterations")));
    }

    private static List<Iteration> iterations(JsonNode array) {
        if (!array.isArray() || array.size() > MOST_ITERATIONS) {
            return List.of();
        }
        List<Iteration> iterations = new ArrayList<>();
        array.forEach(json -> iterations.add(Iteration.of(json)));
        iterations.removeIf(iteration -> iteration.counts.input == null);
        return List.copyOf(iterations);
    }

    /** With what a later report of the same answer says. */
    public ReportedUsage and(JsonNode laterUsage) {
        ReportedUsage later = of(laterUsage);
        boolean superseded = !later.iterations.isEmpty() || !later.counts.equals(Counts.NONE);
        return new ReportedUsage(
                counts.and(later.counts),
                conditions.and(later.conditions),
                later(webSearches, later.webSearches),
                superseded ? later.iterations : iterations);
    }

    /** For an answer by the model that was asked. */
    public Optional<BilledUsage> billed(String model) {
        return billed(model, model);
    }

    /**
     * What is billed for the answer; absent until the prompt's count is known.
     *
     * @param sent     the model that the request named when it left for upstream, that of iterations that name none
     * @param answered the one that the answer names: another one when upstream fell back to it
     */
    public Optional<BilledUsage> billed(String sent, String answered) {
        if (iterations.isEmpty() && counts.input == null) {
            return Optional.empty();
        }
        List<Usage> usages = iterations.isEmpty()
                ? List.of(new Usage(answered, counts.tokens(), conditions.terms()))
                : iterations.stream().map(one -> one.usage(sent, conditions)).toList();
        return Optional.of(new BilledUsage(usages, webSearches == null ? 0 : webSearches));
    }

    private record Iteration(@Nullable String model, Counts counts, Conditions conditions) {
        static Iteration of(JsonNode json) {
            return new Iteration(text(json, "model"), Counts.of(json), Conditions.of(json));
        }

        Usage usage(String unnamed, Conditions ofTheWhole) {
            return new Usage(
                    model == null ? unnamed : model,
                    counts.tokens(),
                    ofTheWhole.and(conditions).terms());
        }
    }

    /** Null is: not reported. */
    private record Counts(
            @Nullable Long input,
            @Nullable Long output,
            @Nullable Long read,
            @Nullable Long written,
            @Nullable Long written5m,
            @Nullable Long written1h) {
        static final Counts NONE = new Counts(null, null, null, null, null, null);

        static Counts of(JsonNode json) {
            JsonNode byTtl = json.path("cache_creation");
            return new Counts(
                    count(json, "input_tokens", MOST_TOKENS),
                    count(json, "output_tokens", MOST_TOKENS),
                    count(json, "cache_read_input_tokens", MOST_TOKENS),
                    count(json, "cache_creation_input_tokens", MOST_TOKENS),
                    count(byTtl, "ephemeral_5m_input_tokens", MOST_TOKENS),
                    count(byTtl, "ephemeral_1h_input_tokens", MOST_TOKENS));
        }

        Counts and(Counts later) {
            return new Counts(
                    later(input, later.input),
                    later(output, later.output),
                    later(read, later.read),
                    later(written, later.written),
                    later(written5m, later.written5m),
                    later(written1h, later.written1h));
        }

        /** What was written and not said to be for an hour was written for 5 minutes. */
        Tokens tokens() {
            long all = written == null ? orZero(written5m) + orZero(written1h) : written;
            long forAnHour = Math.min(orZero(written1h), all);
            return new Tokens(orZero(input), orZero(output), orZero(read), all - forAnHour, forAnHour);
        }

        private static long orZero(@Nullable Long count) {
            return count == null ? 0 : count;
        }
    }

    private record Conditions(
            @Nullable String speed,
            @Nullable String serviceTier,
            @Nullable String inferenceGeo) {
        static final Conditions NONE = new Conditions(null, null, null);

        static Conditions of(JsonNode json) {
            return new Conditions(text(json, "speed"), text(json, "service_tier"), text(json, "inference_geo"));
        }

        Conditions and(Conditions later) {
            return new Conditions(
                    later(speed, later.speed),
                    later(serviceTier, later.serviceTier),
                    later(inferenceGeo, later.inferenceGeo));
        }

        Terms terms() {
            return new Terms("fast".equals(speed), "batch".equals(serviceTier), inferenceGeo);
        }
    }

    private static <T> @Nullable T later(@Nullable T earlier, @Nullable T later) {
        return later == null ? earlier : later;
    }

    private static @Nullable Long count(JsonNode parent, String field, long most) {
        JsonNode count = parent.path(field);
        if (!count.isIntegralNumber() || !count.canConvertToLong()) {
            return null;
        }
        long value = count.longValue();
        return value >= 0 && value <= most ? value : null;
    }

    private static @Nullable String text(JsonNode parent, String field) {
        JsonNode text = parent.path(field);
        return text.isTextual() ? text.textValue() : null;
    }
}
