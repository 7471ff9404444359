package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.vault.StorageKey;
import dialtone.signaling.Bytes;
import java.util.List;

/** Secrets that releases before the passphrase wrote as they were. They begin with a version or a form of their own, never with the mark of what is sealed. */
final class PlainRows {

    private record Plain<T>(String id, T value) {}

    private PlainRows() {}

    /** Whether there were any. Inside a transaction. */
    static boolean seal(Database database, StorageKey key) {
        return bytes(database, key, "calls", "id", "secret")
                | bytes(database, key, "calls", "id", "offer")
                | bytes(database, key, "pairs", "friend", "state")
                | tickets(database, key);
    }

    private static boolean bytes(Database database, StorageKey key, String table, String id, String column) {
        List<Plain<Bytes>> rows = database.query(
                "SELECT " + id + ", " + column + " FROM " + table + " WHERE " + column + " IS NOT NULL",
                row -> new Plain<>(row.text(id), Bytes.of(row.bytes(column))));
        rows.removeIf(row -> StorageKey.isSealed(row.value));
        rows.forEach(row -> database.update(
                "UPDATE " + table + " SET " + column + " = ? WHERE " + id + " = ?",
                key.seal(table + "." + column + " " + row.id, row.value),
                row.id));
        return !rows.isEmpty();
    }

    private static boolean tickets(Database database, StorageKey key) {
        List<Plain<String>> rows = database.query(
                "SELECT id, redial FROM friends WHERE redial <> ''",
                row -> new Plain<>(row.text("id"), row.text("redial")));
        rows.removeIf(row -> StorageKey.isSealed(row.value));
        rows.forEach(row -> database.update(
                "UPDATE friends SET redial = ? WHERE id = ?", key.seal("friends.redial " + row.id, row.value), row.id));
        return !rows.isEmpty();
    }
}
