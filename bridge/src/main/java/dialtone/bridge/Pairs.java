package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.bridge.vault.StorageKey;
import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.reunion.Batch;
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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What is kept of each friend to find each other again in 80 bytes ({@code docs/protocol.md}, sections 9 and 10). The database is the truth and is written before a frame
 * leaves; the tags to look for are a copy of it. Used on the bridge's thread, except {@link #recognises} and {@link #rendezvous}.
 */
final class Pairs {

    private static final int MOST_GENERATIONS = 3;

    private static final int GENERATION_ID_SIZE = 8;

    /** The friend looks for so many counters behind the latest that came, and half of that is left for frames that overtake each other. */
    private static final int MOST_SENT_SINCE = 8;

    private final Database database;
    private final StorageKey storageKey;
    private final PublicKey ours;
    private final TagTable<String> tags = new TagTable<>();

    /** Of one friend. {@code theirs}: the fingerprint they have told us. {@code known}: the one of ours that they know. {@code reserved}: see {@link #ahead}. */
    private record Pair(PairState state, Optional<Bytes> theirs, Optional<Bytes> known, Optional<SendSlot> reserved) {}

    /** A reunion frame, and whose it is. */
    record Heard(PublicKey from, ReunionOpened opened) {}

    Pairs(Database database, StorageKey storageKey, PublicKey ours) {
        this.database = database;
        this.storageKey = storageKey;
        this.ours = ours;
        database.query("SELECT friend, state FROM pairs", row -> {
            String friend = row.text("friend");
            state(row).ifPresent(state -> putTags(friend, state));
            return null;
        });
    }

    /** Whether a payload carries a tag that a friend may use next. A hash look-up, on any thread. */
    boolean recognises(Bytes payload) {
        return match(payload).isPresent() || !batch(payload).isEmpty();
    }

    /** Frames to us among those to others, in one payload of somebody who calls many at once. */
    private List<Batch.Found<String>> batch(Bytes payload) {
        synchronized (tags) {
            return Batch.find(payload, tags);
        }
    }

    private Optional<TagTable.Match<String>> match(Bytes payload) {
        synchronized (tags) {
            return tags.find(payload);
        }
    }

    Optional<PairState> state(PublicKey friend) {
        return pair(friend).map(Pair::state);
    }

    /**
     * Both know a new secret: the inviter has opened the acceptance, or the invitee has sealed it. {@code before}: the state that the friend may still send with; a frame that is
     * sealed twice, for other coins, replaces its own first secret.
     */
    void introduced(PublicKey friend, Optional<PairState> before, PairSecret secret) {
        PairState state = before.map(known -> known.introducedAgain(secret))
                .orElseGet(() -> PairState.introduced(Side.of(ours, friend), secret));
        store(friend, state);
    }

