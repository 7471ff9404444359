package dialtone.web;

import dialtone.bridge.Bridge;
import dialtone.bridge.Inspector;
import dialtone.bridge.Profile;
import dialtone.bridge.store.Database;
import dialtone.bridge.tab.TabPort;
import dialtone.bridge.tab.ToBrowser.FriendView;
import dialtone.bridge.tab.ToBrowser.NodeView;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.vault.Vault;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.bridge.webrtc.NativePeer;
import dialtone.signaling.identity.ContactCard;
import dialtone.signaling.identity.Mnemonic;
import dialtone.web.server.BridgeApi;
import dialtone.web.server.LinksApi;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One person's bridge, built from its data directory: what programs ask of it, and where a tab's messages go. While the keys are sealed there is no {@link Bridge} yet.
 *
 * <pre>
 * LOCKED --unlock--> OPEN     (without a passphrase it is open from the beginning)
 * </pre>
 */
final class PersonalBridge implements BridgeApi, AutoCloseable {

    private static final String DATABASE = "dialtone.db";

    private final DataDir dir;
    private final Database database;
    private final BitcoinNodes nodes;
    private final String newName;
    private final UnaryOperator<IceSettings> newIce;

    /** Empty: at rest, connected to nothing. */
    private final Optional<LinksOption.Choice> linksBy;

    private final TabsWhileLocked tabs = new TabsWhileLocked();
    private final Vault vault = new Vault(new SecureRandom());

    /** Each attempt takes a processor for a second and a quarter of a gigabyte. */
    private final Semaphore oneAttempt = new Semaphore(1);

    // Written once, by begin.
    private volatile Bridge bridge;
    // Guarded by this.
    private boolean closed;
    // Guarded by this.
    private Optional<NativePeer> nativePeer = Optional.empty();

    private PersonalBridge(
            DataDir dir,
            Database database,
            BitcoinNodes nodes,
            String newName,
            UnaryOperator<IceSettings> newIce,
            Optional<LinksOption.Choice> linksBy) {
        this.dir = dir;
        this.database = database;
        this.nodes = nodes;
        this.newName = newName;
        this.newIce = newIce;
        this.linksBy = linksBy;
    }

    /**
     * Connected to Bitcoin, as soon as it is not locked. Makes an identity where there is none. {@code name}: what the user calls themselves from now on; empty keeps what it
     * was. {@code newIce}: makes the servers from now on out of those that were.
     */
    static PersonalBridge running(
            DataDir dir,
            String name,
            BitcoinNodes nodes,
            UnaryOperator<IceSettings> newIce,
            LinksOption.Choice linksBy) {
        return open(dir, database -> {
            PersonalBridge person = new PersonalBridge(dir, database, nodes, name, newIce, Optional.of(linksBy));
            if (!Profile.hasPassphrase(database)) {
                Instant now = Clock.systemUTC().instant();
                person.begin(Profile.open(database, dir.network(), now, new SecureRandom()));
            }
            return person;
        });
    }

    /** Only the data: card, friends and keys, without a connection. */
    static PersonalBridge atRest(DataDir dir) {
        return open(dir, database -> {
            PersonalBridge person = new PersonalBridge(
                    dir, database, BitcoinNodes.NOWHERE, "", UnaryOperator.identity(), Optional.empty());
            if (!Profile.hasPassphrase(database)) {
                person.begin(Profile.existing(database, dir.network())
                        .orElseThrow(() -> new CommandFailure("There is no identity in " + dir.path()
                                + " yet. Start with: dialtone run, or with your backup words: dialtone restore")));
            }
            return person;
        });
    }

