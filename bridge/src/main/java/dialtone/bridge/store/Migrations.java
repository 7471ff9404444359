package dialtone.bridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Brings a database up to the newest schema: the scripts {@code 1.sql}, {@code 2.sql}, ... beside this class, each in one transaction together with the number it is
 * known by ({@code PRAGMA user_version}). A script that was released is never changed; a later one changes what it made.
 */
final class Migrations {

    private Migrations() {}

    static void run(Database database) {
        int version = database.first("PRAGMA user_version", row -> row.integer("user_version"))
                .orElseThrow();
        for (Optional<String> script = script(version + 1); script.isPresent(); script = script(version + 1)) {
            version++;
            String statements = script.get() + "\n;PRAGMA user_version = " + version;
            database.transaction(() -> {
                database.execute(statements);
                return null;
            });
        }
        // A data directory of a newer release: writing with an older schema in mind could lose what it knows.
        if (version > 0 && script(version).isEmpty()) {
            throw new StorageException(database.file() + " has schema " + version
                    + ", which this release does not know: start the release that wrote it, or a newer one");
        }
    }

    private static Optional<String> script(int number) {
        try (InputStream in = Migrations.class.getResourceAsStream(number + ".sql")) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
