package dialtone.web;

import dialtone.bridge.Bridge;
import dialtone.bridge.Inspector;
import dialtone.bridge.Profile;
import dialtone.bridge.store.Database;
import dialtone.bridge.tab.TabPort;
import dialtone.bridge.tab.ToBrowser.FriendView;
import dialtone.bridge.tab.ToBrowser.NodeView;
import dialtone.signaling.identity.ContactCard;
import dialtone.signaling.identity.Mnemonic;
import dialtone.web.server.BridgeApi;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** One person's bridge, built from its data directory: what programs ask of it, and where a tab's messages go. */
final class PersonalBridge implements BridgeApi, AutoCloseable {

    private static final String DATABASE = "dialtone.db";

    private final Database database;
    private final Bridge bridge;

    private PersonalBridge(Database database, Profile profile, BitcoinNodes nodes) {
        this.database = database;
        this.bridge = new Bridge(
                database,
                profile,
                nodes.config(profile.identity().chain(), profile.birthday()),
                Clock.systemUTC(),
                new SecureRandom(),
                Release.version());
    }

    /** Connected to Bitcoin. Makes an identity where there is none. {@code name}: what the user calls themselves from now on; empty keeps what it was. */
    static PersonalBridge running(DataDir dir, String name, BitcoinNodes nodes) {
        PersonalBridge bridge = open(dir, nodes, database -> {
            Instant now = Clock.systemUTC().instant();
            Profile profile = Profile.open(database, dir.network(), now, new SecureRandom());
            if (!name.isEmpty()) {
                profile.rename(name);
            }
            return profile;
        });
        bridge.bridge.start();
        return bridge;
    }

    /** Only the data: card, friends and keys, without a connection. */
    static PersonalBridge atRest(DataDir dir) {
        return open(
                dir,
                BitcoinNodes.NOWHERE,
                database -> Profile.existing(database, dir.network())
                        .orElseThrow(() -> new CommandFailure("There is no identity in " + dir.path()
                                + " yet. Start with: dialtone run, or with your backup words: dialtone restore")));
    }

    private static PersonalBridge open(DataDir dir, BitcoinNodes nodes, Function<Database, Profile> profile) {
        Database database = Database.open(dir.path().resolve(DATABASE));
        try {
            return new PersonalBridge(database, profile.apply(database), nodes);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Puts the identity of the backup words into a data directory that has none. {@code birthday}: blocks before it are not read. */
    static void restore(DataDir dir, Mnemonic words, Instant birthday) {
        try (Database database = Database.open(dir.path().resolve(DATABASE))) {
            if (Profile.existing(database, dir.network()).isPresent()) {
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
        return bridge;
    }

    @Override
    public Card card() {
        ContactCard card = bridge.card();
        return new Card(
                card.name(),
                card.key().hex(),
                card.text(),
                card.link(),
                card.chain().label());
    }

    @Override
    public List<Friend> friends() {
        return bridge.friends().stream().map(PersonalBridge::friend).toList();
    }

    @Override
    public Friend addFriend(String card, String name) {
        return friend(bridge.addFriend(card, name));
    }

    @Override
    public void removeFriend(String id) {
        if (!bridge.removeFriend(id)) {
            throw new Refused(Refused.UNKNOWN, "There is no friend with the key " + id + ".");
        }
    }

    @Override
    public Inspection inspect(String hex) {
        return inspection(bridge.inspect(hex));
    }

    @Override
    public NodeView node() {
        return bridge.node();
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
    public void close() {
        bridge.close();
        database.close();
    }
}
