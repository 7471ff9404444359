package dialtone.bridge;

import dialtone.bridge.link.LinkMemory;
import dialtone.bridge.link.Standby;
import dialtone.bridge.store.Database;
import dialtone.bridge.vault.StorageKey;
import dialtone.signaling.crypto.PublicKey;
import java.util.List;
import java.util.Optional;

/** The tickets and standbys of the native peer's links, in the database, sealed. */
final class LinkTable implements LinkMemory {
    private final Database database;
    private final StorageKey storageKey;
    private final Friends friends;

    LinkTable(Database database, StorageKey storageKey, Friends friends) {
        this.database = database;
        this.storageKey = storageKey;
        this.friends = friends;
    }

    @Override
    public List<PublicKey> known() {
        return database.query(
                "SELECT id FROM friends WHERE redial <> '' OR id IN (SELECT friend FROM standbys)",
                row -> PublicKey.fromHex(row.text("id")));
    }

    @Override
    public String ticket(PublicKey friend) {
        return friends.find(friend.hex()).map(Friend::redial).orElse("");
    }

    @Override
    public void keepTicket(PublicKey friend, String ticket) {
        friends.keepRedial(friend.hex(), ticket);
    }

    /** Nothing where it was damaged: the next link makes another. */
    @Override
    public Optional<Standby> standby(PublicKey friend) {
        return database.first(
                        "SELECT standby FROM standbys WHERE friend = ?",
                        row -> storageKey.open(place(friend), row.text("standby")),
                        friend.hex())
                .filter(text -> !text.isEmpty())
                .map(Standby::decode);
    }

    @Override
    public void keepStandby(PublicKey friend, Optional<Standby> standby) {
        if (standby.isPresent()) {
            database.update(
                    "INSERT INTO standbys (friend, standby) VALUES (?, ?) ON CONFLICT (friend) DO UPDATE SET standby = excluded.standby",
                    friend.hex(),
                    storageKey.seal(place(friend), standby.get().encode()));
        } else {
            database.update("DELETE FROM standbys WHERE friend = ?", friend.hex());
        }
    }

    private static String place(PublicKey friend) {
        return "standbys.standby " + friend.hex();
    }
}
