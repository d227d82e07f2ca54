package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usage;
import io.agenticproxy.pricing.Usd;
import io.agenticproxy.router.JudgedPrompt.Column;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Prints what a round of questions has come to. */
final class ScorePage {
    private static final int LONGEST_SHOWN = 90;

    private final PrintStream out;
    private final List<JudgedPrompt> judged;
    private final ClassifierScore score;

    ScorePage(PrintStream out, List<JudgedPrompt> judged, double confidence) {
        this.out = out;
        this.judged = judged;
        this.score = new ClassifierScore(judged, confidence);
    }

    /** @param patience how long the router waits for a verdict */
    void print(PriceCatalog catalog, Instant now, Duration patience) {
        matrix();
        quality();
        spent(catalog, now);
        latency(patience);
        trouble();
        dangerous();
    }

    private void matrix() {
        out.printf("%n%-10s", "label");
        for (Column column : Column.values()) {
            out.printf("  %" + width(column) + "s", column.heading());
        }
        out.println();
        for (Complexity label : Complexity.values()) {
            out.printf("%-10s", label);
            for (Column column : Column.values()) {
                out.printf("  %" + width(column) + "d", score.count(label, column));
            }
            out.println();
        }
    }

    private static int width(Column column) {
        return column.heading().length();
    }

    private void quality() {
        out.printf(
                "%naccuracy        %s of %d verdicts that were sure enough%n",
                share(score.right(), score.called()), score.called());
        out.printf(
                "well placed     %s of %d prompts (a kept prompt runs as if called COMPLEX)%n",
                share(score.wellPlaced(), score.prompts()), score.prompts());
        out.printf("cost of errors  %d%n", score.cost());
        out.printf(
                "  COMPLEX called SIMPLE %d, COMPLEX called MODERATE %d, MODERATE called SIMPLE %d,%n"
                        + "  called higher than it is, or kept though not COMPLEX, %d%n",
                ClassifierScore.COMPLEX_CALLED_SIMPLE,
                ClassifierScore.COMPLEX_CALLED_MODERATE,
                ClassifierScore.MODERATE_CALLED_SIMPLE,
                ClassifierScore.TOO_HIGH);
        out.printf(
                "%n%-10s  %7s  %8s  %8s  %11s  %7s  %4s%n",
                "kind", "prompts", "verdicts", "accuracy", "well placed", "too low", "cost");
        for (String kind : score.kinds()) {
            ClassifierScore its = score.ofKind(kind);
            out.printf(
                    "%-10s  %7d  %8d  %8s  %11s  %7d  %4d%n",
                    kind,
                    its.prompts(),
                    its.called(),
                    share(its.right(), its.called()),
                    share(its.wellPlaced(), its.prompts()),
                    its.dangerous().size(),
                    its.cost());
        }
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : Math.round(100.0 * part / whole) + " %";
    }

    private void spent(PriceCatalog catalog, Instant now) {
        Tokens tokens = Tokens.NONE;
        Optional<Usd> dollars = Optional.of(Usd.ZERO);
        int questions = 0;
        for (JudgedPrompt one : judged) {
            Usage asked = one.verdict().asked();
            if (asked != null) {
                questions++;
                tokens = tokens.plus(asked.tokens());
                dollars = dollars.flatMap(sum -> catalog.price(asked, now).map(sum::plus));
            }
        }
        out.printf(
                "%nspent           %s for %d questions: %d tokens in, %d out%n",
                dollars.map(sum -> sum + " US dollars").orElse("unpriced"),
                questions,
                tokens.prompt(),
                tokens.output());
    }

    private void latency(Duration patience) {
        List<Duration> sorted = judged.stream()
                .map(JudgedPrompt::latency)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        if (!sorted.isEmpty()) {
            out.printf(
                    "latency         p50 %d ms, p95 %d ms; %d of %d came after the %d ms that the router waits%n",
                    percentile(sorted, 50).toMillis(),
                    percentile(sorted, 95).toMillis(),
                    sorted.stream().filter(one -> one.compareTo(patience) > 0).count(),
                    sorted.size(),
                    patience.toMillis());
        }
    }

    /** The nearest rank. */
    static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }

    private void trouble() {
        Map<String, Integer> reasons = new TreeMap<>();
        for (JudgedPrompt one : judged) {
            if (one.trouble() != null) {
                reasons.merge(one.trouble(), 1, Integer::sum);
            }
        }
        reasons.forEach((reason, count) -> out.printf("no verdict      %d times: %s%n", count, reason));
    }

    private void dangerous() {
        List<JudgedPrompt> errors = score.dangerous();
        out.printf("%ncalled lower than labelled, and sure enough: %d%n", errors.size());
        for (JudgedPrompt one : errors) {
            out.printf(
                    "  %-8s -> %-8s %s  %-9s  %s%n",
                    one.prompt().complexity(),
                    score.column(one),
                    one.verdict().confidence(),
                    one.prompt().kind(),
                    one.prompt().shown(LONGEST_SHOWN));
        }
    }
}
