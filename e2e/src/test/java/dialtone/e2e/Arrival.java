package dialtone.e2e;

import java.util.Random;

/** When a frame is opened. {@code sentAround}: the time of its block. {@code inTime}: it is to be opened, and neither a missed call nor refused. */
record Arrival(int sentAround, int now, boolean inTime) {

    private static final int HOUR = 3_600;
    private static final int DAY = 24 * HOUR;

    static Arrival inTime(FrameCase frame, Random random) {
        int earliest = Math.max(frame.sealedAt() - HOUR, frame.expiry() - DAY);
        int now = earliest + random.nextInt(frame.expiry() - earliest);
        return new Arrival(now, now, true);
    }

    /** Mostly in time; else when it has expired, long before it was sealed, or days off. */
    static Arrival anyTime(FrameCase frame, Random random) {
        int late = frame.expiry() + random.nextInt(30 * DAY);
        return switch (random.nextInt(10)) {
            case 0 -> new Arrival(frame.sealedAt(), late, false);
            case 1 -> new Arrival(late, late, false);
            case 2 -> new Arrival(frame.expiry(), frame.expiry(), false);
            case 3 -> {
                int early = frame.expiry() - DAY - 1 - random.nextInt(DAY);
                yield new Arrival(frame.sealedAt(), early, false);
            }
            default -> inTime(frame, random);
        };
    }
}
