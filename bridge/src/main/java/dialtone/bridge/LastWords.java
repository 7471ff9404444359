package dialtone.bridge;

import dialtone.bridge.link.LinkMessage;
import dialtone.signaling.crypto.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was said last of calls that ended. A link may be dead before anybody knows, and a call outlives it ({@code docs/protocol.md}, 8.4): so the next link brings these words
 * again. A friend who heard them ignores what is about a call that is not on.
 */
final class LastWords {
    /** Twice as long as a friend holds on to a call whose link is gone. */
    private static final Duration KEPT = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final Map<PublicKey, List<Said>> words = new HashMap<>();

    private record Said(LinkMessage message, Instant at) {}

    LastWords(InstantSource clock) {
        this.clock = clock;
    }

    void said(PublicKey friend, LinkMessage message) {
        List<Said> fresh = new ArrayList<>(fresh(friend));
        fresh.add(new Said(message, clock.instant()));
        words.put(friend, fresh);
    }

    /** Oldest first; once. */
    List<LinkMessage> of(PublicKey friend) {
        List<LinkMessage> messages = fresh(friend).stream().map(Said::message).toList();
        words.remove(friend);
        return messages;
    }

    private List<Said> fresh(PublicKey friend) {
        Instant oldest = clock.instant().minus(KEPT);
        return words.getOrDefault(friend, List.of()).stream()
                .filter(said -> said.at().isAfter(oldest))
                .toList();
    }
}
