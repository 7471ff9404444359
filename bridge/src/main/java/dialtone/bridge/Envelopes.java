package dialtone.bridge;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.frame.Sealed;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.reunion.DerivedCredentials;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.Reunion;
import dialtone.signaling.reunion.SendSlot;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Seals what goes to a friend: as a reunion frame of at most 80 bytes where the pair allows it, as an introduction otherwise. Called inside the transaction that sends, so
 * that the pair's new state is on disk before the frame leaves.
 */
final class Envelopes {

    private final Identity identity;
    private final Pairs pairs;
    private final SecureRandom random;

    /**
     * {@code pending}: what opens the acceptance of an introduction; a reunion's is opened with the pair's state. {@code derived}: where it says that it can be dialled, the
     * ICE credentials of both sides.
     */
    record Invitation(
            Bytes payload, Bytes id, Optional<PendingInvitation> pending, Optional<DerivedCredentials> derived) {}

    /** 80 bytes do not hold the answer, and a reunion invitation cannot be answered otherwise. */
    static final class DoesNotFit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DoesNotFit(String why) {
            super(why);
        }
    }

    Envelopes(Identity identity, Pairs pairs, SecureRandom random) {
        this.identity = identity;
        this.pairs = pairs;
        this.random = random;
    }

    /** What a connection that has this offer must set to be dialled, which needs no acceptance; nothing if its credentials are not those of the friend's next invitation. */
    Optional<Descriptor> synthesizedAnswer(PublicKey friend, Descriptor offer) {
        return prepared(friend, offer)
                .flatMap(slot -> pairs.fingerprintOf(friend).map(pinned -> Reunion.synthesizedAnswer(slot, pinned)));
    }

    /** The tag that such an offer was gathered for. Not from a browser that the friend does not know: theirs may be another too, and an introduction heals both. */
    Optional<SendSlot> prepared(PublicKey friend, Descriptor offer) {
        return pairs.reserved(friend)
                .filter(slot -> slot.credentials().inviter().equals(offer.credentials()))
                .filter(slot -> pairs.knowsOurs(friend, offer));
    }

    /** {@code prepared}: asked for before the transaction, which may seal twice for different coins. */
    Invitation invitation(
            PublicKey friend,
            Optional<SendSlot> prepared,
            Instant now,
            Instant expiry,
            Descriptor offer,
            List<Outpoint> outpoints) {
        Optional<SendSlot> slot = prepared.or(() -> pairs.forInvitation(friend));
        if (slot.isPresent()) {
            boolean dialable = prepared.isPresent();
            Reunion.Sealing sealing = Reunion.sealInvitation(
                    slot.get(), dialable, now, expiry, shortened(friend, offer, dialable), outpoints);
            if (sealing instanceof Reunion.Sealing.Fits fits) {
                if (dialable) {
                    pairs.used(friend);
                }
                return new Invitation(
                        fits.payload(), fits.invitationId(), Optional.empty(), prepared.map(SendSlot::credentials));
            }
        }
        Sealed.Invitation sealed = Introduction.sealInvitation(identity, friend, now, expiry, offer, outpoints, random);
        return new Invitation(
                sealed.payload(),
                sealed.invitationId(),
                Optional.of(new PendingInvitation(sealed.invitationId(), friend, sealed.secret())),
                Optional.empty());
    }

    /** For a link without a call; always a reunion that can be dialled, which fits. Uses up nothing: see {@link #used}. */
    Invitation quiet(
            PublicKey friend,
            SendSlot prepared,
            Instant now,
            Instant expiry,
            Descriptor offer,
            List<Outpoint> outpoints) {
        Reunion.Sealing.Fits fits = (Reunion.Sealing.Fits)
                Reunion.sealInvitation(prepared, true, true, now, expiry, shortened(friend, offer, true), outpoints);
        return new Invitation(
                fits.payload(), fits.invitationId(), Optional.empty(), Optional.of(prepared.credentials()));
    }

    /** The tag of the friend's next invitation leaves. Inside the transaction that sends it. */
    void used(PublicKey friend) {
        pairs.used(friend);
    }

    /** {@code before}: the pair's state before this answer. */
    Bytes acceptance(
            Invited invitation,
            Optional<PairState> before,
            Instant now,
            Instant expiry,
            Descriptor answer,
            List<Outpoint> outpoints) {
        if (invitation.introduction().isPresent()) {
            Sealed.Acceptance sealed = Introduction.sealAcceptance(
                    identity, invitation.introduction().get(), now, expiry, answer, outpoints, random);
            pairs.introduced(invitation.from(), before, sealed.pairSecret());
            pairs.theyUse(invitation.from(), invitation.offer().fingerprint());
            return sealed.payload();
        }
        boolean derived =
                invitation.derived().map(DerivedCredentials::invitee).equals(Optional.of(answer.credentials()));
        Reunion.Sealing sealing = Reunion.sealAcceptance(
                pairs.forAcceptance(invitation.from()),
                invitation.id(),
                now,
                expiry,
                shortened(invitation.from(), answer, derived),
                outpoints);
        if (sealing instanceof Reunion.Sealing.NeedsIntroduction tooLong) {
            throw new DoesNotFit(tooLong.why());
        }
        return ((Reunion.Sealing.Fits) sealing).payload();
    }

    /** ICE credentials that a browser chose travel; its fingerprint does where the friend does not know it. */
    private ShortDescriptor shortened(PublicKey friend, Descriptor descriptor, boolean derived) {
        return ShortDescriptor.of(descriptor, pairs.knowsOurs(friend, descriptor), derived);
    }
}
