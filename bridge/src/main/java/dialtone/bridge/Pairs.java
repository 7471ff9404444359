package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.Rendezvous;
import dialtone.signaling.reunion.ReunionOpened;
import dialtone.signaling.reunion.ReunionOpener;
import dialtone.signaling.reunion.SendSlot;
import dialtone.signaling.reunion.Side;
import dialtone.signaling.reunion.TagTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What is kept of each friend to find each other again in 80 bytes ({@code docs/protocol.md}, sections 9 and 10). The database is the truth and is written before a frame
 * leaves; the tags to look for are a copy of it. Used on the bridge's thread, except {@link #recognises} and {@link #rendezvous}.
 */
final class Pairs {

    private static final int MOST_GENERATIONS = 3;

    private final Database database;
    private final PublicKey ours;
    private final TagTable<String> tags = new TagTable<>();

    /** Of one friend. {@code theirs}: the fingerprint they have told us. {@code known}: the one of ours that they know. */
    private record Pair(PairState state, Optional<Bytes> theirs, Optional<Bytes> known) {}

    /** A reunion frame, and whose it is. */
    record Heard(PublicKey from, ReunionOpened opened) {}

    Pairs(Database database, PublicKey ours) {
        this.database = database;
        this.ours = ours;
        database.query("SELECT friend, state FROM pairs", row -> {
            tags.put(row.text("friend"), PairState.decode(Bytes.of(row.bytes("state"))));
            return null;
        });
    }

    /** Whether a payload carries a tag that a friend may use next. A hash look-up, on any thread. */
    boolean recognises(Bytes payload) {
        return match(payload).isPresent();
    }

    private Optional<TagTable.Match<String>> match(Bytes payload) {
        synchronized (tags) {
            return tags.find(payload);
        }
    }

    /** Both know a new secret: the inviter has opened the acceptance, or the invitee has sealed it. */
    void introduced(PublicKey friend, PairSecret secret) {
        PairState state = pair(friend)
                .map(before -> before.state().introducedAgain(secret))
                .orElseGet(() -> PairState.introduced(Side.of(ours, friend), secret));
        store(friend, state);
    }

    /** Of each friend, the one of the latest call first, and of each generation that is held, current first. On any thread. */
    List<Rendezvous> rendezvous() {
        List<List<Rendezvous>> ofFriends = database
                .query(
                        "SELECT * FROM pairs ORDER BY (SELECT max(started_at) FROM calls WHERE calls.friend = pairs.friend) DESC",
                        Pairs::pair)
                .stream()
                .map(pair -> pair.state().held().stream().map(Rendezvous::of).toList())
                .toList();
        List<Rendezvous> inTurn = new ArrayList<>();
        for (int generation = 0; generation < MOST_GENERATIONS; generation++) {
            for (List<Rendezvous> held : ofFriends) {
                if (generation < held.size()) {
                    inTurn.add(held.get(generation));
                }
            }
        }
        return inTurn;
    }

    /** A tag for the next invitation; none where an introduction is due. Inside the transaction that sends it. */
    Optional<SendSlot> forInvitation(PublicKey friend) {
        return pair(friend).map(Pair::state).filter(PairState::mayReunite).map(state -> reserve(friend, state));
    }

    /** A tag for the answer to a reunion invitation. Inside the transaction that sends it. */
    SendSlot forAcceptance(PublicKey friend) {
        return reserve(friend, pair(friend).orElseThrow().state());
    }

    private SendSlot reserve(PublicKey friend, PairState state) {
        PairState.Reserved reserved = state.reserve();
        store(friend, reserved.after());
        return reserved.slot();
    }

    /** Our reunion invitation brought nothing: the next one is an introduction. */
    void unanswered(PublicKey friend) {
        change(friend, PairState::afterNoAnswer);
    }

    void linked(PublicKey friend) {
        change(friend, PairState::afterLink);
    }

    private void change(PublicKey friend, UnaryOperator<PairState> change) {
        pair(friend).ifPresent(pair -> store(friend, change.apply(pair.state())));
    }

    /** An authentic frame of theirs had this fingerprint. */
    void theyUse(PublicKey friend, Bytes fingerprint) {
        database.update("UPDATE pairs SET theirs = ? WHERE friend = ?", fingerprint, friend.hex());
    }

    /** They have opened a frame of ours with this fingerprint. */
    void theyKnow(PublicKey friend, Bytes fingerprint) {
        database.update("UPDATE pairs SET known = ? WHERE friend = ?", fingerprint, friend.hex());
    }

    /** Whether a frame to them may leave our fingerprint out. */
    boolean knowsOurs(PublicKey friend, Descriptor descriptor) {
        return pair(friend).flatMap(Pair::known).equals(Optional.of(descriptor.fingerprint()));
    }

    Optional<Bytes> fingerprintOf(PublicKey friend) {
        return pair(friend).flatMap(Pair::theirs);
    }

    void forget(PublicKey friend) {
        database.update("DELETE FROM pairs WHERE friend = ?", friend.hex());
        synchronized (tags) {
            tags.remove(friend.hex());
        }
    }

    /**
     * Opens a payload that is recognised, and stores that its tag is used up; inside the transaction that stores what follows from it. {@code pending}: the ids of our
     * reunion invitations to a friend that are out.
     */
    Optional<Heard> open(
            Bytes payload,
            List<Outpoint> outpoints,
            Function<PublicKey, List<Bytes>> pending,
            Instant sentAround,
            Instant now) {
        Optional<TagTable.Match<String>> match = match(payload);
        if (match.isEmpty()) {
            return Optional.empty();
        }
        PublicKey friend = PublicKey.fromHex(match.get().friend());
        PairState state = pair(friend).orElseThrow().state();
        ReunionOpened opened =
                ReunionOpener.open(payload, outpoints, match.get(), state, pending.apply(friend), sentAround, now);
        PairState after = after(opened);
        if (!after.equals(state)) {
            store(friend, after);
        }
        return Optional.of(new Heard(friend, opened));
    }

    private static PairState after(ReunionOpened opened) {
        if (opened instanceof ReunionOpened.Invitation invitation) {
            return invitation.after();
        }
        if (opened instanceof ReunionOpened.Missed missed) {
            return missed.invitation().after();
        }
        return opened instanceof ReunionOpened.Acceptance acceptance
                ? acceptance.after()
                : ((ReunionOpened.Rejected) opened).after();
    }

    private Optional<Pair> pair(PublicKey friend) {
        return database.first("SELECT * FROM pairs WHERE friend = ?", Pairs::pair, friend.hex());
    }

    private void store(PublicKey friend, PairState state) {
        database.update(
                "INSERT INTO pairs (friend, state) VALUES (?, ?) ON CONFLICT (friend) DO UPDATE SET state = excluded.state",
                friend.hex(),
                state.encode());
        synchronized (tags) {
            tags.put(friend.hex(), state);
        }
    }

    private static Pair pair(Row row) throws SQLException {
        return new Pair(
                PairState.decode(Bytes.of(row.bytes("state"))),
                row.optionalBytes("theirs").map(Bytes::of),
                row.optionalBytes("known").map(Bytes::of));
    }
}
