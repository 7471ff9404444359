package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.bridge.link.file.Transfer;
import dialtone.signaling.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a page handed over: for the owner alone, whole or not at all, and no longer than they are needed. */
class OutgoingFilesTest {

    private static final byte[] BYTES = "what the page read".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private OutgoingFiles outgoing;

    @BeforeEach
    void open() {
        outgoing = new OutgoingFiles(directory.resolve("outgoing"), new SecureRandom());
    }

    private static InputStream bytes() {
        return new ByteArrayInputStream(BYTES);
    }

    private Transfer transfer(Path file, boolean mine, Transfer.State state) {
        return new Transfer("bob", "1".repeat(32), mine, "a", BYTES.length, 0, file, state, "", Instant.EPOCH, 0);
    }

    @Test
    void a_file_is_kept_under_a_name_of_ours_and_only_the_owner_can_read_it() throws IOException {
        Path kept = outgoing.keep(bytes(), BYTES.length);

        assertThat(kept).hasBinaryContent(BYTES);
        assertThat(kept.getFileName().toString()).matches("[0-9a-f]{32}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void one_that_breaks_off_leaves_nothing() {
        assertThatThrownBy(() -> outgoing.keep(bytes(), BYTES.length + 3))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("3 bytes before its end");
        assertThat(outgoing.all()).isEmpty();
    }

    @Test
    void one_that_the_disk_has_no_room_for_is_refused_before_it_is_read() {
        assertThatThrownBy(() -> outgoing.keep(
                        new InputStream() {
                            @Override
                            public int read() {
                                throw new AssertionError("it was read");
                            }
                        },
                        Long.MAX_VALUE))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("for which the disk has room")
                .hasMessageContaining(String.valueOf(Long.MAX_VALUE));
        assertThat(outgoing.all()).isEmpty();
    }

    @Test
    void it_is_deleted_when_its_transfer_is_over_and_no_other_file_is() throws IOException {
        Path kept = outgoing.keep(bytes(), BYTES.length);
        Path users = Files.write(directory.resolve("film.mkv"), BYTES);

        outgoing.changed(transfer(kept, true, Transfer.State.ACCEPTED));
        assertThat(kept).exists();
        outgoing.changed(transfer(users, true, Transfer.State.DONE));
        outgoing.changed(transfer(kept, false, Transfer.State.DONE));
        assertThat(users).exists();
        assertThat(kept).exists();
        outgoing.changed(transfer(kept, true, Transfer.State.DONE));
        assertThat(kept).doesNotExist();
    }

    @Test
    void after_a_start_only_what_is_still_to_be_sent_stays() throws IOException {
        Path wanted = outgoing.keep(bytes(), BYTES.length);
        outgoing.offered(wanted);
        Path left = outgoing.keep(bytes(), BYTES.length);
        outgoing.offered(left);
        Path arrivesMeanwhile = outgoing.keep(bytes(), BYTES.length);

        outgoing.keepOnly(List.of(transfer(wanted, true, Transfer.State.OFFERED)));

        assertThat(wanted).exists();
        assertThat(arrivesMeanwhile).exists();
        assertThat(left).doesNotExist();
    }
}
