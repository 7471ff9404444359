package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {

    @TempDir
    Path temp;

    @Test
    void data_lies_where_each_system_keeps_it_one_directory_a_network() {
        Path home = Path.of("/home/alice");
        DataDir plain = DataDir.ofSystem("Linux", home, Map.of(), Chain.REGTEST);
        assertThat(plain.path()).isEqualTo(home.resolve(".local/share/dialtone/regtest"));
        assertThat(plain.log()).isEqualTo(home.resolve(".local/state/dialtone/regtest/dialtone.log"));

        DataDir xdg = DataDir.ofSystem(
                "Linux", home, Map.of("XDG_DATA_HOME", "/data", "XDG_STATE_HOME", "not/absolute"), Chain.SIGNET);
        assertThat(xdg.path()).isEqualTo(Path.of("/data/dialtone/signet"));
        assertThat(xdg.log()).isEqualTo(home.resolve(".local/state/dialtone/signet/dialtone.log"));

        assertThat(DataDir.ofSystem("Mac OS X", home, Map.of(), Chain.REGTEST).path())
                .isEqualTo(home.resolve("Library/Application Support/Dialtone/regtest"));
        assertThat(DataDir.ofSystem("Windows 11", home, Map.of(), Chain.REGTEST).path())
                .isEqualTo(home.resolve("AppData/Local/Dialtone/data/regtest"));
    }

    @Test
    void a_chosen_directory_overrides_the_systems_places_for_the_log_too() {
        DataDir dir = DataDir.of(Optional.of(temp.resolve("x/../alice")), Chain.REGTEST);
        assertThat(dir.path()).isEqualTo(temp.resolve("alice/regtest"));
        assertThat(dir.log()).isEqualTo(temp.resolve("alice/regtest/dialtone.log"));
    }

    @Test
    void directories_are_0700_and_files_0600_from_their_first_moment() throws IOException {
        DataDir dir = DataDir.of(Optional.of(temp.resolve("alice")), Chain.REGTEST);
        dir.create();
        assertThat(mode(dir.path())).isEqualTo("rwx------");
        try (DataDir.Lock lock = dir.lock().orElseThrow()) {
            assertThat(mode(dir.path().resolve("lock"))).isEqualTo("rw-------");
            assertThat(lock.channel().isOpen()).isTrue();
        }
        OwnerOnly.write(dir.path().resolve("secret"), "one");
        OwnerOnly.write(dir.path().resolve("secret"), "two");
        assertThat(dir.path().resolve("secret")).hasContent("two");
        assertThat(mode(dir.path().resolve("secret"))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void a_directory_that_others_can_read_is_refused_with_what_to_do() throws IOException {
        DataDir dir = DataDir.of(Optional.of(temp), Chain.REGTEST);
        Files.createDirectory(
                dir.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        assertThatThrownBy(dir::create)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("chmod 700 " + dir.path())
                .extracting(e -> ((CommandFailure) e).exitCode())
                .isEqualTo(77);
    }

    @Test
    void only_one_holds_the_lock_at_a_time() throws IOException {
        DataDir dir = DataDir.of(Optional.of(temp), Chain.REGTEST);
        dir.create();
        try (DataDir.Lock first = dir.lock().orElseThrow()) {
            assertThat(dir.lock()).isEmpty();
            assertThat(first.channel().isOpen()).isTrue();
        }
        try (DataDir.Lock next = dir.lock().orElseThrow()) {
            assertThat(next.channel().isOpen()).isTrue();
        }
    }
}
