package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.tab.QrCodes;
import dialtone.bridge.tab.ToBrowser;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.identity.ContactCard;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who we are: the identity of a data directory, and the name on its card.
 *
 * <p>The backup words are kept only until the user has written them down; from then on the directory holds the seed, from which the words cannot be found again.
 */
public final class Profile {
    private static final String SEED = "seed";
    private static final String WORDS = "words";
    private static final String CHAIN = "chain";
    private static final String NAME = "name";
    private static final String BIRTHDAY = "birthday";

    private final Database database;
    private final Identity identity;

    private Profile(Database database, Identity identity) {
        this.database = database;
        this.identity = identity;
    }

    /** Opens the identity in the database; makes a new one when there is none. */
    public static Profile open(Database database, Chain chain, Instant now, SecureRandom random) {
        if (setting(database, SEED).isEmpty()) {
            write(database, Mnemonic.generate(random), chain, now, true);
        }
        return existing(database, chain).orElseThrow();
    }

    /** The identity in the database, if it has one. Refuses a directory of another network. */
    public static Optional<Profile> existing(Database database, Chain chain) {
        return setting(database, SEED).map(seed -> {
            Chain written = Chain.parse(setting(database, CHAIN).orElseThrow());
            if (written != chain) {
                throw new IllegalArgumentException("this data directory belongs to " + written.label() + ", not to "
                        + chain.label() + ": name another directory with --data-dir");
            }
            return new Profile(database, Identity.fromSeed(Bytes.fromHex(seed), chain));
        });
    }

    /** Puts an identity from backup words into a database that has none. {@code birthday}: blocks before it are not read. */
    public static Profile restore(Database database, Mnemonic words, Chain chain, Instant birthday) {
        if (setting(database, SEED).isPresent()) {
            throw new IllegalStateException(
                    "this data directory has an identity already: name a new directory with --data-dir");
        }
        write(database, words, chain, birthday, false);
        return existing(database, chain).orElseThrow();
    }

    private static void write(Database database, Mnemonic words, Chain chain, Instant birthday, boolean showable) {
        database.transaction(() -> {
            put(database, SEED, words.seed("").hex());
            put(database, CHAIN, chain.label());
            put(database, BIRTHDAY, birthday.toString());
            if (showable) {
                put(database, WORDS, String.join(" ", words.words()));
            }
            return null;
        });
    }

    public Identity identity() {
        return identity;
    }

    /** When this identity began: no coin and no call of it is older. */
    public Instant birthday() {
        return setting(database, BIRTHDAY).map(Instant::parse).orElse(Instant.EPOCH);
    }

    public String name() {
        return setting(database, NAME).orElse("");
    }

    /** Refuses a name that no card can carry ({@link ContactCard#cleanName}). */
    public void rename(String name) {
        put(database, NAME, ContactCard.cleanName(name));
    }

    public ContactCard card() {
        return identity.card(name());
    }

    /** The backup words while they may still be shown. */
    Optional<List<String>> words() {
        return setting(database, WORDS).map(words -> Mnemonic.parse(words).words());
    }

    void forgetWords() {
        database.update("DELETE FROM settings WHERE key = ?", WORDS);
    }

    ToBrowser.Me view() {
        ContactCard card = card();
        return new ToBrowser.Me(
                name(),
                identity.publicKey().hex(),
                card.text(),
                card.link(),
                QrCodes.of(card.link().toUpperCase(Locale.ROOT)),
                identity.chain().label(),
                setting(database, WORDS).isPresent());
    }

    private static Optional<String> setting(Database database, String key) {
        return database.first("SELECT value FROM settings WHERE key = ?", row -> row.text("value"), key);
    }

    private static void put(Database database, String key, String value) {
        database.update(
                "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                key,
                value);
    }
}
