package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static dialtone.signaling.Peers.carol;
import static dialtone.signaling.Peers.chromium;
import static dialtone.signaling.Peers.counting;
import static dialtone.signaling.Peers.outpoints;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntroductionTest {

    private static final List<Outpoint> ALICES_COINS = outpoints(1);
    private static final List<Outpoint> BOBS_COINS = outpoints(101);

    private final Sealed.Invitation invitation = Introduction.sealInvitation(
            alice(), bob().publicKey(), NOON, NOON.plusSeconds(60), chromium(), ALICES_COINS, counting());

    @Test
    void an_invitation_opens_for_its_recipient_to_what_the_inviter_said() {
        Opened.Invitation opened = openedByBob();

        assertThat(opened.from()).isEqualTo(alice().publicKey());
        assertThat(opened.id()).isEqualTo(invitation.invitationId());
        assertThat(opened.expiry()).isEqualTo(NOON.plusSeconds(60)).isEqualTo(invitation.expiry());
        assertThat(opened.offer()).isEqualTo(chromium());
    }

    @Test
    void an_acceptance_opens_for_the_inviter_and_both_share_a_pair_secret() {
        Sealed.Acceptance acceptance = acceptance();

        Opened.Acceptance opened = (Opened.Acceptance)
                new Opener(alice()).open(acceptance.payload(), BOBS_COINS, NOON.plusSeconds(5), this::pending);

        assertThat(opened.from()).isEqualTo(bob().publicKey());
        assertThat(opened.invitationId()).isEqualTo(invitation.invitationId());
        assertThat(opened.answer()).isEqualTo(chromium());
        assertThat(opened.pairSecret().bytes())
                .isEqualTo(acceptance.pairSecret().bytes());
    }

    @Test
    void both_frames_keep_to_240_bytes_with_two_ipv4_candidates() {
        int invited = invitation.payload().size();
        int accepted = acceptance().payload().size();
        System.out.printf(
                "introduction frames with two IPv4 candidates: invitation %d, acceptance %d bytes%n",
                invited, accepted);

        assertThat(invited)
                .isEqualTo(4 + 20 + 32 + 1 + 33 + 3 + 32 + 21 + 2 + 12 + 64 + 16)
                .isLessThanOrEqualTo(240);
        assertThat(accepted)
                .isEqualTo(4 + 20 + 32 + 1 + 16 + 3 + 32 + 21 + 2 + 12 + 64 + 16)
                .isLessThanOrEqualTo(223);
    }

    @Test
    void nobody_else_recognises_a_frame() {
        assertThat(new Opener(bob()).recognises(invitation.payload(), NOON)).isTrue();
        assertThat(new Opener(carol()).recognises(invitation.payload(), NOON)).isFalse();
        assertThat(new Opener(carol()).open(invitation.payload(), ALICES_COINS, NOON, this::pending))
                .isEqualTo(new Opened.NotForUs());
    }

    @Test
    void an_expired_invitation_is_a_missed_call_from_its_sender() {
        Opened opened = new Opener(bob()).open(invitation.payload(), ALICES_COINS, NOON.plusSeconds(60), this::pending);

        assertThat(opened)
                .isInstanceOfSatisfying(
                        Opened.Missed.class,
                        missed -> assertThat(missed.invitation().from()).isEqualTo(alice().publicKey()));
    }

    private Sealed.Acceptance acceptance() {
        return Introduction.sealAcceptance(
                bob(), openedByBob(), NOON.plusSeconds(4), NOON.plusSeconds(90), chromium(), BOBS_COINS, counting());
    }

    private Opened.Invitation openedByBob() {
        return (Opened.Invitation)
                new Opener(bob()).open(invitation.payload(), ALICES_COINS, NOON.plusSeconds(1), this::pending);
    }

    private Optional<PendingInvitation> pending(Bytes id) {
        return id.equals(invitation.invitationId())
                ? Optional.of(new PendingInvitation(
                        id,
                        bob().publicKey(),
                        EphemeralSecret.decode(invitation.secret().encode())))
                : Optional.empty();
    }
}
