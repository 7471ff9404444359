package dialtone.bridge;

import dialtone.bridge.link.Links;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links to all friends who may be connected without a click, once after the start: those that the free ways did not bring are invited together, in one transaction
 * ({@link LinkInvitations}). Who is off then invites us when they start.
 */
final class Boot {
    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);
    private static final String PREFIX = "boot:";

    /** For dials of last addresses, where there are some. */
    private static final Duration FREE_WAYS_FIRST = Duration.ofSeconds(2);

    /** As long as one of them is under way we look again, this often: until it has come through or been given up. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final int LOOKS = 5;

    /** Friends who carry need a moment. */
    private static final Duration MUTUAL_FRIENDS = Duration.ofSeconds(2);

    private static final Duration GATHERING = Duration.ofMillis(2_500);

    private final BridgeThread thread;
    private final Supplier<List<PublicKey>> wished;
    private final LinkInvitations invitations;
    private final MutualFriends mutual;
    private Links links;
    private boolean begun;

    /** Whose offers are gathered, and those that are. */
    private final Map<String, PublicKey> gathering = new LinkedHashMap<>();

    private final Map<String, Descriptor> gathered = new LinkedHashMap<>();

    /** {@code wished}: friends who may be connected without a click. */
    Boot(BridgeThread thread, Supplier<List<PublicKey>> wished, LinkInvitations invitations, MutualFriends mutual) {
        this.thread = thread;
        this.wished = wished;
        this.invitations = invitations;
        this.mutual = mutual;
    }

    void serve(Links held) {
        links = held;
    }

    static boolean isBoot(String call) {
        return call.startsWith(PREFIX);
    }

    /** The native peer is there and a Bitcoin node too. The first time counts. */
    void begin() {
        if (begun) {
            return;
        }
        begun = true;
        boolean hope = missing().stream().anyMatch(links::knowsAddress);
        Future<?> unused = thread.after(hope ? FREE_WAYS_FIRST : Duration.ZERO, () -> afterDials(LOOKS));
    }

    private void afterDials(int looks) {
        if (looks > 0 && missing().stream().anyMatch(links::isRedialing)) {
            Future<?> unused = thread.after(LOOK_AGAIN, () -> afterDials(looks - 1));
            return;
        }
        missing().forEach(mutual::invite);
        Future<?> unused = thread.after(links.all().isEmpty() ? Duration.ZERO : MUTUAL_FRIENDS, this::gather);
    }

    private List<PublicKey> missing() {
        return wished.get().stream()
                .filter(friend -> links.find(friend).isEmpty())
                .toList();
    }

    private void gather() {
        for (PublicKey friend : missing()) {
            invitations.credentialsFor(friend).ifPresent(ours -> {
                String name = PREFIX + friend.hex();
                gathering.put(name, friend);
                links.offer(name, friend, Optional.of(ours));
            });
        }
        if (!gathering.isEmpty()) {
            Future<?> unused = thread.after(GATHERING, this::invite);
        }
    }

    void described(String name, Descriptor offer) {
        if (gathering.containsKey(name)) {
            gathered.put(name, offer);
            if (gathered.size() == gathering.size()) {
                invite();
            }
        }
    }

    private void invite() {
        List<LinkInvitations.Wanted> wanted = new ArrayList<>();
        gathered.forEach((name, offer) -> {
            PublicKey friend = gathering.get(name);
            if (links.find(friend).isEmpty()) {
                wanted.add(new LinkInvitations.Wanted(friend, offer));
            }
        });
        List<PublicKey> all = List.copyOf(gathering.values());
        gathering.clear();
        gathered.clear();
        for (LinkInvitations.Result result :
                wanted.isEmpty() ? List.<LinkInvitations.Result>of() : invitations.invite(wanted)) {
            if (result instanceof LinkInvitations.Invited invited) {
                links.rename(PREFIX + invited.friend().hex(), invited.call());
                links.expectDial(invited.call(), invited.answer());
            } else if (result instanceof LinkInvitations.NotInvited not) {
                LOG.info("{} was not invited after the start: {}", not.friend(), not.why());
            }
        }
        all.forEach(friend -> links.abandon(PREFIX + friend.hex())); // those that nobody waits for
    }
}
