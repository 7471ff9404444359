package dialtone.bridge;

import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.store.Database;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.vault.CheapVault;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.webrtc.NativePeer;
import dialtone.bridge.webrtc.Peers;
import dialtone.signaling.Chain;
import dialtone.signaling.identity.ContactCard;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One bridge, its database and its tab; may be stopped and started again. */
final class Party implements AutoCloseable {
    static final String CALL = "00112233445566778899aabbccddeeff";

    /** Of whoever has one. */
    static final String PASSPHRASE = "correct horse battery";

    private final Path file;
    private final boolean holdsLinks;
    private final Optional<Peers> shared;
    private boolean open;
    private BitcoinConfig config;
    private Clock clock = Clock.systemUTC();

    /** In the descriptions of its page. */
    String ip = "192.0.2.7";

    Database database;
    Bridge bridge;
    FakeTab tab;
    ContactCard card;
    Profile profile;
    Optional<NativePeer> nativePeer = Optional.empty();

    Party(String name, Path directory, BitcoinConfig config) {
        this(name, directory, config, false);
    }

    /** {@code holdsLinks}: with a native peer, so that no browser is needed for a link. */
    Party(String name, Path directory, BitcoinConfig config, boolean holdsLinks) {
        this(name, directory, config, holdsLinks, Optional.empty());
    }

    /** {@code shared}: a native peer that is running, and serves others too. */
    Party(String name, Path directory, BitcoinConfig config, boolean holdsLinks, Optional<Peers> shared) {
        this.config = config;
        this.shared = shared;
        this.holdsLinks = holdsLinks;
        file = directory.resolve(name).resolve("dialtone.db");
        start();
        tab.says(new FromBrowser.SetMyName(name));
    }

    void start() {
        open = true;
        database = Database.open(file);
        SecureRandom random = new SecureRandom();
        profile = Profile.hasPassphrase(database)
                ? Profile.unlock(database, Chain.REGTEST, CheapVault.create(), Passphrase.of(PASSPHRASE.toCharArray()))
                : Profile.open(database, Chain.REGTEST, Instant.EPOCH, random);
        bridge = new Bridge(database, profile, config, clock, random, "test");
        if (shared.isPresent()) {
            bridge.holdLinksWith(shared.get(), file.resolveSibling("received"));
            bridge.nativePeerIsReady();
        } else if (holdsLinks) {
            NativePeer peer = NativePeer.start(new Watcher(bridge));
            nativePeer = Optional.of(peer);
            bridge.holdLinksWith(peer, file.getParent());
        }
        bridge.start();
        card = bridge.card();
        tab = new FakeTab(bridge);
    }

    /** From the next start on. */
    void clockAhead(Duration by) {
        clock = Clock.offset(Clock.systemUTC(), by);
    }

    /** From the next start on. */
    void connectTo(BitcoinConfig other) {
        config = other;
    }

    /** While it is stopped: as if an old backup had been restored. */
    void forgetPairs() {
        try (Database stopped = Database.open(file)) {
            stopped.update("DELETE FROM pairs");
        }
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        bridge.close();
        nativePeer.ifPresent(NativePeer::close);
        database.close();
    }

    private record Watcher(Bridge bridge) implements NativePeer.Watcher {
        @Override
        public void ready() {
            bridge.nativePeerIsReady();
        }

        @Override
        public void unavailable(String why) {
            bridge.holdLinksInBrowser();
        }

        @Override
        public void died() {
            bridge.nativePeerDied();
        }
    }

    /** How many we have signed. */
    int transactions() {
        return database.first("SELECT count(*) AS n FROM outbox", row -> row.integer("n"))
                .orElseThrow();
    }

    boolean isOpen() {
        return open;
    }

    /** While it is stopped. */
    void change(String sql) {
        try (Database stopped = Database.open(file)) {
            stopped.update(sql);
        }
    }

    /** The state of the link to a friend as the tab knows it. */
    String linkTo(Party other) {
        return lastOf(other, ToBrowser.LinkView::state);
    }

    /** How it was reached. */
    String rungTo(Party other) {
        return lastOf(other, ToBrowser.LinkView::rung);
    }

    private String lastOf(Party other, Function<ToBrowser.LinkView, String> field) {
        return tab.received.stream()
                .flatMap(message -> message instanceof ToBrowser.LinkChanged changed
                        ? Stream.of(changed.link())
                        : message instanceof ToBrowser.Welcome welcome ? welcome.links().stream() : Stream.empty())
                .filter(link -> link.friend().equals(other.key()))
                .map(field)
                .reduce("none", (earlier, later) -> later);
    }

    String key() {
        return card.key().hex();
    }

    void addFriend(Party other) {
        tab.says(new FromBrowser.AddFriend(other.card.link(), ""));
        tab.expect(ToBrowser.FriendChanged.class);
    }

    void awaitCoins() {
        await().atMost(FakeTab.PATIENCE).until(() -> tab.received.stream().anyMatch(Party::showsCoins));
    }

    /** They may have come before the tab did. */
    private static boolean showsCoins(ToBrowser message) {
        return message instanceof ToBrowser.Welcome welcome && welcome.wallet().callsLeft() > 1
                || message instanceof ToBrowser.WalletChanged changed
                        && changed.wallet().callsLeft() > 1;
    }

    void invites(Party other) {
        invites(other, CALL);
    }

    void invites(Party other, String call) {
        tab.says(new FromBrowser.Mark(call, "clicked", System.currentTimeMillis()));
        tab.says(new FromBrowser.Invite(call, other.key(), Sdp.offer(ip, 40_001), System.currentTimeMillis()));
    }
}
