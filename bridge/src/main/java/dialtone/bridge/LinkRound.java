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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches several friends for whom nobody waits with a telephone at the ear: free ways first and with patience, then one transaction for all who are still missing
 * ({@code docs/architecture.md}, "The ladder"). On the bridge's thread only.
 */
final class LinkRound {
    private static final Logger LOG = LoggerFactory.getLogger(LinkRound.class);
    private static final String PREFIX = "automatic:";

    /** For dials of last addresses, where there are some. */
    private static final Duration FREE_WAYS_FIRST = Duration.ofSeconds(2);

    /** As long as one of them is under way we look again, this often: until it has come through or been given up. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final int LOOKS = 5;

    /** Friends who carry need a moment. */
    private static final Duration MUTUAL_FRIENDS = Duration.ofSeconds(2);

    /** It ends when all are there; who is not is left out. */
    private static final Duration GATHERING = Duration.ofSeconds(5);

    private final BridgeThread thread;
    private final Links links;
    private final MutualFriends mutual;
    private final LinkInvitations invitations;
    private final Supplier<List<PublicKey>> missing;
    private final Runnable ended;

    /** Whose offers are gathered, and those that are. */
    private final Map<String, PublicKey> gathering = new LinkedHashMap<>();

    private final Map<String, Descriptor> gathered = new LinkedHashMap<>();
    private Future<?> step = CompletableFuture.completedFuture(null);

    /** {@code missing}: who is to be reached and is not yet. {@code ended}: run once, whatever happens. */
    LinkRound(
            BridgeThread thread,
            Links links,
            MutualFriends mutual,
            LinkInvitations invitations,
            Supplier<List<PublicKey>> missing,
            Runnable ended) {
        this.thread = thread;
        this.links = links;
        this.mutual = mutual;
        this.invitations = invitations;
        this.missing = missing;
        this.ended = ended;
    }

    static boolean isOfOne(String call) {
        return call.startsWith(PREFIX);
    }

    /** Of a connection of ours. */
    static PublicKey friendOf(String call) {
        return PublicKey.fromHex(call.substring(PREFIX.length()));
    }

    void begin() {
        boolean hope = missing.get().stream().anyMatch(links::knowsAddress);
        after(hope ? FREE_WAYS_FIRST : Duration.ZERO, () -> afterDials(LOOKS));
    }

    /** A step that fails ends the round, so that another one may begin. */
    private void after(Duration delay, Runnable task) {
        step = thread.after(delay, () -> {
            boolean wentOn = false;
            try {
                task.run();
                wentOn = true;
            } finally {
                if (!wentOn) {
                    end();
                }
            }
        });
    }

    private void afterDials(int looks) {
        if (looks > 0 && missing.get().stream().anyMatch(links::isRedialing)) {
            after(LOOK_AGAIN, () -> afterDials(looks - 1));
            return;
        }
        boolean carried = missing.get().stream().map(mutual::invite).reduce(false, Boolean::logicalOr);
        after(carried ? MUTUAL_FRIENDS : Duration.ZERO, this::gather);
    }

    private void gather() {
        for (PublicKey friend : missing.get()) {
            boolean waits = invitations.callTo(friend).filter(links::expects).isPresent();
            if (!waits) {
                invitations.credentialsFor(friend).ifPresent(ours -> {
                    String name = PREFIX + friend.hex();
                    gathering.put(name, friend);
                    links.offer(name, friend, Optional.of(ours));
                });
            }
        }
        after(gathering.isEmpty() ? Duration.ZERO : GATHERING, this::invite);
    }

    void described(String name, Descriptor offer) {
        if (gathering.containsKey(name)) {
            gathered.put(name, offer);
            if (gathered.size() == gathering.size()) {
                step.cancel(false);
                after(Duration.ZERO, this::invite);
            }
        }
    }

    private void invite() {
        List<PublicKey> still = missing.get();
        List<LinkInvitations.Wanted> wanted = new ArrayList<>();
        gathered.forEach((name, offer) -> {
            PublicKey friend = gathering.get(name);
            if (still.contains(friend)) {
                wanted.add(new LinkInvitations.Wanted(friend, offer));
            }
        });
        for (LinkInvitations.Result result :
                wanted.isEmpty() ? List.<LinkInvitations.Result>of() : invitations.invite(wanted)) {
            if (result instanceof LinkInvitations.Invited invited) {
                links.rename(PREFIX + invited.friend().hex(), invited.call());
                links.expectDial(invited.call(), invited.answer());
            } else if (result instanceof LinkInvitations.NotInvited not) {
                LOG.info("{} was not invited to a link: {}", not.friend(), not.why());
            }
        }
        end();
    }

    private void end() {
        gathering.keySet().forEach(links::abandon); // those that nobody waits for
        gathering.clear();
        gathered.clear();
        ended.run();
    }
}
