package dialtone.bridge.link.file;

import dialtone.bridge.link.file.Transfer.Key;
import dialtone.bridge.link.file.Transfer.State;
import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Transfers, in the database. */
final class TransferTable {

    /** So long an id of a friend's is known, and what was over is shown. */
    static final int KEPT_OF_A_FRIEND = 200;

    private static final String COLUMNS =
            "SELECT friend, id, mine, name, size, done, path, state, why, told, at FROM transfers";
    private static final String WHICH = " WHERE friend = ? AND id = ? AND mine = ?";
    private static final String NOT_OVER = " AND state IN ('OFFERED', 'ACCEPTED', 'VERIFIED')";

    private final Database database;

    TransferTable(Database database) {
        this.database = database;
    }

    /** And forgets the oldest that are over. */
    void add(Transfer transfer) {
        database.transaction(() -> {
            database.update(
                    "INSERT INTO transfers (friend, id, mine, name, size, path, state, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    transfer.friend(),
                    transfer.id(),
                    transfer.mine(),
                    transfer.name(),
                    transfer.size(),
                    transfer.path().toString(),
                    transfer.state(),
                    transfer.at());
            return database.update(
                    "DELETE FROM transfers WHERE rowid IN (SELECT rowid FROM transfers WHERE friend = ?"
                            + " AND state IN ('DONE', 'DECLINED', 'CANCELLED', 'FAILED') ORDER BY at DESC, rowid DESC LIMIT -1 OFFSET ?)",
                    transfer.friend(),
                    KEPT_OF_A_FRIEND);
        });
    }

    Optional<Transfer> find(Key key) {
        return database.first(COLUMNS + WHICH, TransferTable::transfer, key.friend(), key.id(), key.mine());
    }

    /** Newest first. */
    List<Transfer> of(String friend) {
        return database.query(
                COLUMNS + " WHERE friend = ? ORDER BY at DESC, rowid DESC", TransferTable::transfer, friend);
    }

    /** Ours that are not over, oldest first. */
    List<Transfer> toSend(String friend) {
        return database.query(
                COLUMNS + " WHERE friend = ? AND mine = 1" + NOT_OVER + " ORDER BY at, rowid",
                TransferTable::transfer,
                friend);
    }

    /** Ours that are over, which the friend believes to be coming, oldest first. */
    List<Transfer> toTakeBack(String friend) {
        return database.query(
                COLUMNS + " WHERE friend = ? AND mine = 1 AND heard = 1 AND told = 0"
                        + " AND state IN ('CANCELLED', 'FAILED') ORDER BY at, rowid",
                TransferTable::transfer,
                friend);
    }

    /** Of ours: whether the friend was offered it, and was not told by us that it is over. */
    void heard(Key key, boolean heard) {
        database.update("UPDATE transfers SET heard = ?" + WHICH, heard, key.friend(), key.id(), key.mine());
    }

    List<Transfer> unfinished() {
        return database.query(COLUMNS + " WHERE mine = 1" + NOT_OVER, TransferTable::transfer);
    }

    List<Transfer> verified() {
        return database.query(COLUMNS + " WHERE mine = 0 AND state = 'VERIFIED'", TransferTable::transfer);
    }

    /** Theirs that nobody has decided about, oldest first. */
    List<Transfer> offersOf(String friend) {
        return database.query(
                COLUMNS + " WHERE friend = ? AND mine = 0 AND state = 'OFFERED' ORDER BY at, rowid",
                TransferTable::transfer,
                friend);
    }

    /** Of all friends. */
    List<Transfer> offers() {
        return database.query(COLUMNS + " WHERE mine = 0 AND state = 'OFFERED'", TransferTable::transfer);
    }

    void goesTo(Key key, Path folder) {
        database.update("UPDATE transfers SET path = ?" + WHICH, folder.toString(), key.friend(), key.id(), key.mine());
    }

    void state(Key key, State state) {
        database.update("UPDATE transfers SET state = ?" + WHICH, state, key.friend(), key.id(), key.mine());
    }

    void over(Key key, State state, Why why, boolean theyTold) {
        database.update(
                "UPDATE transfers SET state = ?, why = ?, told = ?" + WHICH,
                state,
                why,
                theyTold,
                key.friend(),
                key.id(),
                key.mine());
    }

    /** Of what a transfer failed that is over. */
    Why why(Key key) {
        return database.first(
                        "SELECT why FROM transfers" + WHICH + " AND why <> ''",
                        row -> row.constant("why", Why.class),
                        key.friend(),
                        key.id(),
                        key.mine())
                .orElse(Why.UNKNOWN);
    }

    void done(Key key, long done) {
        database.update("UPDATE transfers SET done = ?" + WHICH, done, key.friend(), key.id(), key.mine());
    }

    void verified(Key key, Path place) {
        database.update(
                "UPDATE transfers SET state = 'VERIFIED', path = ?" + WHICH,
                place.toString(),
                key.friend(),
                key.id(),
                key.mine());
    }

    void forget(Key key) {
        database.update("DELETE FROM transfers" + WHICH, key.friend(), key.id(), key.mine());
    }

    private static Transfer transfer(Row row) throws SQLException {
        return new Transfer(
                row.text("friend"),
                row.text("id"),
                row.flag("mine"),
                row.text("name"),
                row.number("size"),
                row.number("done"),
                Path.of(row.text("path")),
                row.constant("state", State.class),
                row.text("why").isEmpty() ? "" : row.constant("why", Why.class).words(row.flag("told")),
                row.instant("at"),
                0);
    }
}
