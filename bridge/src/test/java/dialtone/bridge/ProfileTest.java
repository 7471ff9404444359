package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.StorageException;
import dialtone.bridge.vault.CheapVault;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.vault.StorageKey;
import dialtone.bridge.vault.Vault;
import dialtone.bridge.vault.VaultException;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the seed and other secrets lie on the disk, with a passphrase and without (threat S3). */
class ProfileTest {

    private static final String TYPED = "correct horse battery";
    private static final String OTHER = "staple of another kind";
    private static final String TICKET = "{\"v\":1,\"ufrag\":\"abcd\",\"pwd\":\"canary-of-the-ticket\"}";
    private static final Bytes SECRET = Bytes.fromHex("01" + "00004f1e" + "5a".repeat(32));
    private static final PublicKey BOB =
            Identity.fromSeed(Bytes.fromHex("b0".repeat(64)), Chain.REGTEST).publicKey();

    @TempDir
    Path directory;

    private final Vault vault = CheapVault.create();
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("dialtone.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Profile made() {
        return Profile.open(database, Chain.REGTEST, Instant.EPOCH, new SecureRandom());
    }

    private Profile unlocked(String passphrase) {
        return Profile.unlock(database, Chain.REGTEST, vault, typed(passphrase));
    }

    private static Passphrase typed(String text) {
        return Passphrase.of(text.toCharArray());
    }

    private void reopen() {
        database.close();
        open();
    }

