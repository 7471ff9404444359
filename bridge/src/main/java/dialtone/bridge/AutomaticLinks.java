package dialtone.bridge;

import dialtone.bridge.link.Link;
import dialtone.bridge.link.Links;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who is to be linked without a click, and when: all friends who may be, once after the start, and again those whose link went by our own doing, because our native peer died or
 * this computer came to another network. A {@link LinkRound} reaches them. Who was off invites us when they start, and who lost a link by a change of their own invites us, so that one
 * side does. On the bridge's thread only.
 */
final class AutomaticLinks {

    /** By then a link whose path went with the earlier network is silent, and so are changes that come together. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(6);

    /** Links are lost after 45 s without a network; whoever has been without one for longer than this starts anew. */
    private static final Duration WITHOUT_NETWORK = Duration.ofMinutes(15);

    private final Clock clock;
    private final BridgeThread thread;
    private final Supplier<List<PublicKey>> allowed;
    private final LinkInvitations invitations;
    private final MutualFriends mutual;
    private Links links;
    private Predicate<PublicKey> isCalling;
    private boolean begun;
    private boolean closed;

    /** Whose links, or connections that were to become one, broke here. */
    private final Set<PublicKey> broken = new LinkedHashSet<>();

    /** Whose links ended without a word, and when. */
    private final Map<PublicKey, Instant> lost = new HashMap<>();

    /** Whose links the latest change of the network may cost. */
    private final Set<PublicKey> shaken = new LinkedHashSet<>();

    private Instant changedAt = Instant.MIN;
    private Future<?> settling = CompletableFuture.completedFuture(null);

    /** Whom the next round is to reach. */
    private final Set<PublicKey> next = new LinkedHashSet<>();

    private Optional<LinkRound> round = Optional.empty();

    /** {@code allowed}: friends who may be connected without a click. */
    AutomaticLinks(
            Clock clock,
            BridgeThread thread,
            Supplier<List<PublicKey>> allowed,
            LinkInvitations invitations,
            MutualFriends mutual) {
        this.clock = clock;
        this.thread = thread;
        this.allowed = allowed;
        this.invitations = invitations;
        this.mutual = mutual;
    }

    /** {@code isCalling}: whether a call with this friend is being set up, which brings a link. */
    void serve(Links held, Predicate<PublicKey> isCalling) {
        links = held;
        this.isCalling = isCalling;
    }

    static boolean isAutomatic(String call) {
        return LinkRound.isOfOne(call);
    }

    /** The native peer is there, for the first time or again. */
    void ready() {
        if (begun) {
            reach(List.copyOf(broken));
        } else {
            begun = true;
            reach(allowed.get());
        }
        broken.clear();
    }

    void opened(PublicKey friend) {
        forget(friend);
    }

    void over(PublicKey friend, Link.Reason reason) {
        switch (reason) {
            case BROKE -> broken.add(friend);
            case LOST, CLOSED -> lost.put(friend, clock.instant());
            case BYE, FLOOD, CLOSED_BY_US -> forget(friend); // they are not there, or not wanted
            case REPLACED -> {}
        }
    }

    /** A connection that waited for a friend, or was to, cannot come about. */
    void failed(PublicKey friend) {
        broken.add(friend);
    }

    private void forget(PublicKey friend) {
        broken.remove(friend);
        lost.remove(friend);
        shaken.remove(friend);
    }

    /** Whoever was linked then stays so, dials or can be dialed, or is silent soon. */
    void networkChanged() {
        changedAt = clock.instant();
        links.all().forEach(link -> shaken.add(link.friend()));
        lost.values().removeIf(at -> at.isBefore(changedAt.minus(WITHOUT_NETWORK)));
        shaken.addAll(lost.keySet());
        shaken.addAll(broken);
        settling.cancel(false);
        settling = thread.after(SILENT_AFTER, this::settled);
    }

    private void settled() {
        List<PublicKey> gone =
                shaken.stream().filter(friend -> !isConnected(friend)).toList();
        shaken.clear();
        gone.forEach(friend -> invitations.withdraw(friend, changedAt)); // it says where we were
        reach(gone);
    }

    private void reach(Collection<PublicKey> friends) {
        next.addAll(friends);
        if (round.isEmpty() && !next.isEmpty()) {
            Set<PublicKey> wanted = Set.copyOf(next);
            next.clear();
            LinkRound begins =
                    new LinkRound(thread, links, mutual, invitations, () -> missing(wanted), () -> ended(wanted));
            round = Optional.of(begins);
            begins.begin();
        }
    }

    private List<PublicKey> missing(Set<PublicKey> wanted) {
        return closed
                ? List.of()
                : allowed.get().stream()
                        .filter(friend -> wanted.contains(friend) && !isConnected(friend) && !isCalling.test(friend))
                        .toList();
    }

    private boolean isConnected(PublicKey friend) {
        return links.find(friend)
                .filter(link -> link.state() == Link.State.CONNECTED)
                .isPresent();
    }

    private void ended(Set<PublicKey> wanted) {
        round = Optional.empty();
        if (!links.isReady()) {
            broken.addAll(missing(wanted));
        }
        reach(List.of());
    }

    void described(String name, Descriptor offer) {
        round.ifPresent(present -> present.described(name, offer));
    }

    /** Nobody is looked for any more. */
    void close() {
        closed = true;
    }
}
