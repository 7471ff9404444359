package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.SignalingException;
import dialtone.signaling.UnknownVersionException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairStateTest {

    private final Random random = new Random(13);

    @Test
    void what_is_stored_comes_back() {
        PairState full = Friends.alice()
                .introducedAgain(Friends.secret(random))
                .reserve()
                .after();
        full = full.rebased(full.current(), full.previous(), full.current().mixed(Bytes.EMPTY, Bytes.EMPTY));
        for (PairState state : new PairState[] {
            Friends.alice(), Friends.bob(), Friends.alice().afterNoAnswer(), full, full.promoted(), full.settled()
        }) {
            assertThat(PairState.decode(state.encode())).isEqualTo(state);
        }
    }

    @Test
    void mutated_bytes_that_decode_encode_to_the_same_bytes_and_nothing_else_is_thrown() {
        byte[] bytes =
                Friends.alice().introducedAgain(Friends.secret(random)).encode().toArray();
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] changed = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(150) : bytes.length);
            if (changed.length > 0) {
                int at = random.nextInt(4) == 0
                        ? random.nextInt(Math.min(2, changed.length))
                        : random.nextInt(changed.length);
                changed[at] = (byte) random.nextInt(256);
            }
            Bytes mutated = Bytes.of(changed);
            try {
                assertThat(PairState.decode(mutated).encode()).isEqualTo(mutated);
                read++;
            } catch (SignalingException expected) {
                // refused
            }
        }
        System.out.printf("mutated pair states: %d of 50000 decode, each to the same bytes again%n", read);
        assertThat(read).isBetween(1_000, 49_000);
    }

    @Test
    void a_newer_version_says_update_and_not_malformed() {
        byte[] bytes = Friends.alice().encode().toArray();
        bytes[0] = 2;
        assertThatExceptionOfType(UnknownVersionException.class).isThrownBy(() -> PairState.decode(Bytes.of(bytes)));
        bytes[0] = 0;
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> PairState.decode(Bytes.of(bytes)));
    }

    @Test
    void one_unanswered_reunion_makes_the_next_contact_an_introduction_until_the_friend_is_heard() {
        PairState waiting = Friends.alice().afterNoAnswer();

        assertThat(Friends.alice().mayReunite()).isTrue();
        assertThat(waiting.mayReunite()).isFalse();
        assertThat(waiting.afterLink().mayReunite()).isTrue();
        assertThat(waiting.afterReceiving(waiting.current().id(), 0).mayReunite())
                .isTrue();
        assertThat(waiting.introducedAgain(Friends.secret(random)).mayReunite()).isTrue();
    }

    @Test
    void the_window_follows_what_comes_and_looks_ahead() {
        Generation generation = Friends.alice().current().afterReceiving(31);

        assertThat(generation.low()).isEqualTo(16);
        assertThat(generation.awaits(31)).isFalse();
        assertThat(generation.awaits(47)).isTrue();
        assertThat(generation.awaits(48)).isFalse();
        assertThat(generation.awaits(15)).isFalse();
        assertThatThrownBy(() -> generation.afterReceiving(31)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_window_ends_with_the_counters_and_every_state_on_the_way_can_be_stored() {
        long last = Generation.LAST_COUNTER;
        Generation almost = new Generation(0, Friends.SECRET, last, last - 1, 0b10);

        Generation ended = almost.afterReceiving(last - 1);

        PairState state = new PairState(Side.LOWER, ended, Optional.empty(), Optional.empty(), false);
        assertThat(PairState.decode(state.encode())).isEqualTo(state);
        assertThat(state.mayReunite()).isFalse();
        TagTable<String> table = new TagTable<>();
        table.put("friend", state);
        assertThat(table.size()).isZero();
    }

    @Test
    void a_slot_dies_with_its_generation() {
        SendSlot slot = Friends.alice().reserve().slot();

        assertThat(slot.isLive(Friends.alice())).isTrue();
        assertThat(slot.isLive(PairState.introduced(Side.LOWER, Friends.secret(random))))
                .isFalse();
    }

    @Test
    void secrets_stay_secret() {
        String secret = Friends.SECRET.bytes().hex().substring(0, 12);
        PairState.Reserved reserved = Friends.alice().reserve();
        Ratchet.Turn turn = Ratchet.start(Friends.alice(), Friends.repeatable(random));
        for (Object printed : new Object[] {
            reserved, reserved.slot().credentials(), turn, Friends.alice().current()
        }) {
            assertThat(printed.toString())
                    .doesNotContain(secret)
                    .doesNotContain(reserved.slot().credentials().inviter().pwd());
        }
    }
}
