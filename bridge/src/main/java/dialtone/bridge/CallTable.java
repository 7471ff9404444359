package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.bridge.tab.ToBrowser.StepView;
import dialtone.bridge.vault.StorageKey;
import dialtone.signaling.ByteReader;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.EphemeralSecret;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.handshake.DialAwaited;
import dialtone.signaling.handshake.DialableConsumed;
import dialtone.signaling.handshake.Dialing;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.handshake.Outcome;
import dialtone.signaling.reunion.DerivedCredentials;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls in the database: what a restart needs while they are set up, and the history after. */
final class CallTable {
    private static final String ROWS = "SELECT * FROM calls";

    private final Database database;
    private final StorageKey storageKey;
    private final Clock clock;
    private final Opener opener;

    CallTable(Database database, StorageKey storageKey, Clock clock, Opener opener) {
        this.database = database;
        this.storageKey = storageKey;
        this.clock = clock;
        this.opener = opener;
    }

    /** Writes all of it. A call that is over keeps no secret and no frame. */
    void save(Call call) {
        boolean over = call.isOver();
        database.transaction(() -> {
            database.update(
                    "INSERT INTO calls (id, friend, incoming, state, outcome, why, started_at, expires_at, invitation_id,"
                            + " secret, payload, outpoints, txid, automatic, offer, derived, quiet) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                            + " state = excluded.state, outcome = excluded.outcome, why = excluded.why,"
                            + " invitation_id = excluded.invitation_id, secret = excluded.secret,"
                            + " payload = excluded.payload, outpoints = excluded.outpoints, automatic = excluded.automatic, offer = excluded.offer, derived = excluded.derived",
                    call.id,
                    call.friend.hex(),
                    call.incoming,
                    call.state.getClass().getSimpleName(),
                    call.outcome.map(Call::word).orElse(""),
                    call.why,
                    call.startedAt,
                    call.expiresAt,
                    call.invitationId().map(Bytes::toArray).orElse(null),
                    over
                            ? null
                            : call.pending
                                    .map(pending -> storageKey
                                            .seal(
                                                    placeOfSecret(call.id),
                                                    pending.secret().encode())
                                            .toArray())
                                    .orElse(null),
                    over
                            ? null
                            : call.received
                                    .map(frame -> frame.payload().toArray())
                                    .orElse(null),
                    over
                            ? null
                            : call.received
                                    .map(frame -> Outpoint.serialize(frame.outpoints())
                                            .toArray())
                                    .orElse(null),
                    call.received.map(Call.Received::txid).orElse(""),
                    call.automatic,
                    over ? null : reunionOffer(call),
                    over ? null : derived(call),
                    call.quiet);
            if (call.outcome.isPresent()) {
                saveSteps(call);
            }
            return null;
        });
    }

    /** A reunion frame cannot be opened again: its tag is used up. It has the friend's ICE credentials in it. */
    private byte[] reunionOffer(Call call) {
        return call.received
                .map(Call.Received::invitation)
                .filter(invitation -> invitation.introduction().isEmpty())
                .map(invitation -> storageKey
                        .seal(placeOfOffer(call.id), invitation.offer().encode())
                        .toArray())
                .orElse(null);
    }

    private byte[] derived(Call call) {
        return call.received
                .map(Call.Received::invitation)
                .flatMap(Invited::derived)
                .or(() -> call.derived)
                .map(derived -> storageKey
                        .seal(placeOfDerived(call.id), StoredCredentials.encode(derived))
                        .toArray())
                .orElse(null);
    }

    private Optional<DerivedCredentials> derived(Row row) throws SQLException {
        String place = placeOfDerived(row.text("id"));
        return row.optionalBytes("derived")
                .flatMap(box -> storageKey.open(place, Bytes.of(box)))
                .map(StoredCredentials::decode);
    }

    private static String placeOfDerived(String id) {
        return "calls.derived " + id;
    }

    private static String placeOfSecret(String id) {
        return "calls.secret " + id;
    }

    private static String placeOfOffer(String id) {
        return "calls.offer " + id;
    }

    private void saveSteps(Call call) {
        database.update("DELETE FROM call_steps WHERE call = ?", call.id);
        List<StepView> steps = call.timeline.steps();
        for (int position = 0; position < steps.size(); position++) {
            StepView step = steps.get(position);
            database.update(
                    "INSERT INTO call_steps (call, position, step, origin, target, at, bytes, fee_sat, txid, note)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    call.id,
                    position,
                    step.step(),
                    step.from(),
                    step.to(),
                    step.at(),
                    step.bytes(),
                    step.feeSat(),
                    step.txid(),
                    step.note());
        }
    }

    /** A call that was rung over a link: history only. */
    void log(String id, PublicKey friend, boolean incoming, Outcome outcome, Instant startedAt, long talkedMs) {
        database.update(
                "INSERT INTO calls (id, friend, incoming, state, outcome, why, started_at, expires_at, talked_ms)"
                        + " VALUES (?, ?, ?, 'Ended', ?, '', ?, ?, ?) ON CONFLICT DO NOTHING",
                id,
                friend.hex(),
                incoming,
                Call.word(outcome),
                startedAt,
                startedAt,
                talkedMs);
    }

    Optional<Call> find(String id) {
        return database.first(ROWS + " WHERE id = ?", this::call, id);
    }

    boolean knows(Bytes invitationId) {
        return database.first("SELECT 1 FROM calls WHERE invitation_id = ?", row -> true, invitationId.toArray())
                .isPresent();
    }

    /** Those that a restart interrupted. */
    List<Call> unfinished() {
        return database.query(ROWS + " WHERE state NOT IN ('Ended', 'Linked') ORDER BY started_at", this::call);
    }