    private static PersonalBridge open(DataDir dir, Function<Database, PersonalBridge> person) {
        Database database = Database.open(dir.path().resolve(DATABASE));
        try {
            return person.apply(database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private synchronized void begin(Profile profile) {
        if (closed) {
            throw new Refused(Refused.LOCKED, "Dialtone is ending.");
        }
        if (!newName.isEmpty()) {
            profile.rename(newName);
        }
        Bridge begun = new Bridge(
                database,
                profile,
                nodes.config(dir.network(), profile.birthday()),
                Clock.systemUTC(),
                new SecureRandom(),
                Release.version());
        try {
            IceSettings before = begun.iceSettings();
            IceSettings fresh = newIce.apply(before);
            if (!fresh.equals(before)) {
                begun.setIce(fresh);
            }
        } catch (RuntimeException refused) {
            begun.close();
            throw refused;
        }
        linksBy.ifPresent(choice -> connect(begun, choice));
        bridge = begun;
        tabs.opened(begun);
    }

    private void connect(Bridge begun, LinksOption.Choice choice) {
        if (choice.holder() == LinksOption.Holder.NATIVE) {
            NativePeer started = NativePeer.start(new NativePeer.Watcher() {
                @Override
                public void ready() {
                    begun.nativePeerIsReady();
                }

                @Override
                public void unavailable(String why) {
                    choice.tell().accept("Links are held by the page: the native peer cannot run here (" + why + ").");
                    begun.holdLinksInBrowser();
                }

                @Override
                public void died() {
                    begun.nativePeerDied();
                }
            });
            nativePeer = Optional.of(started);
            begun.holdLinksWith(started, dir.path());
        }
        begun.start();
    }

    @Override
    public Owner owner() {
        return new Owner(
                Profile.name(database), dir.network().label(), Profile.hasPassphrase(database), bridge == null);
    }

    @Override
    public void unlock(Passphrase passphrase) {
        alone(() -> {
            if (bridge == null) {
                begin(Profile.unlock(database, dir.network(), vault, passphrase));
            }
        });
    }

    @Override
    public void setPassphrase(Passphrase current, Passphrase fresh) {
        alone(() -> bridge().setPassphrase(vault, current, fresh));
    }

    @Override
    public void setIce(IceSettings settings) {
        bridge().setIce(settings);
    }

    @Override
    public List<Finding> checkConnection() {
        return bridge().checkConnection().stream()
                .map(found -> new Finding(found.state().name().toLowerCase(Locale.ROOT), found.text()))
                .toList();
    }

    private void alone(Runnable attempt) {
        if (!oneAttempt.tryAcquire()) {
            throw new Refused(Refused.BUSY, "Another passphrase is being checked. Wait a second and try again.");
        }
        try {
            attempt.run();
        } finally {
            // What each attempt filled would stay with the process for as long as it runs; this gives it back.
            System.gc();
            oneAttempt.release();
        }
    }

    private Bridge bridge() {
        Bridge open = bridge;
        if (open == null) {
            throw new Refused(
                    Refused.LOCKED,
                    "The keys are sealed with a passphrase. Unlock them in the page that Dialtone's link opens, and try"
                            + " again.");
        }
        return open;
    }

    /** Puts the identity of the backup words into a data directory that has none. {@code birthday}: blocks before it are not read. */
    static void restore(DataDir dir, Mnemonic words, Instant birthday) {
        try (Database database = Database.open(dir.path().resolve(DATABASE))) {
            if (Profile.exists(database)) {
                throw new CommandFailure(
                        dir.path() + " has an identity already, which is never overwritten. Name a new directory with"
                                + " --data-dir.");
            }
            Profile.restore(database, words, dir.network(), birthday);
        }
    }

    /** Explains a transaction or payload without any keys. */
    static Inspection explain(String hex) {
        return inspection(Inspector.withoutKeys().inspect(hex));
    }

    TabPort tabs() {
        return tabs;
    }

    @Override
    public Card card() {
        ContactCard card = bridge().card();
        return new Card(
                card.name(),
                card.key().hex(),
                card.text(),
                card.link(),
                card.chain().label());
    }

    @Override
    public List<Friend> friends() {
        return bridge().friends().stream().map(PersonalBridge::friend).toList();
    }

    @Override
    public Friend addFriend(String card, String name) {
        return friend(bridge().addFriend(card, name));
    }

    @Override
    public void removeFriend(String id) {
        if (!bridge().removeFriend(id)) {
            throw new Refused(Refused.UNKNOWN, "There is no friend with the key " + id + ".");
        }
    }

    @Override
    public Inspection inspect(String hex) {
        return inspection(bridge().inspect(hex));
    }

    @Override
    public NodeView node() {
        return bridge().node();
    }

    @Override
    public LinksApi links() {
        Bridge open = bridge();
        if (linksBy.isEmpty()) {
            throw new Refused(
                    Refused.NO_LINKS, "No Dialtone runs with this data: start it with dialtone run, and try again.");
        }
        return open.overLinks()
                .map(links -> new PersonalLinks(open, links))
                .orElseThrow(() -> new Refused(
                        Refused.NO_LINKS,
                        "The page holds the links to friends here, and takes no files or connections. Start Dialtone"
                                + " with --links=native, which is the default, on a system where it can run."));
    }

    private static Friend friend(FriendView view) {
        return new Friend(view.id(), view.name(), view.verified(), view.safetyNumber());
    }

    private static Inspection inspection(Inspector.Inspection inspection) {
        List<Field> fields = inspection.fields().stream()
                .map(field -> new Field(
                        field.name(),
                        field.offset(),
                        field.sealed(),
                        field.bytes().hex(),
                        field.meaning()))
                .toList();
        return new Inspection(inspection.kind(), fields, inspection.opened());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (bridge != null) {
            bridge.close();
        }
        nativePeer.ifPresent(NativePeer::close);
        database.close();
    }
}
