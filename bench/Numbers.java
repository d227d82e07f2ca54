import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Percentiles, and the table of direct and proxied rounds. */
final class Numbers {
    private Numbers() {}

    static void table(List<long[]> direct, List<long[]> proxied) {
        System.out.printf("%-10s%10s%10s%10s%10s%10s%n", "", "direct", "proxy", "added", "least", "most");
        for (double q : new double[] {0.5, 0.9, 0.99}) {
            double[] d = direct.stream().mapToDouble(r -> at(r, q)).sorted().toArray();
            double[] p = proxied.stream().mapToDouble(r -> at(r, q)).sorted().toArray();
            double[] added = new double[d.length];
            for (int i = 0; i < d.length; i++) {
                added[i] = at(proxied.get(i), q) - at(direct.get(i), q);
            }
            Arrays.sort(added);
            System.out.printf(
                    Locale.ROOT,
                    "p%-9.0f%10.3f%10.3f%10.3f%10.3f%10.3f%n",
                    q * 100,
                    d[d.length / 2],
                    p[p.length / 2],
                    added[added.length / 2],
                    added[0],
                    added[added.length - 1]);
        }
    }

    static double at(long[] nanos, double q) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))] / 1e6;
    }
}
