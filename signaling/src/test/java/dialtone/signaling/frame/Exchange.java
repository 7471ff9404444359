package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static dialtone.signaling.Peers.chromium;
import static dialtone.signaling.Peers.counting;
import static dialtone.signaling.Peers.outpoints;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.util.List;
import java.util.Optional;

/** Alice invites Bob at noon and Bob accepts, everything as it should be. */
final class Exchange {

    static final List<Outpoint> ALICES_COINS = outpoints(1);
    static final List<Outpoint> BOBS_COINS = outpoints(101);

    final Sealed.Invitation invitation = Introduction.sealInvitation(
            alice(), bob().publicKey(), NOON, NOON.plusSeconds(60), chromium(), ALICES_COINS, counting());

    final Opened.Invitation atBob = (Opened.Invitation)
            new Opener(bob()).open(invitation.payload(), ALICES_COINS, NOON.plusSeconds(1), Exchange::none);

    final Sealed.Acceptance acceptance = Introduction.sealAcceptance(
            bob(), atBob, NOON.plusSeconds(4), NOON.plusSeconds(90), chromium(), BOBS_COINS, counting());

    /** What Alice has pending. */
    Optional<PendingInvitation> pending(Bytes id) {
        return id.equals(invitation.invitationId())
                ? Optional.of(new PendingInvitation(id, bob().publicKey(), invitation.secret()))
                : Optional.empty();
    }

    static Optional<PendingInvitation> none(Bytes id) {
        return Optional.empty();
    }
}
