package dialtone.e2e;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Durations of one kind, in milliseconds. */
final class Figures {

    private final String what;
    private final List<Double> sorted = new ArrayList<>();

    Figures(String what) {
        this.what = what;
    }

    void add(double ms) {
        sorted.add(ms);
        Collections.sort(sorted);
    }

    /** The smallest value that {@code percent} of all do not exceed. */
    double percentile(int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(rank, 1) - 1);
    }

    /** A row of the table in docs/measurements.md. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f | %.0f |",
                what,
                sorted.size(),
                percentile(50),
                percentile(95),
                sorted.get(0),
                sorted.get(sorted.size() - 1));
    }

    static String table(List<Figures> all) {
        List<String> lines =
                new ArrayList<>(List.of("| ms | runs | p50 | p95 | least | most |", "|---|---|---|---|---|---|"));
        all.forEach(figures -> lines.add(figures.row()));
        return String.join(System.lineSeparator(), lines);
    }
}
