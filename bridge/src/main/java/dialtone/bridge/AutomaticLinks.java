package dialtone.bridge;

import dialtone.bridge.link.Link;
import dialtone.bridge.link.Links;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links to friends who may be connected without a click: to all of them once after the start, and again to those whose link went because our native peer died or this computer came to
 * another network. Those that the free ways did not bring are invited together, in one transaction ({@link LinkInvitations}). Who was off invites us when they start, and who lost a
 * link by a change of their own invites us, so that one side pays.
 */
final class AutomaticLinks {
    private static final Logger LOG = LoggerFactory.getLogger(AutomaticLinks.class);
    private static final String PREFIX = "automatic:";

    /** For dials of last addresses, where there are some. */
    private static final Duration FREE_WAYS_FIRST = Duration.ofSeconds(2);

    /** By then a link whose path went with the earlier network is silent. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(6);

    /** As long as one of them is under way we look again, this often: until it has come through or been given up. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final int LOOKS = 5;

    /** Friends who carry need a moment. */
    private static final Duration MUTUAL_FRIENDS = Duration.ofSeconds(2);

    private static final Duration GATHERING = Duration.ofMillis(2_500);

    private final BridgeThread thread;
    private final Supplier<List<PublicKey>> allowed;
    private final LinkInvitations invitations;
    private final MutualFriends mutual;
    private Links links;
    private boolean begun;

    /** Whose links broke here, until the native peer is back. */
    private final Set<PublicKey> broken = new LinkedHashSet<>();

    /** Whom the round that is under way is to reach; nobody when there is none. */
    private final Set<PublicKey> round = new LinkedHashSet<>();

    private final Set<PublicKey> nextRound = new LinkedHashSet<>();

    /** Whose offers are gathered, and those that are. */
    private final Map<String, PublicKey> gathering = new LinkedHashMap<>();

    private final Map<String, Descriptor> gathered = new LinkedHashMap<>();
    private Future<?> gatheringEnds = CompletableFuture.completedFuture(null);

    /** {@code allowed}: friends who may be connected without a click. */
    AutomaticLinks(
            BridgeThread thread, Supplier<List<PublicKey>> allowed, LinkInvitations invitations, MutualFriends mutual) {
        this.thread = thread;
        this.allowed = allowed;
        this.invitations = invitations;
        this.mutual = mutual;
    }

    void serve(Links held) {
        links = held;
    }

    static boolean isAutomatic(String call) {
        return call.startsWith(PREFIX);
    }

    /** The native peer is there, for the first time or again, and a Bitcoin node too. */
    void ready() {
        if (!begun) {
            begun = true;
            reach(allowed.get());
        } else {
            lost(List.copyOf(broken));
        }
        broken.clear();
    }

    /** A link broke on our side, so our native peer begins anew. */
    void broke(PublicKey friend) {
        broken.add(friend);
    }

    /** Whoever was linked then stays so, dials or can be dialed, or is silent soon. */
    void networkChanged() {
        List<PublicKey> linked = links.all().stream().map(Link::friend).toList();
        Future<?> unused = thread.after(
                SILENT_AFTER,
                () -> lost(
                        linked.stream().filter(friend -> !isConnected(friend)).toList()));
    }

    /** By our own fault. What we invited them to before they were linked has nobody waiting for it. */
    private void lost(Collection<PublicKey> friends) {
        friends.forEach(invitations::withdraw);
        reach(friends);
    }

    private void reach(Collection<PublicKey> friends) {
        if (!round.isEmpty()) {
            nextRound.addAll(friends);
        } else if (!friends.isEmpty()) {
            round.addAll(friends);
            boolean hope = missing().stream().anyMatch(links::knowsAddress);
            Future<?> unused = thread.after(hope ? FREE_WAYS_FIRST : Duration.ZERO, () -> afterDials(LOOKS));
        }
    }

    private void afterDials(int looks) {
        if (looks > 0 && missing().stream().anyMatch(links::isRedialing)) {
            Future<?> unused = thread.after(LOOK_AGAIN, () -> afterDials(looks - 1));
            return;
        }
        boolean carried = missing().stream().map(mutual::invite).reduce(false, Boolean::logicalOr);
        Future<?> unused = thread.after(carried ? MUTUAL_FRIENDS : Duration.ZERO, this::gather);
    }

    private List<PublicKey> missing() {
        return allowed.get().stream()
                .filter(friend -> round.contains(friend) && !isConnected(friend))
                .toList();
    }

    private boolean isConnected(PublicKey friend) {
        return links.find(friend)
                .filter(link -> link.state() == Link.State.CONNECTED)
                .isPresent();
    }

    private void gather() {
        for (PublicKey friend : missing()) {
            invitations.credentialsFor(friend).ifPresent(ours -> {
                String name = PREFIX + friend.hex();
                gathering.put(name, friend);
                links.offer(name, friend, Optional.of(ours));
            });
        }
        gatheringEnds = thread.after(gathering.isEmpty() ? Duration.ZERO : GATHERING, this::invite);
    }

    void described(String name, Descriptor offer) {
        if (gathering.containsKey(name)) {
            gathered.put(name, offer);
            if (gathered.size() == gathering.size()) {
                gatheringEnds.cancel(false);
                invite();
            }
        }
    }

    private void invite() {
        List<LinkInvitations.Wanted> wanted = new ArrayList<>();
        gathered.forEach((name, offer) -> {
            PublicKey friend = gathering.get(name);
            if (!isConnected(friend)) {
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
                LOG.info("{} was not invited to a link: {}", not.friend(), not.why());
            }
        }
        all.forEach(friend -> links.abandon(PREFIX + friend.hex())); // those that nobody waits for
        round.clear();
        List<PublicKey> next = List.copyOf(nextRound);
        nextRound.clear();
        reach(next);
    }
}
