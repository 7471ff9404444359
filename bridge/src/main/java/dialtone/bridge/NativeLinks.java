package dialtone.bridge;

import dialtone.bridge.link.Link;
import dialtone.bridge.link.Links;
import dialtone.bridge.store.Database;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.MessageView;
import dialtone.bridge.webrtc.Peers;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Reach;
import dialtone.signaling.identity.DtlsCertificate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * All there is where our native peer holds the links: the links, what joins them to calls and tabs, what goes over them, and what brings them without a click. On the bridge's thread, but
 * {@link #close}.
 */
final class NativeLinks implements AutoCloseable {
    /** A packet on its way to a friend. */
    private static final Duration LAST_WORDS = Duration.ofMillis(100);

    private static final Duration LAST_WORDS_LIMIT = Duration.ofSeconds(1);

    final NativeHolds holds;
    final Links links;
    final OverLinks over;
    private final BridgeThread thread;
    private final Tabs tabs;
    private final Friends friends;
    private final FriendsInView friendsInView;
    private final Conversations conversations;
    private final AutomaticLinks automaticLinks;

    /** {@code place}: the data directory. {@code peers} stay the caller's to close, after this. */
    NativeLinks(
            Profile profile,
            Database database,
            Path place,
            Clock clock,
            SecureRandom random,
            BridgeThread thread,
            Tabs tabs,
            Friends friends,
            FriendsInView friendsInView,
            Conversations conversations,
            Calls calls,
            Pairs pairs,
            CandidateNames names,
            HelpingServers servers,
            AutomaticAnswers automatic,
            LinkInvitations linkInvitations,
            Peers peers) {
        this.thread = thread;
        this.tabs = tabs;
        this.friends = friends;
        this.friendsInView = friendsInView;
        this.conversations = conversations;
        over = new OverLinks(database, place, clock, random, this::nameOf, tabs, thread);
        Map<PublicKey, DtlsCertificate> known = new ConcurrentHashMap<>();
        Function<PublicKey, DtlsCertificate> certificates =
                friend -> known.computeIfAbsent(friend, profile.identity()::certificateFor);
        MutualFriends mutual = new MutualFriends(
                profile.identity().chain(),
                clock,
                thread,
                database,
                pairs,
                random,
                friend -> automatic.budgetFor(friend.hex()).isPresent());
        Ahead ahead = new Ahead(
                thread,
                () -> !servers.settings().servers().isEmpty(),
                friend -> pairs.ahead(friend).map(slot -> slot.credentials().inviter()));
        automaticLinks = new AutomaticLinks(clock, thread, this::connectedByThemselves, linkInvitations, mutual);
        holds = new NativeHolds(
                clock,
                thread,
                tabs,
                calls,
                conversations,
                friendsInView,
                pairs,
                certificates,
                mutual,
                ahead,
                automaticLinks,
                over,
                () -> servers.settings().relayOnly());
        links = new Links(
                profile.identity().publicKey(),
                (friend, port) -> new Peers.Setup(
                        certificates.apply(friend),
                        port,
                        servers.settings().servers(),
                        servers.settings().relayOnly()),
                peers,
                thread,
                thread::after,
                new LinkTable(database, profile.storageKey(), friends),
                names::resolve,
                Reach.of(profile.identity().chain()),
                holds);
        holds.serve(links);
    }

    private List<PublicKey> connectedByThemselves() {
        return friends.all().stream()
                .filter(friend -> friend.automaticSat() > 0)
                .map(Friend::key)
                .toList();
    }

    private String nameOf(String friend) {
        return friends.find(friend).map(Friend::name).orElse("your friend");
    }

    /** The native peer takes connections, for the first time or again. */
    void ready() {
        links.ready();
        automaticLinks.ready();
    }

    void notReady() {
        links.notReady();
    }

    /** What a tab says that is different here. Whether that is all. */
    boolean take(Tab from, FromBrowser message) {
        if (message instanceof FromBrowser.Invite m) {
            friends.known(m.friend());
            holds.invite(from, m);
            return true;
        } else if (message instanceof FromBrowser.LinkSay m) {
            holds.say(from, m);
            return true;
        } else if (message instanceof FromBrowser.Prepare m) {
            holds.expect(PublicKey.fromHex(friends.known(m.friend())));
            return true;
        } else if (message instanceof FromBrowser.Lead) {
            tabs.lead(from);
            return true;
        } else if (message instanceof FromBrowser.Say m) {
            MessageView stored = conversations.say(friends.known(m.friend()), m.id(), m.text());
            tabs.send(new ToBrowser.MessageChanged(stored));
            holds.send(stored);
            friendsInView.changed(m.friend());
            return true;
        } else if (message instanceof FromBrowser.Cancel m) {
            holds.cancel(m.call());
        } else if (message instanceof FromBrowser.Accept m) {
            holds.accept(from, m.call());
        } else if (message instanceof FromBrowser.Decline m) {
            holds.decline(from, m.call());
        } else if (message instanceof FromBrowser.History m) {
            over.showAll(m.friend());
        }
        return over.take(message);
    }

    /** They are a friend no longer. */
    void forget(PublicKey friend) {
        links.drop(friend);
        over.forget(friend);
    }

    /** From now on the browser holds the links. */
    void end() {
        automaticLinks.close();
        links.close();
    }

    /** Friends with an open link are told, so that they need not find out by silence. On any thread but the bridge's, which it waits for. */
    @Override
    public void close() {
        List<Link> told = thread.ask(() -> {
            List<Link> open = links.all();
            automaticLinks.close();
            links.close();
            return open;
        });
        lastWords(told);
        over.close();
    }

    /** What was just said on the links is still on its way out of the native peer. */
    private static void lastWords(List<Link> told) {
        long limit = System.nanoTime() + LAST_WORDS_LIMIT.toNanos();
        try {
            while (told.stream().anyMatch(Link::hasMoreToSay) && System.nanoTime() < limit) {
                Thread.sleep(10);
            }
            Thread.sleep(told.isEmpty() ? 0 : LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
