package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.tab.QrCodes;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.vault.StorageKey;
import dialtone.bridge.vault.Vault;
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
 * <p>The seed lies there as it is, or in a {@link Vault} under the user's passphrase, never both. The backup words are kept only until the user has written them down, sealed
 * like everything else that is secret ({@link StorageKey}); from then on the directory holds the seed alone, from which the words cannot be found again.
 */
public final class Profile {
    private static final String SEED = "seed";
    private static final String VAULT = "vault";
    private static final String WORDS = "words";
    private static final String CHAIN = "chain";
    private static final String NAME = "name";
    private static final String BIRTHDAY = "birthday";

    /** There while something that was replaced may still be in free pages or in the log. */
    private static final String SCRUB = "scrub";

    private static final String PLACE_OF_WORDS = "settings.words";

    private final Database database;
    private final Identity identity;
    private final StorageKey storageKey;

    private Profile(Database database, Identity identity) {
        this.database = database;
        this.identity = identity;
        this.storageKey = StorageKey.of(identity);
        sealPlainRows();
        scrub(database);
    }

    /** Whether the seed is in the vault: then {@link #unlock} opens the profile. */
    public static boolean hasPassphrase(Database database) {
        return setting(database, VAULT).isPresent();
    }

    /** Opens the identity with its passphrase, in about a second. Throws a {@link dialtone.bridge.vault.VaultException} when that is not the one. */
    public static Profile unlock(Database database, Chain chain, Vault vault, Passphrase passphrase) {
        requireChain(database, chain);
        scrub(database);
        String sealed = setting(database, VAULT).orElseThrow();
        return new Profile(database, Identity.fromSeed(vault.open(passphrase, Bytes.fromHex(sealed)), chain));
    }

    /** Opens the identity in the database, which is not locked; makes a new one when there is none. */
    public static Profile open(Database database, Chain chain, Instant now, SecureRandom random) {
        if (!exists(database)) {
            write(database, Mnemonic.generate(random), chain, now, true);
        }
        return existing(database, chain).orElseThrow();
    }

    /** The identity in the database, which is not locked, if it has one. Refuses a directory of another network. */
    public static Optional<Profile> existing(Database database, Chain chain) {
        if (hasPassphrase(database)) {
            throw new IllegalStateException("a passphrase must open this identity first");
        }
        return setting(database, SEED).map(seed -> {
            requireChain(database, chain);
            return new Profile(database, Identity.fromSeed(Bytes.fromHex(seed), chain));
        });
    }

    /** Whether there is an identity, locked or not. */
    public static boolean exists(Database database) {
        return hasPassphrase(database) || setting(database, SEED).isPresent();
    }

    private static void requireChain(Database database, Chain chain) {
        Chain written = Chain.parse(setting(database, CHAIN).orElseThrow());
        if (written != chain) {
            throw new IllegalArgumentException("this data directory belongs to " + written.label() + ", not to "
                    + chain.label() + ": name another directory with --data-dir");
        }
    }

    /** Puts an identity from backup words into a database that has none. {@code birthday}: blocks before it are not read. */
    public static Profile restore(Database database, Mnemonic words, Chain chain, Instant birthday) {
        if (exists(database)) {
            throw new IllegalStateException(
                    "this data directory has an identity already: name a new directory with --data-dir");
        }
        write(database, words, chain, birthday, false);
        return existing(database, chain).orElseThrow();
    }

    private static void write(Database database, Mnemonic words, Chain chain, Instant birthday, boolean showable) {
        StorageKey storageKey = StorageKey.of(Identity.fromMnemonic(words, chain));
        database.transaction(() -> {
            put(database, SEED, words.seed("").hex());
            put(database, CHAIN, chain.label());
            put(database, BIRTHDAY, birthday.toString());
            if (showable) {
                put(database, WORDS, storageKey.seal(PLACE_OF_WORDS, String.join(" ", words.words())));
            }
            return null;
        });
    }

    public Identity identity() {
        return identity;
    }

    /** What seals the secrets that stand in rows of their own. */
    StorageKey storageKey() {
        return storageKey;
    }

    /**
     * Sets the passphrase, changes it, or removes it: on return what was there before has left the files. Takes about a second for each of the two that is not empty. All of it
     * happens or nothing.
     *
     * @param current empty when there is none
     * @param fresh empty to remove it
     */
    void setPassphrase(Vault vault, Passphrase current, Passphrase fresh) {
        if (!fresh.isEmpty()) {
            fresh.requireStrong();
        }
        // Whoever sits at an unlocked screen need not be the one who knows the passphrase.
        setting(database, VAULT).ifPresent(box -> vault.open(current, Bytes.fromHex(box)));
        Bytes seed = identity.walletSeed();
        String key = fresh.isEmpty() ? SEED : VAULT;
        String value = (fresh.isEmpty() ? seed : vault.seal(fresh, seed)).hex();
        database.transaction(() -> {
            remove(database, SEED);
            remove(database, VAULT);
            put(database, key, value);
            put(database, SCRUB, "due");
            return null;
        });
        scrub(database);
    }

    /** What releases before the passphrase wrote as it was. */
    private void sealPlainRows() {
        database.transaction(() -> {
            boolean found = PlainRows.seal(database, storageKey);
            Optional<String> plainWords = setting(database, WORDS).filter(words -> !StorageKey.isSealed(words));
            plainWords.ifPresent(words -> put(database, WORDS, storageKey.seal(PLACE_OF_WORDS, words)));
            if (found || plainWords.isPresent()) {
                put(database, SCRUB, "due");
            }
            return null;
        });
    }

    /** Does what a row asks for, because a crash may come between the two. */
    private static void scrub(Database database) {
        if (setting(database, SCRUB).isPresent()) {
            database.scrub();
            remove(database, SCRUB);
        }
    }

    /** When this identity began: no coin and no call of it is older. */
    public Instant birthday() {
        return setting(database, BIRTHDAY).map(Instant::parse).orElse(Instant.EPOCH);
    }

    public String name() {
        return name(database);
    }

    /** Of the identity in the database, locked or not. */
    public static String name(Database database) {
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
        return setting(database, WORDS)
                .map(words -> storageKey.open(PLACE_OF_WORDS, words))
                .filter(words -> !words.isEmpty())
                .map(words -> Mnemonic.parse(words).words());
    }

    void forgetWords() {
        remove(database, WORDS);
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
                setting(database, WORDS).isPresent(),
                hasPassphrase(database));
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

    private static void remove(Database database, String key) {
        database.update("DELETE FROM settings WHERE key = ?", key);
    }
}
