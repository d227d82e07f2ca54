import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as Markdown: on the screen as it comes, and in a file at the end. */
final class Report {
    private static final String BY_HAND = "## Where the time goes";

    private final StringBuilder text = new StringBuilder();

    void line(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        text.append(line).append('\n');
    }

    void heading(String title) {
        line("");
        line("## %s", title);
        line("");
    }

    /** Percentiles of each way, medians of the rounds, and what a way adds to the first: pair by pair, least to most. */
    void latencies(Map<Way, List<long[]>> rounds, double... quantiles) {
        StringBuilder head = new StringBuilder("| milliseconds |");
        StringBuilder rule = new StringBuilder("|---|");
        for (double q : quantiles) {
            head.append(String.format(Locale.ROOT, " p%.0f | p%.0f over direct |", q * 100, q * 100));
            rule.append("--:|--:|");
        }
        line("%s", head);
        line("%s", rule);
        List<long[]> direct = rounds.entrySet().stream()
                .filter(each -> each.getKey().direct())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
        rounds.forEach((way, measured) -> {
            StringBuilder row = new StringBuilder("| " + way.name() + " |");
            for (double q : quantiles) {
                row.append(' ').append(number(median(measured.stream().mapToDouble(r -> Numbers.at(r, q)).toArray()))).append(" |");
                row.append(way.direct() || direct.isEmpty() ? " |" : " " + over(direct, measured, q) + " |");
            }
            line("%s", row);
        });
    }

    private static String over(List<long[]> direct, List<long[]> measured, double q) {
        double[] added = new double[measured.size()];
        for (int i = 0; i < added.length; i++) {
            added[i] = Numbers.at(measured.get(i), q) - Numbers.at(direct.get(i), q);
        }
        return spread(added);
    }

    /** The median, least and most. */
    static String spread(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return number(sorted[sorted.length / 2]) + " (" + number(sorted[0]) + " to " + number(sorted[sorted.length - 1]) + ")";
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }

    /** What people have written below {@link #BY_HAND} stays. */
    void write(Path file) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        int byHand = before.indexOf("\n" + BY_HAND);
        Files.writeString(file, text + (byHand < 0 ? "" : before.substring(byHand)));
    }
}
