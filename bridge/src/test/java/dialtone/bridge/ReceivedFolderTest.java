package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.bridge.store.Database;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceivedFolderTest {

    @TempDir
    Path directory;

    @Test
    void a_choice_is_kept_and_taken_back_and_what_cannot_be_written_to_is_refused() throws IOException {
        Path ours = directory.resolve("received");
        Path chosen = Files.createDirectory(directory.resolve("Downloads"));
        Path file = Files.createFile(directory.resolve("file"));
        try (Database database = Database.open(directory.resolve("dialtone.db"))) {
            ReceivedFolder folder = new ReceivedFolder(database, ours);
            assertThat(folder.path()).isEqualTo(ours);

            folder.set(chosen);
            assertThat(new ReceivedFolder(database, ours).path()).isEqualTo(chosen);
            refuses(folder, directory.resolve("missing"), "a folder that exists");
            refuses(folder, file, "a folder that exists");
            refuses(folder, Path.of("Downloads"), "an absolute path");
            assertThat(folder.path()).isEqualTo(chosen);

            folder.set(ours);
            assertThat(folder.path()).isEqualTo(ours);
        }
    }

    private static void refuses(ReceivedFolder folder, Path path, String words) {
        assertThatThrownBy(() -> folder.set(path))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(words)
                .hasMessageContaining(path.toString());
    }
}
