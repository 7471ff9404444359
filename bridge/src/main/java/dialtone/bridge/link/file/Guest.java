package dialtone.bridge.link.file;

import dialtone.bridge.webrtc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** How much a friend may ask of us: the channels that are open for their files, and their offers of the last minute. */
final class Guest {

    static final int MOST_CHANNELS = 64;
    static final int MOST_NEW_IDS = 60;
    private static final int MOST_OFFERS = 240;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Set<Channel> channels = new HashSet<>();
    private final Deque<Instant> offers = new ArrayDeque<>();
    private final Deque<Instant> newIds = new ArrayDeque<>();

    boolean admits(Channel channel) {
        channels.removeIf(each -> !each.isOpen());
        return channels.size() < MOST_CHANNELS && channels.add(channel);
    }

    boolean mayOffer(Instant now) {
        return counted(offers, MOST_OFFERS, now);
    }

    boolean mayOfferANewId(Instant now) {
        return counted(newIds, MOST_NEW_IDS, now);
    }

    private static boolean counted(Deque<Instant> recent, int most, Instant now) {
        while (!recent.isEmpty() && !recent.peekFirst().isAfter(now.minus(MINUTE))) {
            recent.removeFirst();
        }
        if (recent.size() >= most) {
            return false;
        }
        recent.addLast(now);
        return true;
    }
}