    /** How often each needle is in the database's files, those that it keeps beside itself included. */
    private Map<String, Integer> found(Map<String, byte[]> needles) throws IOException {
        Map<String, Integer> hits = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                byte[] content = Files.readAllBytes(file);
                needles.forEach((name, needle) -> {
                    for (int at = 0; at + needle.length <= content.length; at++) {
                        if (Arrays.equals(content, at, at + needle.length, needle, 0, needle.length)) {
                            hits.merge(name, 1, Integer::sum);
                        }
                    }
                });
            }
        }
        return hits;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> needles(Profile profile, List<String> words) {
        Bytes seed = profile.identity().walletSeed();
        return Map.of(
                "seed in hex", utf8(seed.hex()),
                "half of the seed in hex", utf8(seed.hex().substring(64)),
                "seed", seed.toArray(),
                "identity key", profile.identity().key().secret().toArray(),
                "two words", utf8(words.get(3) + " " + words.get(4)),
                "passphrase", utf8(TYPED));
    }

    @Test
    void withAPassphraseNothingInTheFilesIsTheSeedOrTheWords() throws IOException {
        Profile profile = made();
        List<String> words = profile.words().orElseThrow();
        Map<String, byte[]> needles = needles(profile, words);
        assertThat(found(needles)).as("before").containsKey("seed in hex");

        profile.setPassphrase(vault, typed(""), typed(TYPED));
        assertThat(found(needles)).as("while it is open").isEmpty();
        reopen();
        assertThat(found(needles)).as("after a restart").isEmpty();

        assertThat(Profile.hasPassphrase(database)).isTrue();
        assertThatThrownBy(this::made).isInstanceOf(IllegalStateException.class);
        Profile again = unlocked(TYPED);
        assertThat(again.identity().publicKey()).isEqualTo(profile.identity().publicKey());
        assertThat(again.identity().walletSeed()).isEqualTo(profile.identity().walletSeed());
        assertThat(again.words()).contains(words);
        assertThat(again.view().passphrase()).isTrue();
        assertThat(found(needles)).as("after it was unlocked").isEmpty();
        System.out.println("S3 files: " + needles.size() + " secrets looked for, 0 found");
    }

    @Test
    void aWrongPassphraseOpensAndChangesNothing() {
        made().setPassphrase(vault, typed(""), typed(TYPED));
        assertThatThrownBy(() -> unlocked(OTHER)).isInstanceOf(VaultException.class);
        Profile profile = unlocked(TYPED);
        assertThatThrownBy(() -> profile.setPassphrase(vault, typed(OTHER), typed("something entirely new")))
                .isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> profile.setPassphrase(vault, typed(""), typed("")))
                .isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> profile.setPassphrase(vault, typed(TYPED), typed("short")))
                .hasMessageContaining("at least 12");
        assertThat(unlocked(TYPED).view().passphrase()).isTrue();
    }

    @Test
    void whatTheOldPassphraseSealedLeavesTheFilesToo() throws IOException {
        Profile profile = made();
        profile.setPassphrase(vault, typed(""), typed(TYPED));
        Map<String, byte[]> old = Map.of("old vault", utf8(setting("vault").substring(46)));
        assertThat(found(old)).containsKey("old vault");

        profile.setPassphrase(vault, typed(TYPED), typed(OTHER));
        assertThat(found(old)).isEmpty();
        assertThatThrownBy(() -> unlocked(TYPED)).isInstanceOf(VaultException.class);
        assertThat(unlocked(OTHER).identity().publicKey())
                .isEqualTo(profile.identity().publicKey());
    }

    @Test
    void withoutAPassphraseAgainItOpensByItself() throws IOException {
        Profile profile = made();
        profile.setPassphrase(vault, typed(""), typed(TYPED));
        Map<String, byte[]> old = Map.of("old vault", utf8(setting("vault").substring(46)));
        profile.setPassphrase(vault, typed(TYPED), typed(""));
        reopen();
        assertThat(Profile.hasPassphrase(database)).isFalse();
        assertThat(made().identity().walletSeed()).isEqualTo(profile.identity().walletSeed());
        assertThat(found(old)).isEmpty();
    }

    @Test
    void whatFailsBeforeItIsWrittenChangesNothing() {
        Profile profile = made();
        Vault failing = CheapVault.create(new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                throw new IllegalStateException("no randomness");
            }
        });
        assertThatThrownBy(() -> profile.setPassphrase(failing, typed(""), typed(TYPED)))
                .hasMessage("no randomness");
        reopen();
        assertThat(made().identity().walletSeed()).isEqualTo(profile.identity().walletSeed());
    }

    /** As after a crash between the two: the passphrase holds, and the next start clears away what was left. */
    @Test
    void whatCouldNotBeClearedAwayIsClearedAtTheNextStart() throws Exception {
        Profile profile = made();
        Map<String, byte[]> needles = needles(profile, profile.words().orElseThrow());
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("dialtone.db"))) {
            other.setAutoCommit(false);
            other.createStatement().executeQuery("SELECT count(*) FROM settings");
            assertThatThrownBy(() -> profile.setPassphrase(vault, typed(""), typed(TYPED)))
                    .isInstanceOf(StorageException.class);
            assertThat(found(needles)).as("what the reader still holds").isNotEmpty();
        }
        assertThat(setting("scrub")).isEqualTo("due");
        assertThat(Profile.hasPassphrase(database)).isTrue();
        assertThat(unlocked(TYPED).identity().walletSeed())
                .isEqualTo(profile.identity().walletSeed());
        assertThat(found(needles)).isEmpty();
        assertThat(database.first("SELECT 1 FROM settings WHERE key = 'scrub'", row -> true))
                .isEmpty();
    }

    @Test
    void aDatabaseOfAnEarlierReleaseOpensAndItsSecretsAreSealed() throws IOException {
        Mnemonic words = Mnemonic.generate(new SecureRandom());
        List<String> plain = words.words();
        writeSetting("seed", words.seed("").hex());
        writeSetting("words", String.join(" ", plain));
        writeSetting("chain", "regtest");
        database.update("INSERT INTO friends (id, name, redial, added_at) VALUES (?, 'Bob', ?, 0)", BOB.hex(), TICKET);
        database.update(
                "INSERT INTO calls (id, friend, incoming, state, outcome, why, started_at, expires_at, invitation_id, secret)"
                        + " VALUES ('c1', ?, 0, 'InvitationCreated', '', '', 0, 0, ?, ?)",
                BOB.hex(),
                Bytes.fromHex("1d".repeat(16)),
                SECRET);
        database.update("UPDATE calls SET offer = ?", utf8("canary-of-the-offer"));
        database.update("INSERT INTO pairs (friend, state) VALUES (?, ?)", BOB.hex(), utf8("canary-of-the-pair"));
        Map<String, byte[]> needles = Map.of(
                "offer", utf8("canary-of-the-offer"),
                "pair", utf8("canary-of-the-pair"),
                "ticket", utf8("canary-of-the-ticket"),
                "ephemeral secret", SECRET.slice(5, 37).toArray(),
                "two words", utf8(plain.get(3) + " " + plain.get(4)));
        assertThat(found(needles)).as("before").hasSize(5);
        reopen();

        Profile profile = made();
        assertThat(profile.identity().walletSeed()).isEqualTo(words.seed(""));
        assertThat(profile.words()).contains(plain);
        Friends friends = new Friends(database, profile.identity(), profile.storageKey(), Clock.systemUTC());
        assertThat(friends.find(BOB.hex()).orElseThrow().redial()).isEqualTo(TICKET);
        assertThat(database.first("SELECT secret FROM calls", row -> Bytes.of(row.bytes("secret")))
                        .flatMap(stored -> profile.storageKey().open("calls.secret c1", stored)))
                .contains(SECRET);
        assertThat(found(needles)).as("after the first start").isEmpty();

        profile.setPassphrase(vault, typed(""), typed(TYPED));
        reopen();
        Profile locked = unlocked(TYPED);
        Friends again = new Friends(database, locked.identity(), locked.storageKey(), Clock.systemUTC());
        assertThat(again.find(BOB.hex()).orElseThrow().redial()).isEqualTo(TICKET);
        again.keepRedial(BOB.hex(), "");
        assertThat(again.find(BOB.hex()).orElseThrow().redial()).isEmpty();
        assertThat(StorageKey.isSealed(setting("words"))).isTrue();
    }

    @Test
    void anotherNetworkIsRefusedBeforeTheSecondIsSpent() {
        made().setPassphrase(vault, typed(""), typed(TYPED));
        assertThatThrownBy(() -> Profile.unlock(database, Chain.SIGNET, vault, typed(TYPED)))
                .hasMessageContaining("belongs to regtest");
        assertThatThrownBy(() ->
                        Profile.restore(database, Mnemonic.generate(new SecureRandom()), Chain.REGTEST, Instant.EPOCH))
                .hasMessageContaining("has an identity already");
    }

    private String setting(String key) {
        return database.first("SELECT value FROM settings WHERE key = ?", row -> row.text("value"), key)
                .orElseThrow();
    }

    private void writeSetting(String key, String value) {
        database.update("INSERT INTO settings (key, value) VALUES (?, ?)", key, value);
    }
}
