package dialtone.bridge;

import dialtone.bridge.tab.ToBrowser;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.handshake.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Calls of one message ({@code docs/protocol.md}, section 7): the inviter waits with an answer that both derive, the invitee dials. Which calls can be so, and what their tab must know. Used on the bridge's thread only.
 */
final class Dials {
    private final Pairs pairs;
    private final CallFrames frames;
    private final Tabs tab;

    Dials(Pairs pairs, CallFrames frames, Tabs tab) {
        this.pairs = pairs;
        this.frames = frames;
        this.tab = tab;
    }

    void prepare(PublicKey friend) {
        Optional<IceCredentials> ours =
                pairs.ahead(friend).map(slot -> slot.credentials().inviter());
        tab.send(new ToBrowser.Prepared(
                friend.hex(),
                ours.map(IceCredentials::ufrag).orElse(""),
                ours.map(IceCredentials::pwd).orElse("")));
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
}
