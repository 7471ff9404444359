package dialtone.e2e;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Durations of one kind, in milliseconds: all of them, and those during which the machine had its processors for itself. */
final class Figures {

    /** Less is not a disturbance: the system counts in steps of 10 ms. */
    private static final long DISTURBED_MS = 20;

    private final String what;
    private final List<Double> all = new ArrayList<>();
    private final List<Double> undisturbed = new ArrayList<>();
    private boolean watched;

    Figures(String what) {
        this.what = what;
    }

    /** Nobody looked at what else went on. */
    void add(double ms) {
        all.add(ms);
    }

    /** @param stolenMs see {@link Machine#stolenMs} */
    void add(double ms, long stolenMs) {
        all.add(ms);
        watched = true;
        if (stolenMs < DISTURBED_MS) {
            undisturbed.add(ms);
        }
    }

    /** The smallest value that {@code percent} of all do not exceed. */
    double percentile(int percent) {
        return percentile(all, percent);
    }

    private static double percentile(List<Double> values, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * values.size());
        return values.stream().sorted().skip(Math.max(rank, 1) - 1L).findFirst().orElseThrow();
    }

    /** A row of a table in docs/measurements.md. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f | %.0f | %s | %s |",
                what,
                all.size(),
                percentile(50),
                percentile(95),
                Collections.min(all),
                Collections.max(all),
                watched ? undisturbed.size() : "-",
                undisturbed.isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f", percentile(undisturbed, 50)));
    }

    static String table(List<Figures> all) {
        List<String> lines = new ArrayList<>(List.of(
                "| ms | runs | p50 | p95 | least | most | undisturbed | p50 of these |",
                "|---|---|---|---|---|---|---|---|"));
        all.forEach(figures -> lines.add(figures.row()));
        return String.join(System.lineSeparator(), lines);
    }
}
