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

    /** {@code pending}: what opens the acceptance of an introduction; a reunion's is opened with the pair's state. */
    record Invitation(Bytes payload, Bytes id, Optional<PendingInvitation> pending) {}

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

    Invitation invitation(PublicKey friend, Instant now, Instant expiry, Descriptor offer, List<Outpoint> outpoints) {
        Optional<SendSlot> slot = pairs.forInvitation(friend);
        if (slot.isPresent()) {
            Reunion.Sealing sealing =
                    Reunion.sealInvitation(slot.get(), false, now, expiry, shortened(friend, offer), outpoints);
            if (sealing instanceof Reunion.Sealing.Fits fits) {
                return new Invitation(fits.payload(), fits.invitationId(), Optional.empty());
            }
        }
        Sealed.Invitation sealed = Introduction.sealInvitation(identity, friend, now, expiry, offer, outpoints, random);
        return new Invitation(
                sealed.payload(),
                sealed.invitationId(),
                Optional.of(new PendingInvitation(sealed.invitationId(), friend, sealed.secret())));
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
        Reunion.Sealing sealing = Reunion.sealAcceptance(
                pairs.forAcceptance(invitation.from()),
                invitation.id(),
                now,
                expiry,
                shortened(invitation.from(), answer),
                outpoints);
        if (sealing instanceof Reunion.Sealing.NeedsIntroduction tooLong) {
            throw new DoesNotFit(tooLong.why());
        }
        return ((Reunion.Sealing.Fits) sealing).payload();
    }

    /** A browser chooses its own ICE credentials, so they travel; its fingerprint does where the friend does not know it. */
    private ShortDescriptor shortened(PublicKey friend, Descriptor descriptor) {
        return ShortDescriptor.of(descriptor, pairs.knowsOurs(friend, descriptor), false);
    }
}
