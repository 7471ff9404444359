package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.bridge.store.Database;
import dialtone.bridge.vault.StorageKey;
import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpingServersTest {

    private static final String CANARY = "canary of the credential";
    private static final IceSettings CHOSEN = new IceSettings(
            List.of(
                    new IceServer(List.of("stun:192.0.2.1", "stun:[2001:db8::1]"), "", ""),
                    new IceServer(List.of("turn:192.0.2.2"), "server", CANARY)),
            true);

    @TempDir
    Path directory;

    private final StorageKey key = StorageKey.of(Identity.fromSeed(Bytes.fromHex("a1".repeat(64)), Chain.REGTEST));
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("dialtone.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void nobody_is_contacted_unless_the_user_named_one() {
        assertThat(new HelpingServers(database, key).settings()).isEqualTo(IceSettings.NONE);
    }

    @Test
    void what_was_set_is_there_after_a_restart_and_its_credentials_are_sealed_on_the_disk() throws Exception {
        new HelpingServers(database, key).set(CHOSEN);
        database.close();
        open();

        assertThat(new HelpingServers(database, key).settings()).isEqualTo(CHOSEN);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(CANARY, "192.0.2.2");
            }
        }
    }

    @Test
    void what_cannot_be_read_tells_no_address() {
        new HelpingServers(database, key).set(CHOSEN);
        database.update("UPDATE settings SET value = 'sealed:AAAA' WHERE key = 'ice_servers'");

        assertThat(new HelpingServers(database, key).settings()).isEqualTo(new IceSettings(List.of(), true));
    }

    @Test
    void relay_only_without_a_turn_server_is_refused_and_changes_nothing() {
        HelpingServers servers = new HelpingServers(database, key);
        servers.set(CHOSEN);

        assertThatThrownBy(() -> servers.set(new IceSettings(List.of(), true))).hasMessageContaining("one of TURN");
        assertThat(new HelpingServers(database, key).settings()).isEqualTo(CHOSEN);
    }
}
