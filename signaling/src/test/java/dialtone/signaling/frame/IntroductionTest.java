package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static dialtone.signaling.Peers.chromium;
import static dialtone.signaling.Peers.counting;
import static dialtone.signaling.Peers.firefox;
import static dialtone.signaling.Peers.outpoints;
import static dialtone.signaling.frame.Exchange.ALICES_COINS;
import static dialtone.signaling.frame.Exchange.BOBS_COINS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.descriptor.Descriptor;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntroductionTest {

    private final Exchange exchange = new Exchange();

    @Test
    void an_invitation_opens_for_its_recipient_to_what_the_inviter_said() {
        assertThat(exchange.atBob.from()).isEqualTo(alice().publicKey());
        assertThat(exchange.atBob.id()).isEqualTo(exchange.invitation.invitationId());
        assertThat(exchange.atBob.expiry()).isEqualTo(NOON.plusSeconds(60)).isEqualTo(exchange.invitation.expiry());
        assertThat(exchange.atBob.offer()).isEqualTo(chromium());
    }

    @Test
    void an_acceptance_opens_for_the_inviter_and_both_share_a_pair_secret() {
        Opened.Acceptance opened = openedAcceptance();

        assertThat(opened.from()).isEqualTo(bob().publicKey());
        assertThat(opened.invitationId()).isEqualTo(exchange.invitation.invitationId());
        assertThat(opened.expiry()).isEqualTo(exchange.acceptance.expiry());
        assertThat(opened.answer()).isEqualTo(chromium());
        assertThat(opened.pairSecret().bytes())
                .isEqualTo(exchange.acceptance.pairSecret().bytes());
    }

    @Test
    void both_frames_keep_to_240_bytes_with_two_ipv4_candidates() {
        int invited = exchange.invitation.payload().size();
        int accepted = exchange.acceptance.payload().size();
        System.out.printf(
                "introduction frames with two IPv4 candidates: invitation %d, acceptance %d bytes%n",
                invited, accepted);

        assertThat(invited)
                .isEqualTo(4 + 20 + 32 + 1 + 33 + 3 + 32 + 21 + 2 + 12 + 64 + 16)
                .isEqualTo(240);
        assertThat(accepted)
                .isEqualTo(4 + 20 + 32 + 1 + 16 + 3 + 32 + 21 + 2 + 12 + 17 /* padding */ + 64 + 16)
                .isEqualTo(240);
    }

    @Test
    void a_firefox_offer_travels_too() {
        Sealed.Invitation invitation = invite(firefox(), NOON, NOON.plusSeconds(60));

        assertThat(new Opener(bob()).open(invitation.payload(), ALICES_COINS, NOON, Exchange::none))
                .isInstanceOfSatisfying(
                        Opened.Invitation.class,
                        opened -> assertThat(opened.offer()).isEqualTo(firefox()));
    }

    @Test
    void an_expired_invitation_is_a_missed_call_from_its_sender() {
        Opened opened = new Opener(bob())
                .open(exchange.invitation.payload(), ALICES_COINS, NOON.plusSeconds(60), Exchange::none);

        assertThat(opened).isEqualTo(new Opened.Missed(exchange.atBob));
    }

    @Test
    void an_invitation_in_an_old_block_is_a_missed_call() {
        Instant nextWeek = NOON.plus(Duration.ofDays(7));
        Opener opener = new Opener(bob());

        assertThat(opener.open(exchange.invitation.payload(), ALICES_COINS, nextWeek, Exchange::none))
                .isEqualTo(new Opened.NotForUs());
        assertThat(opener.open(exchange.invitation.payload(), ALICES_COINS, NOON, nextWeek, Exchange::none))
                .isEqualTo(new Opened.Missed(exchange.atBob));
    }

    @Test
    void an_invitation_sent_before_midnight_rings_after_it_and_the_acceptance_goes_to_the_new_day() {
        Instant sent = Instant.parse("2026-11-21T23:59:59.999Z");
        Instant opened = Instant.parse("2026-11-22T00:00:02Z");
        Sealed.Invitation invitation = invite(chromium(), sent, sent.plusSeconds(60));
        Opened.Invitation atBob =
                (Opened.Invitation) new Opener(bob()).open(invitation.payload(), ALICES_COINS, opened, Exchange::none);
        Sealed.Acceptance acceptance = Introduction.sealAcceptance(
                bob(), atBob, opened, opened.plusSeconds(60), chromium(), BOBS_COINS, new SecureRandom());

        Opened.Acceptance atAlice = (Opened.Acceptance) new Opener(alice())
                .open(
                        acceptance.payload(),
                        BOBS_COINS,
                        opened.plusSeconds(1),
                        id -> java.util.Optional.of(new PendingInvitation(id, bob().publicKey(), invitation.secret())));

        assertThat(atAlice.pairSecret()).isEqualTo(acceptance.pairSecret());
    }

    @Test
    void the_same_frame_always_has_the_same_id_so_that_a_replay_is_seen_as_one() {
        Opener opener = new Opener(bob());
        for (int i = 0; i < 3; i++) {
            assertThat(opener.open(
                            exchange.invitation.payload(), ALICES_COINS, NOON.plusSeconds(2L * i), Exchange::none))
                    .isEqualTo(exchange.atBob);
        }
    }

    @Test
    void an_ephemeral_secret_survives_its_storing() {
        EphemeralSecret secret = exchange.invitation.secret();

        assertThat(EphemeralSecret.decode(secret.encode())).isEqualTo(secret);
        assertThatThrownBy(() -> EphemeralSecret.decode(secret.encode().slice(0, 36)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_cloned_machine_that_draws_the_same_random_bytes_never_seals_two_contents_with_one_key() {
        Sealed.Invitation one = invite(chromium(), NOON, NOON.plusSeconds(60));
        Sealed.Invitation again = invite(chromium(), NOON, NOON.plusSeconds(60));
        Sealed.Invitation otherOffer = invite(firefox(), NOON, NOON.plusSeconds(60));
        Sealed.Invitation otherExpiry = invite(chromium(), NOON, NOON.plusSeconds(61));

        assertThat(again).isEqualTo(one);
        assertThat(List.of(one, otherOffer, otherExpiry))
                .extracting(frame -> frame.secret().key())
                .doesNotHaveDuplicates();
    }

    @Test
    void frames_to_one_friend_share_nothing_an_observer_could_link_but_the_day() {
        Sealed.Invitation today = seal(NOON);
        Sealed.Invitation todayToo = seal(NOON);
        Sealed.Invitation tomorrow = seal(NOON.plus(Duration.ofDays(1)));

        assertThat(today.payload().slice(4, 24)).isEqualTo(todayToo.payload().slice(4, 24));
        assertThat(today.payload().slice(24, 56))
                .isNotEqualTo(todayToo.payload().slice(24, 56));
        assertThat(today.payload().slice(4, 24)).isNotEqualTo(tomorrow.payload().slice(4, 24));
    }

    @Test
    void what_cannot_be_sent_is_refused_before_it_costs_anything() {
        assertThatThrownBy(() -> invite(chromium(), NOON, NOON)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> invite(chromium(), NOON, NOON.plus(Duration.ofHours(25))))
                .hasMessageContaining("expiry: expected at most 24 hours after");
        assertThatThrownBy(() -> Introduction.sealInvitation(
                        bob(), bob().publicKey(), NOON, NOON.plusSeconds(60), chromium(), ALICES_COINS, counting()))
                .hasMessage("an invitation to ourselves");
        assertThatThrownBy(() -> Introduction.sealInvitation(
                        alice(), bob().publicKey(), NOON, NOON.plusSeconds(60), chromium(), List.of(), counting()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Opened.Acceptance openedAcceptance() {
        return (Opened.Acceptance) new Opener(alice())
                .open(exchange.acceptance.payload(), BOBS_COINS, NOON.plusSeconds(5), exchange::pending);
    }

    private static Sealed.Invitation seal(Instant now) {
        List<Outpoint> coins = outpoints(7);
        return Introduction.sealInvitation(
                alice(), bob().publicKey(), now, now.plusSeconds(60), chromium(), coins, new SecureRandom());
    }

    private static Sealed.Invitation invite(Descriptor offer, Instant now, Instant expiry) {
        return Introduction.sealInvitation(alice(), bob().publicKey(), now, expiry, offer, ALICES_COINS, counting());
    }
}
