package dialtone.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir
    Path directory;

    private Database open() {
        Database database = Database.open(directory.resolve("data").resolve("bridge.db"));
        database.execute("CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL, at INTEGER, content BLOB)");
        return database;
    }

    private static int count(Database database) {
        return database.first("SELECT count(*) AS n FROM notes", row -> row.integer("n"))
                .orElseThrow();
    }

    private static void note(Database database, String text) {
        database.update("INSERT INTO notes (text) VALUES (?)", text);
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        try (Database database = open()) {
            note(database, "written to the log too");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data"))))
                    .isEqualTo("rwx------");
            try (var files = Files.list(directory.resolve("data"))) {
                assertThat(files)
                        .hasSizeGreaterThanOrEqualTo(2)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void everyCommitIsFlushedToTheDisk() {
        try (Database database = open()) {
            assertThat(database.first("PRAGMA journal_mode", row -> row.text("journal_mode")))
                    .hasValue("wal");
            assertThat(database.first("PRAGMA synchronous", row -> row.integer("synchronous")))
                    .hasValue(2);
            assertThat(database.first("PRAGMA foreign_keys", row -> row.flag("foreign_keys")))
                    .hasValue(true);
        }
    }

    @Test
    void whatAFailedTransactionWroteIsUndone() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.transaction(() -> {
                        note(database, "gone");
                        throw new IOException("stop");
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(count(database)).isZero();
            assertThat(database.inTransaction()).isFalse();
        }
    }

    @Test
    void anInnerTransactionJoinsTheOuterOne() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.transaction(() -> {
                        database.transaction(() -> {
                            note(database, "inner");
                            return null;
                        });
                        throw new IllegalArgumentException("after it");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void anInnerFailureThatIsCaughtStillKeepsTheOuterOneFromCommitting() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.transaction(() -> {
                        note(database, "outer");
                        try {
                            database.transaction(() -> {
                                note(database, "half of the inner one");
                                throw new IllegalArgumentException("inner");
                            });
                        } catch (IllegalArgumentException swallowed) {
                            // What the guard is for.
                        }
                        return null;
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(count(database)).isZero();
            note(database, "works again");
            assertThat(count(database)).isEqualTo(1);
        }
    }

    @Test
    void valuesComeBackAsTheyWere() {
        Instant at = Instant.ofEpochMilli(1_700_000_000_123L);
        try (Database database = open()) {
            database.update("INSERT INTO notes VALUES (?, ?, ?)", "'; DROP TABLE notes; --", at, Bytes.fromHex("00ff"));
            assertThat(database.first("SELECT * FROM notes", row -> row.text("text") + row.instant("at")))
                    .hasValue("'; DROP TABLE notes; --" + at);
            assertThat(database.first("SELECT * FROM notes", row -> Bytes.of(row.bytes("content"))))
                    .hasValue(Bytes.fromHex("00ff"));
            assertThatThrownBy(() -> note(database, null)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void aDatabaseOfANewerReleaseIsLeftAlone() {
        try (Database database = open()) {
            database.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("schema 99")
                .hasMessageContaining("newer");
    }

    @Test
    void failuresNameTheStatementAndNotTheValues() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.update("INSERT INTO nowhere VALUES (?)", "secret words"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("nowhere")
                    .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("secret words"));
        }
    }
}
