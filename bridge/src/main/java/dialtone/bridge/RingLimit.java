package dialtone.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How often somebody may ring without being answered: three times an hour for each friend, and three times an hour for all strangers together, because a stranger makes a
 * new key for every call. What is over the limit becomes a missed call and makes no sound. An answered call wipes the slate.
 */
final class RingLimit {
    static final int RINGS = 3;
    static final Duration WINDOW = Duration.ofHours(1);
    private static final String STRANGERS = "";

    private final Map<String, Deque<Instant>> rings = new HashMap<>();

    boolean mayRing(String friend, boolean known, Instant now) {
        Deque<Instant> recent = rings.computeIfAbsent(slate(friend, known), key -> new ArrayDeque<>());
        while (!recent.isEmpty() && recent.peekFirst().isBefore(now.minus(WINDOW))) {
            recent.removeFirst();
        }
        if (recent.size() >= RINGS) {
            return false;
        }
        recent.addLast(now);
        return true;
    }

    void answered(String friend, boolean known) {
        rings.remove(slate(friend, known));
    }

    private static String slate(String friend, boolean known) {
        return known ? friend : STRANGERS;
    }
}
