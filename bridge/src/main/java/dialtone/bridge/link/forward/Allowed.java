package dialtone.bridge.link.forward;

import dialtone.bridge.store.Database;
import java.time.Instant;
import java.util.List;

/** What each friend may connect to through us, in the database. */
final class Allowed {

    private final Database database;

    Allowed(Database database) {
        this.database = database;
    }

    void allow(String friend, Target target, Instant at) {
        database.update(
                "INSERT INTO forwards (friend, host, port, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                friend,
                target.host(),
                target.port(),
                at);
    }

    boolean forbid(String friend, Target target) {
        return database.update(
                        "DELETE FROM forwards WHERE friend = ? AND host = ? AND port = ?",
                        friend,
                        target.host(),
                        target.port())
                > 0;
    }

    void forget(String friend) {
        database.update("DELETE FROM forwards WHERE friend = ?", friend);
    }

    boolean allows(String friend, Target target) {
        return of(friend).contains(target);
    }

    List<Target> of(String friend) {
        return database.query(
                "SELECT host, port FROM forwards WHERE friend = ? ORDER BY at, rowid",
                row -> new Target(row.text("host"), row.integer("port")),
                friend);
    }
}
