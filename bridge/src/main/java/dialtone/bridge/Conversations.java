package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.MessageView;
import dialtone.signaling.MalformedException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Chat messages, in the database. One with a known id is stored once, however often it comes. */
final class Conversations {
    static final int MOST_CHARACTERS = 4_000;
    private static final int PAGE = 100;
    private static final int MOST_QUEUED = 1_000;
    private static final String COLUMNS = "SELECT friend, id, mine, text, at, state FROM messages";

    private final Database database;
    private final Clock clock;

    Conversations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    MessageView say(String friend, String id, String text) {
        requireText(text);
        if (queued(friend).size() >= MOST_QUEUED) {
            throw new MalformedException(
                    "messages that wait for a friend",
                    "at most " + MOST_QUEUED,
                    "one more: call them to deliver these");
        }
        return store(friend, id, true, text, clock.instant(), "queued");
    }

    MessageView hear(String friend, String id, String text, Instant sentAt) {
        requireText(text);
        // A friend's clock may be wrong: nothing is shown as said in the future.
        Instant now = clock.instant();
        return store(friend, id, false, text, sentAt.isAfter(now) ? now : sentAt, "received");
    }

    private MessageView store(String friend, String id, boolean mine, String text, Instant at, String state) {
        requireId(id);
        database.update(
                "INSERT INTO messages (friend, id, mine, text, at, stored, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                friend,
                id,
                mine,
                text,
                at,
                clock.instant(),
                state);
        return find(friend, id, mine).orElseThrow();
    }

    /** Only forward: a late "sent" does not undo "delivered". */
    Optional<MessageView> sent(String friend, String id) {
        database.update(
                "UPDATE messages SET state = 'sent' WHERE friend = ? AND id = ? AND mine = 1 AND state = 'queued'",
                friend,
                id);
        return find(friend, id, true);
    }

    Optional<MessageView> delivered(String friend, String id) {
        database.update("UPDATE messages SET state = 'delivered' WHERE friend = ? AND id = ? AND mine = 1", friend, id);
        return find(friend, id, true);
    }

    /** Ours that no acknowledgement came for, oldest first. */
    List<MessageView> queued(String friend) {
        return database.query(
                COLUMNS + " WHERE friend = ? AND mine = 1 AND state IN ('queued', 'sent') ORDER BY stored, rowid",
                Conversations::message,
                friend);
    }

    /** One page of the newest messages that came before that moment. */
    ToBrowser.Chat history(String friend, Instant before) {
        List<MessageView> newestFirst = new ArrayList<>(database.query(
                COLUMNS + " WHERE friend = ? AND stored < ? ORDER BY stored DESC, rowid DESC LIMIT ?",
                Conversations::message,
                friend,
                before,
                PAGE + 1));
        boolean more = newestFirst.size() > PAGE;
        if (more) {
            newestFirst.remove(PAGE);
        }
        Collections.reverse(newestFirst);
        return new ToBrowser.Chat(friend, newestFirst, more);
    }

    Optional<MessageView> last(String friend) {
        return database.first(
                COLUMNS + " WHERE friend = ? ORDER BY stored DESC, rowid DESC LIMIT 1", Conversations::message, friend);
    }

    int unread(String friend, Instant readAt) {
        return database.first(
                        "SELECT count(*) AS n FROM messages WHERE friend = ? AND mine = 0 AND stored > ?",
                        row -> row.integer("n"),
                        friend,
                        readAt)
                .orElseThrow();
    }

    private Optional<MessageView> find(String friend, String id, boolean mine) {
        return database.first(
                COLUMNS + " WHERE friend = ? AND id = ? AND mine = ?", Conversations::message, friend, id, mine);
    }

    private static void requireText(String text) {
        if (text.isBlank() || text.length() > MOST_CHARACTERS) {
            throw new MalformedException(
                    "message", "1 to " + MOST_CHARACTERS + " characters", text.length() + " characters");
        }
    }

    private static void requireId(String id) {
        if (!id.matches("[0-9a-f]{32}")) {
            throw new MalformedException("message id", "32 hex digits", MalformedException.quote(id));
        }
    }

    private static MessageView message(Row row) throws SQLException {
        return new MessageView(
                row.text("friend"),
                row.text("id"),
                row.flag("mine"),
                row.text("text"),
                row.number("at"),
                row.text("state"));
    }
}
