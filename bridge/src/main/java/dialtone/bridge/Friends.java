package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.bridge.vault.StorageKey;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.ContactCard;
import dialtone.signaling.identity.Identity;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The people we know, in the database. */
final class Friends {
    /** Each friend costs a look at every link and every list: far more than a person has, few enough to show. */
    static final int MOST = 5_000;

    private static final int MOST_TICKET_CHARACTERS = 4_096;
    private static final String COLUMNS =
            "SELECT id, name, verified, redial, read_at, auto_sat, pays_answer FROM friends";

    private final Database database;
    private final Identity identity;
    private final StorageKey storageKey;
    private final Clock clock;

    Friends(Database database, Identity identity, StorageKey storageKey, Clock clock) {
        this.database = database;
        this.identity = identity;
        this.storageKey = storageKey;
        this.clock = clock;
    }

    List<Friend> all() {
        return database.query(COLUMNS + " ORDER BY name COLLATE NOCASE, id", this::friend);
    }

    Optional<Friend> find(String id) {
        return database.first(COLUMNS + " WHERE id = ?", this::friend, id);
    }

    /** The same id, when it is a friend's. Throws {@link MalformedException} otherwise. */
    String known(String id) {
        return find(id).map(Friend::id)
                .orElseThrow(
                        () -> new MalformedException("friend", "one you have added", MalformedException.quote(id)));
    }

    /** Adds the owner of a card, or gives a known friend its new name. {@code name}: empty takes the card's. */
    Friend add(String cardText, String name) {
        ContactCard card = ContactCard.parse(cardText);
        if (card.chain() != identity.chain()) {
            throw new MalformedException(
                    "card",
                    "one for " + identity.chain().label(),
                    "one for " + card.chain().label());
        }
        if (card.key().equals(identity.publicKey())) {
            throw new MalformedException("card", "a friend's", "your own");
        }
        String chosen = ContactCard.cleanName(name);
        return add(card.key(), chosen.isEmpty() ? card.name() : chosen);
    }

    /** {@code name}: empty makes one from the key. */
    Friend add(PublicKey key, String name) {
        if (find(key.hex()).isEmpty() && count() >= MOST) {
            throw new MalformedException("number of friends", "at most " + MOST, "one more");
        }
        database.update(
                "INSERT INTO friends (id, name, added_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                key.hex(),
                name.isEmpty() ? nameOfStranger(key) : name,
                clock.instant());
        return find(key.hex()).orElseThrow();
    }

    /** What to call somebody whose card we do not have. */
    static String nameOfStranger(PublicKey key) {
        return "Caller " + key.hex().substring(2, 8);
    }

    void rename(String id, String name) {
        String clean = ContactCard.cleanName(name);
        if (clean.isEmpty()) {
            throw new MalformedException("name of a friend", "a name", "an empty one");
        }
        database.update("UPDATE friends SET name = ? WHERE id = ?", clean, id);
    }

    boolean remove(String id) {
        return database.update("DELETE FROM friends WHERE id = ?", id) > 0;
    }

    void verify(String id, boolean verified) {
        database.update("UPDATE friends SET verified = ? WHERE id = ?", verified, id);
    }

    void answerByItself(String id, long satADay) {
        database.update("UPDATE friends SET auto_sat = ? WHERE id = ?", satADay, id);
    }

    void payAnswers(String id, boolean pays) {
        database.update("UPDATE friends SET pays_answer = ? WHERE id = ?", pays, id);
    }

    void keepRedial(String id, String ticket) {
        if (ticket.length() > MOST_TICKET_CHARACTERS) {
            throw new MalformedException(
                    "redial ticket",
                    "at most " + MOST_TICKET_CHARACTERS + " characters",
                    ticket.length() + " characters");
        }
        database.update("UPDATE friends SET redial = ? WHERE id = ?", storageKey.seal(placeOfTicket(id), ticket), id);
    }

    private static String placeOfTicket(String id) {
        return "friends.redial " + id;
    }

    void read(String id, Instant at) {
        database.update("UPDATE friends SET read_at = ? WHERE id = ?", at, id);
    }

    private int count() {
        return database.first("SELECT count(*) AS n FROM friends", row -> row.integer("n"))
                .orElseThrow();
    }

    private Friend friend(Row row) throws SQLException {
        String id = row.text("id");
        return new Friend(
                PublicKey.fromHex(id),
                row.text("name"),
                row.flag("verified"),
                storageKey.open(placeOfTicket(id), row.text("redial")),
                row.instant("read_at"),
                row.number("auto_sat"),
                row.flag("pays_answer"));
    }
}
