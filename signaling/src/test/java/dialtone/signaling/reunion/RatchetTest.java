package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.reunion.RatchetMessage.Confirm;
import dialtone.signaling.reunion.RatchetMessage.Done;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RatchetTest {

    private final Random random = new Random(7);
    private Ratchet.Turn alice = Ratchet.start(Friends.alice(), Friends.repeatable(random));
    private Ratchet.Turn bob = Ratchet.start(Friends.bob(), Friends.repeatable(random));

    @Test
    void a_finished_ratchet_leaves_both_with_one_new_secret_and_without_the_old_one() {
        Bytes old = Friends.alice().current().id();
        exchange();
        exchange();
        exchange();

        PairState atAlice = alice.next().state();
        PairState atBob = bob.next().state();
        assertThat(atAlice.current().secret()).isEqualTo(atBob.current().secret());
        assertThat(atAlice.current().number()).isEqualTo(1);
        assertThat(atAlice.held()).hasSize(1);
        assertThat(atBob.held()).hasSize(1);
        assertThat(atAlice.find(old)).isEmpty();
    }

    @Test
    void both_randomnesses_make_the_new_secret() {
        Ratchet.Turn otherBob = Ratchet.start(Friends.bob(), Friends.repeatable(new Random(8)));
        Bytes first = alice.next().on(bob.send().get(0)).next().mixed().orElseThrow();
        Bytes second = alice.next().on(otherBob.send().get(0)).next().mixed().orElseThrow();

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void nobody_sends_with_the_new_secret_before_the_other_has_it_and_the_old_one_stays_until_the_other_uses_the_new() {
        Bytes old = Friends.alice().current().id();
        exchange();
        assertThat(alice.next().state().current().id()).isEqualTo(old);
        assertThat(alice.next().state().next()).isPresent();
        assertThat(alice.send()).hasOnlyElementsOfType(Confirm.class);

        exchange();
        assertThat(alice.next().state().current().id()).isNotEqualTo(old);
        assertThat(alice.next().state().previous().map(Generation::id)).contains(old);
        assertThat(alice.send()).hasOnlyElementsOfType(Done.class);
    }

    @Test
    void our_own_messages_mirrored_are_nothing() {
        assertThat(alice.next().on(alice.send().get(0))).isEqualTo(new Ratchet.Turn(alice.next(), List.of()));
        exchange();

        assertThat(alice.next().on(alice.send().get(0))).isEqualTo(new Ratchet.Turn(alice.next(), List.of()));
    }

    @Test
    void a_wrong_proof_changes_nothing() {
        exchange();

        for (RatchetMessage forged : List.of(new Confirm(Peers.filled(16, 1)), new Done(Peers.filled(16, 1)))) {
            assertThat(alice.next().on(forged)).isEqualTo(new Ratchet.Turn(alice.next(), List.of()));
        }
    }

    @Test
    void two_without_a_common_secret_notice_it_and_the_next_contact_is_an_introduction() {
        PairState stranger = PairState.introduced(Side.HIGHER, Friends.secret(random));
        Ratchet.Turn start = Ratchet.start(stranger, Friends.repeatable(random));

        Ratchet.Turn turn = alice.next().on(start.send().get(0));

        assertThat(turn.next().lost()).isTrue();
        assertThat(turn.next().state().mayReunite()).isFalse();
        assertThat(turn.send()).isEmpty();
    }

    private void exchange() {
        List<RatchetMessage> toBob = alice.send();
        List<RatchetMessage> toAlice = bob.send();
        for (RatchetMessage message : toBob) {
            bob = bob.next().on(RatchetMessage.decode(message.encode()));
        }
        for (RatchetMessage message : toAlice) {
            alice = alice.next().on(RatchetMessage.decode(message.encode()));
        }
    }
}
