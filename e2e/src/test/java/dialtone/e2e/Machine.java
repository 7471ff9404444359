package dialtone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** What else goes on where something is measured, as Linux tells it (proc(5), /proc/stat). Where there is no such file, nothing is waited for and nothing is known to disturb. */
final class Machine {

    private static final Path TIMES = Path.of("/proc/stat");
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int LOOKS = 2;
    private static final double BUSY = 0.06;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The system counts in hundredths of a second. */
    private static final int TICK_MS = 10;

    private Machine() {}

    /**
     * Until the processors were idle for half a second, but for at most 10 s: people do not click in the very moment in which a page appears, and Chromium draws its own window
     * 60 times a second for some 3 s after a camera was in use.
     */
    static void awaitQuiet() {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        for (int quiet = 0; quiet < LOOKS && System.nanoTime() < giveUpAt; ) {
            quiet = busyShare() < BUSY ? quiet + 1 : 0;
        }
    }

    /** Processor time that was wanted here and given to other machines on the same hardware, in ms since the start. */
    static long stolenMs() {
        return times()[7] * TICK_MS;
    }

    /** Of all processors, while it looks: 0 to 1. */
    private static double busyShare() {
        long[] before = times();
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long[] after = times();
        double all = Arrays.stream(after).sum() - Arrays.stream(before).sum();
        return all == 0 ? 0 : 1 - (idle(after) - idle(before)) / all;
    }

    /** Waiting for a disk is idle too. */
    private static long idle(long[] times) {
        return times[3] + times[4];
    }

    /** user, nice, system, idle, iowait, irq, softirq, steal. */
    private static long[] times() {
        if (!Files.exists(TIMES)) {
            return new long[8];
        }
        try {
            String[] words = Files.readAllLines(TIMES).get(0).split(" +");
            return Arrays.stream(words)
                    .skip(1)
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
