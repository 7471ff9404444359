package dialtone.bridge.link.file;

/** How fast a transfer goes, and when it is time to tell: every quarter of a second at most. */
final class Pace {

    private static final long TELL_EVERY_MS = 250;
    private static final double WEIGHT_OF_THE_NEWEST = 0.3;

    private long toldAtMs;
    private long toldBytes;
    private double bytesPerSecond;

    Pace(long nowMs, long bytes) {
        toldAtMs = nowMs;
        toldBytes = bytes;
    }

    boolean tell(long nowMs, long bytes) {
        long elapsedMs = nowMs - toldAtMs;
        if (elapsedMs < TELL_EVERY_MS) {
            return false;
        }
        double newest = Math.max(0, bytes - toldBytes) * 1000.0 / elapsedMs;
        bytesPerSecond = bytesPerSecond == 0
                ? newest
                : newest * WEIGHT_OF_THE_NEWEST + bytesPerSecond * (1 - WEIGHT_OF_THE_NEWEST);
        toldAtMs = nowMs;
        toldBytes = bytes;
        return true;
    }

    long bytesPerSecond() {
        return Math.round(bytesPerSecond);
    }
}