    /** Newest first. */
    List<Call> newest(int limit) {
        return database.query(ROWS + " WHERE quiet = 0 ORDER BY started_at DESC LIMIT ?", this::call, limit);
    }

    Optional<Instant> lastWith(String friend) {
        return database.first(
                "SELECT started_at FROM calls WHERE friend = ? AND quiet = 0 ORDER BY started_at DESC LIMIT 1",
                row -> row.instant("started_at"),
                friend);
    }

    private Call call(Row row) throws SQLException {
        String id = row.text("id");
        PublicKey friend = PublicKey.fromHex(row.text("friend"));
        Instant expiresAt = row.instant("expires_at");
        Optional<Outcome> outcome =
                Optional.of(row.text("outcome")).filter(word -> !word.isEmpty()).map(Call::outcome);
        Optional<Call.Received> received = received(row);
        Call call = new Call(
                id,
                friend,
                row.flag("incoming"),
                row.instant("started_at"),
                expiresAt,
                new Timeline(clock, steps(id)),
                state(row.text("state"), expiresAt, outcome, received));
        call.outcome = outcome;
        call.why = row.text("why");
        call.quiet = row.flag("quiet");
        call.received = received;
        // What was held when the process ended rings now.
        call.automatic = row.flag("automatic") && !call.isRinging();
        Optional<Bytes> invitationId = row.optionalBytes("invitation_id").map(Bytes::of);
        if (!call.incoming && invitationId.isPresent()) {
            call.wasSent(
                    invitationId.get(),
                    row.optionalBytes("secret")
                            .flatMap(box -> storageKey.open(placeOfSecret(id), Bytes.of(box)))
                            .map(secret ->
                                    new PendingInvitation(invitationId.get(), friend, EphemeralSecret.decode(secret))));
        }
        if (!call.incoming) {
            call.derived = derived(row);
        }
        return call;
    }

    /** All that a state holds follows from the expiry, the outcome and the invitation. */
    private static Handshake state(
            String name, Instant expiry, Optional<Outcome> outcome, Optional<Call.Received> received) {
        Instant until = expiry.plus(Handshake.GRACE);
        return switch (name) {
            case "InvitationCreated" -> new Handshake.InvitationCreated(expiry);
            case "InvitationWithdrawn" -> new Handshake.InvitationWithdrawn(outcome.orElseThrow(), until);
            case "AcceptanceConsumed" -> new Handshake.AcceptanceConsumed(outcome, until);
            case "InvitationConsumed" ->
                received.<Handshake>map(frame -> new Handshake.InvitationConsumed(
                                frame.invitation().offer(), expiry))
                        .orElseGet(() -> new Handshake.Ended(Outcome.MISSED));
            case "DialAwaited" -> new DialAwaited(expiry, outcome);
            case "DialableConsumed" ->
                received.<Handshake>map(
                                frame -> new DialableConsumed(frame.invitation().offer(), expiry))
                        .orElseGet(() -> new Handshake.Ended(Outcome.MISSED));
            case "Dialing" -> new Dialing(expiry, Optional.empty());
            case "AnswerAwaited" -> new Handshake.AnswerAwaited(expiry);
            case "AcceptanceCreated" -> new Handshake.AcceptanceCreated(until);
            case "Linked" -> new Handshake.Linked();
            case "Ended" -> new Handshake.Ended(outcome.orElse(Outcome.FAILED));
            default -> throw new IllegalStateException("calls.state: expected a state of the handshake, got " + name);
        };
    }

    /** Opens the stored frame again: what it says was verified by its signature, whatever happened to the file. */
    private Optional<Call.Received> received(Row row) throws SQLException {
        Optional<byte[]> stored = row.optionalBytes("payload");
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        Bytes payload = Bytes.of(stored.get());
        List<Outpoint> outpoints = outpoints(Bytes.of(row.bytes("outpoints")));
        String place = placeOfOffer(row.text("id"));
        Optional<Bytes> offer = row.optionalBytes("offer").flatMap(box -> storageKey.open(place, Bytes.of(box)));
        if (offer.isPresent()) {
            Invited reunion = new Invited(
                    PublicKey.fromHex(row.text("friend")),
                    Bytes.of(row.bytes("invitation_id")),
                    row.instant("expires_at"),
                    Descriptor.decode(offer.get()),
                    Optional.empty(),
                    derived(row),
                    row.flag("quiet"));
            return Optional.of(new Call.Received(reunion, payload, outpoints, row.text("txid")));
        }
        Opened opened =
                opener.open(payload, outpoints, row.instant("started_at"), clock.instant(), id -> Optional.empty());
        if (opened instanceof Opened.Missed missed) {
            return Optional.of(
                    new Call.Received(Invited.by(missed.invitation()), payload, outpoints, row.text("txid")));
        }
        return opened instanceof Opened.Invitation invitation
                ? Optional.of(new Call.Received(Invited.by(invitation), payload, outpoints, row.text("txid")))
                : Optional.empty();
    }

    private static List<Outpoint> outpoints(Bytes serialized) {
        ByteReader in = new ByteReader(serialized);
        List<Outpoint> outpoints = new ArrayList<>();
        while (in.left() > 0) {
            Bytes txid = in.take(32, "txid of an outpoint");
            outpoints.add(new Outpoint(
                    txid, Integer.toUnsignedLong(Integer.reverseBytes((int) in.u32("index of an outpoint")))));
        }
        return outpoints;
    }

    private List<StepView> steps(String call) {
        return database.query(
                "SELECT * FROM call_steps WHERE call = ? ORDER BY position",
                row -> new StepView(
                        row.text("step"),
                        row.text("origin"),
                        row.text("target"),
                        row.real("at"),
                        row.integer("bytes"),
                        row.number("fee_sat"),
                        row.text("txid"),
                        row.text("note")),
                call);
    }
}
