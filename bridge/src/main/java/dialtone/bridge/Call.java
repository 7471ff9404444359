package dialtone.bridge;

import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.handshake.DialAwaited;
import dialtone.signaling.handshake.DialableConsumed;
import dialtone.signaling.handshake.Dialing;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.handshake.Outcome;
import dialtone.signaling.reunion.DerivedCredentials;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One call that is set up over Bitcoin, and all that is remembered of it. Used on the bridge's thread only. */
final class Call {
    final String id;
    final PublicKey friend;
    final boolean incoming;
    final Instant startedAt;
    final Instant expiresAt;
    final Timeline timeline;

    Handshake state;
    Optional<Outcome> outcome = Optional.empty();
    String why = "";

    /** Outgoing: a node has our invitation. */
    boolean seen;

    /** Outgoing, once it is sealed. */
    private Optional<Bytes> sentId = Optional.empty();

    /** Outgoing, once it is sealed as an introduction: what opens the acceptance. */
    Optional<PendingInvitation> pending = Optional.empty();

    /** Outgoing, once it is sealed so that the friend can dial: the ICE credentials of both sides. */
    Optional<DerivedCredentials> derived = Optional.empty();

    /** Of the offer or answer that we sent in this call; not kept across a restart. */
    Optional<Bytes> fingerprint = Optional.empty();

    /** Outgoing, once it came: for a tab that connects again in the middle. */
    Optional<Descriptor> answer = Optional.empty();

    /** Incoming: the invitation, and the frame it came in. */
    Optional<Received> received = Optional.empty();

    /** Incoming: answered without a click, so it brings a link and does not ring. */
    boolean automatic;

    /** It is for a link and no call: it never rings, and is shown nowhere. */
    boolean quiet;

    /** Incoming: more than one node, or a block, has its invitation. */
    boolean vouched;

    record Received(Invited invitation, Bytes payload, List<Outpoint> outpoints, String txid) {}

    Call(
            String id,
            PublicKey friend,
            boolean incoming,
            Instant startedAt,
            Instant expiresAt,
            Timeline timeline,
            Handshake state) {
        this.id = id;
        this.friend = friend;
        this.incoming = incoming;
        this.startedAt = startedAt;
        this.expiresAt = expiresAt;
        this.timeline = timeline;
        this.state = state;
    }

    Optional<Bytes> invitationId() {
        return incoming ? received.map(frame -> frame.invitation().id()) : sentId;
    }

    /** {@code opensWith}: empty for a reunion. */
    void sent(Bytes invitationId, Optional<PendingInvitation> opensWith, Bytes ourFingerprint) {
        sentId = Optional.of(invitationId);
        pending = opensWith;
        fingerprint = Optional.of(ourFingerprint);
    }

    /** After a restart. */
    void wasSent(Bytes invitationId, Optional<PendingInvitation> opensWith) {
        sentId = Optional.of(invitationId);
        pending = opensWith;
    }

    /** The invitation went as a reunion frame. */
    boolean isReunion() {
        return incoming
                ? received.filter(frame -> frame.invitation().introduction().isEmpty())
                        .isPresent()
                : sentId.isPresent() && pending.isEmpty();
    }

    /** It waits for the user's click. */
    boolean isRinging() {
        return state instanceof Handshake.InvitationConsumed || state instanceof DialableConsumed;
    }

    /** Answered by dialling, which costs nothing. */
    boolean isDialled() {
        return state instanceof DialableConsumed || state instanceof Dialing;
    }

    /** The user has accepted, and nothing is paid yet. */
    boolean isAccepted() {
        return state instanceof Handshake.AnswerAwaited || state instanceof Dialing;
    }

    /** Nothing can happen to it any more. */
    boolean isOver() {
        return state instanceof Handshake.Ended || state instanceof Handshake.Linked;
    }

    CallView view(Optional<Friend> known, long answerCostSat) {
        return new CallView(
                id,
                friend.hex(),
                known.map(Friend::name).orElseGet(() -> Friends.nameOfStranger(friend)),
                known.isPresent(),
                incoming,
                stateInWords(),
                outcome.map(Call::word).orElse(""),
                why,
                startedAt.toEpochMilli(),
                expiresAt.toEpochMilli(),
                incoming ? answerCostSat : 0,
                automatic,
                isDialled(),
                timeline.steps());
    }

    private String stateInWords() {
        boolean dialAwaited =
                state instanceof DialAwaited waiting && waiting.withdrawn().isEmpty();
        if (state instanceof Handshake.InvitationCreated || dialAwaited) {
            return sentId.isEmpty() ? "preparing" : seen ? "ringing" : "inviting";
        }
        if (isRinging()) {
            return "ringing";
        }
        if (state instanceof Handshake.Linked) {
            return "linked";
        }
        boolean ended = state instanceof Handshake.Ended
                || state instanceof Handshake.InvitationWithdrawn
                || state instanceof DialAwaited;
        return ended ? "ended" : "connecting";
    }

    static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Outcome outcome(String word) {
        return Outcome.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
