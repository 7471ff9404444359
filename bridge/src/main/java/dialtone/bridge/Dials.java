package dialtone.bridge;

import dialtone.bridge.tab.ToBrowser;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.handshake.Step;
import dialtone.signaling.reunion.DerivedCredentials;
import dialtone.signaling.reunion.Reunion;
import dialtone.signaling.reunion.SendSlot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Calls of one message ({@code docs/protocol.md}, section 7): the inviter waits with an answer that both derive, the invitee dials. Which calls can be so, and what their tab must know. Used on the bridge's thread only.
 */
final class Dials {
    private final BridgeThread thread;
    private final Pairs pairs;
    private final CallFrames frames;
    private final Tabs tab;

    Dials(BridgeThread thread, Pairs pairs, CallFrames frames, Tabs tab) {
        this.thread = thread;
        this.pairs = pairs;
        this.frames = frames;
        this.tab = tab;
    }

    void prepare(PublicKey friend) {
        Optional<ToBrowser.Prepared> dialable = pairs.ahead(friend).flatMap(slot -> prepared(friend, slot));
        tab.send(dialable.orElseGet(() -> new ToBrowser.Prepared(friend.hex(), "", "", "", "")));
    }

    private Optional<ToBrowser.Prepared> prepared(PublicKey friend, SendSlot slot) {
        IceCredentials ours = slot.credentials().inviter();
        return pairs.fingerprintOf(friend)
                .flatMap(theirs -> pairs.knownOf(friend)
                        .map(known -> new ToBrowser.Prepared(
                                friend.hex(),
                                ours.ufrag(),
                                ours.pwd(),
                                known.hex(),
                                Reunion.synthesizedAnswer(slot, theirs).toAnswerSdp())));
    }

    /** Our call: it can be dialled when its offer has the credentials that the tab was given for this. */
    Step invite(PublicKey friend, Descriptor offer, Instant expiry) {
        return frames.synthesizedAnswer(friend, offer)
                .map(answer -> Handshake.inviteDialable(answer, expiry))
                .orElseGet(() -> Handshake.invite(expiry));
    }

    /** What a connection with this offer waits with, if it is the one that our invitation is for. */
    Optional<Descriptor> synthesizedFor(Call call, Descriptor offer) {
        return call.derived
                .filter(derived -> derived.inviter().equals(offer.credentials()))
                .flatMap(derived -> pairs.fingerprintOf(call.friend)
                        .map(pinned -> new Descriptor(pinned, derived.invitee(), List.of())));
    }

    static Step receive(Invited invitation, Descriptor usable) {
        return invitation.derived().isPresent()
                ? Handshake.receiveDialable(usable, invitation.expiry())
                : Handshake.receive(usable, invitation.expiry());
    }

    /** {@code expected}: the fingerprint of ours that the friend waits for. {@code tooLong}: done when nothing came of it for as long as an acceptance may wait. */
    void dial(Holder holder, Call call, Descriptor usable, Bytes expected, Runnable tooLong) {
        IceCredentials ours = call.received
                .orElseThrow()
                .invitation()
                .derived()
                .map(DerivedCredentials::invitee)
                .orElseThrow();
        holder.dial(call, usable, ours, expected);
        Future<?> unused = thread.after(Handshake.DIAL_PATIENCE, tooLong);
    }
}
