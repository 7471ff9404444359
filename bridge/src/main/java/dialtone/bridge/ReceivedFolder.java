package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.signaling.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where received files go: the user's choice, or a folder of ours, which is made for the first of them. */
final class ReceivedFolder {
    private static final String KEY = "received_folder";

    private final Database database;
    private final Path ours;

    ReceivedFolder(Database database, Path ours) {
        this.database = database;
        this.ours = ours.toAbsolutePath();
    }

    Path path() {
        return database.first("SELECT value FROM settings WHERE key = ?", row -> Path.of(row.text("value")), KEY)
                .orElse(ours);
    }

    void set(Path chosen) {
        if (chosen.equals(ours)) {
            database.update("DELETE FROM settings WHERE key = ?", KEY);
            return;
        }
        if (!chosen.isAbsolute()) {
            throw refused("an absolute path", chosen);
        }
        if (!Files.isDirectory(chosen)) {
            throw refused("a folder that exists: make it first", chosen);
        }
        if (!Files.isWritable(chosen)) {
            throw refused("a folder that you may write to", chosen);
        }
        database.update(
                "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                KEY,
                chosen.toString());
    }

    private static MalformedException refused(String expected, Path chosen) {
        return new MalformedException("folder for received files", expected, chosen.toString());
    }
}