    /** Of each friend, the one of the latest call first, and of each generation that is held, current first. On any thread. */
    List<Rendezvous> rendezvous() {
        List<List<Rendezvous>> ofFriends = database
                .query(
                        "SELECT * FROM pairs ORDER BY (SELECT max(started_at) FROM calls WHERE calls.friend = pairs.friend) DESC",
                        this::state)
                .stream()
                .flatMap(Optional::stream)
                .map(state -> state.held().stream().map(Rendezvous::of).toList())
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

    /**
     * A tag for the next invitation, whose ICE credentials a connection needs before it gathers: the same one until a frame was sent with it, so that opening a conversation
     * again and again uses up none. Nothing where an introduction is due, or where the friend's fingerprint is not known.
     */
    Optional<SendSlot> ahead(PublicKey friend) {
        return reserved(friend)
                .or(() -> pair(friend)
                        .filter(pair -> pair.theirs().isPresent())
                        .map(Pair::state)
                        .filter(PairState::mayReunite)
                        .map(state -> database.transaction(() -> {
                            SendSlot slot = reserve(friend, state);
                            Bytes reserved = new ByteWriter()
                                    .bytes(slot.generation().id())
                                    .u32(slot.counter())
                                    .toBytes();
                            database.update("UPDATE pairs SET reserved = ? WHERE friend = ?", reserved, friend.hex());
                            return slot;
                        })));
    }

    /** The tag that {@link #ahead} gave, while it is of use. */
    Optional<SendSlot> reserved(PublicKey friend) {
        return pair(friend)
                .filter(pair -> pair.theirs().isPresent() && pair.state().mayReunite())
                .flatMap(Pair::reserved);
    }

    /** A frame leaves with the tag that {@link #ahead} gave. Inside the transaction that sends it. */
    void used(PublicKey friend) {
        database.update("UPDATE pairs SET reserved = NULL WHERE friend = ?", friend.hex());
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

    /** The one of ours that they know, and wait for when we dial. */
    Optional<Bytes> knownOf(PublicKey friend) {
        return pair(friend).flatMap(Pair::known);
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
    List<Heard> open(
            Bytes payload,
            List<Outpoint> outpoints,
            Function<PublicKey, List<Bytes>> pending,
            Instant sentAround,
            Instant now) {
        List<Heard> heard = new ArrayList<>();
        match(payload)
                .ifPresent(match -> heard.add(used(
                        match,
                        (state, ids) -> ReunionOpener.open(payload, outpoints, match, state, ids, sentAround, now),
                        pending)));
        for (Batch.Found<String> found : batch(payload)) {
            heard.add(used(
                    found.match(),
                    (state, ids) -> Batch.open(payload, outpoints, found, state, ids, sentAround, now),
                    pending));
        }
        return heard;
    }

    private Heard used(
            TagTable.Match<String> match,
            BiFunction<PairState, List<Bytes>, ReunionOpened> opener,
            Function<PublicKey, List<Bytes>> pending) {
        PublicKey friend = PublicKey.fromHex(match.friend());
        PairState state = pair(friend).orElseThrow().state();
        ReunionOpened opened = opener.apply(state, pending.apply(friend));
        PairState after = after(opened);
        if (!after.equals(state)) {
            store(friend, after);
        }
        return new Heard(friend, opened);
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
        return database.first("SELECT * FROM pairs WHERE friend = ?", this::pair, friend.hex())
                .flatMap(found -> found);
    }

    private void store(PublicKey friend, PairState state) {
        database.update(
                "INSERT INTO pairs (friend, state) VALUES (?, ?) ON CONFLICT (friend) DO UPDATE SET state = excluded.state",
                friend.hex(),
                storageKey.seal(placeOfState(friend.hex()), state.encode()));
        putTags(friend.hex(), state);
    }

    private void putTags(String friend, PairState state) {
        synchronized (tags) {
            tags.put(friend, state);
        }
    }

    private Optional<Pair> pair(Row row) throws SQLException {
        Optional<Bytes> theirs = row.optionalBytes("theirs").map(Bytes::of);
        Optional<Bytes> known = row.optionalBytes("known").map(Bytes::of);
        Optional<Bytes> reserved = row.optionalBytes("reserved").map(Bytes::of);
        return state(row).map(state -> new Pair(state, theirs, known, reserved.flatMap(tag -> slot(tag, state))));
    }

    /** Nothing when a newer generation has taken over, or when so many frames have gone out since that the friend may have stopped looking for it. */
    private static Optional<SendSlot> slot(Bytes reserved, PairState state) {
        ByteReader in = new ByteReader(reserved);
        Bytes generation = in.take(GENERATION_ID_SIZE, "generation of a reserved tag");
        long counter = in.u32("counter of a reserved tag");
        boolean ofUse = state.current().id().equals(generation)
                && counter < state.current().sent()
                && state.current().sent() - counter <= MOST_SENT_SINCE + 1;
        return ofUse ? Optional.of(new SendSlot(state.current(), state.side(), counter)) : Optional.empty();
    }

    /** Nothing where it was damaged: the next call is an introduction. */
    private Optional<PairState> state(Row row) throws SQLException {
        return storageKey
                .open(placeOfState(row.text("friend")), Bytes.of(row.bytes("state")))
                .map(PairState::decode);
    }

    private static String placeOfState(String friend) {
        return "pairs.state " + friend;
    }
}
