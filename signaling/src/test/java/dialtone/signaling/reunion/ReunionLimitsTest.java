package dialtone.signaling.reunion;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.SyntheticIvBox;
import dialtone.signaling.frame.Opened.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The last counter, size and number that are taken, and the first that are not. */
class ReunionLimitsTest {

    private static final List<Outpoint> COINS = Peers.outpoints(1);

    private final SendSlot slot = Friends.bob().reserve().slot();
    private final PairState alice = Friends.alice();
    private final TagTable<String> table = new TagTable<>();

    ReunionLimitsTest() {
        table.put("bob", alice);
    }

    @Test
    void counters_end_before_they_leave_32_bits() {
        long last = Generation.LAST_COUNTER;
        assertThat(new Generation(last, Friends.SECRET, last, last, 0).awaits(last))
                .isFalse();
        assertThat(new Generation(0, Friends.SECRET, 0, last - 1, 0).awaits(last - 1))
                .isTrue();
        assertThatThrownBy(() -> new Generation(last + 1, Friends.SECRET, 0, 0, 0))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Generation(0, Friends.SECRET, last + 1, 0, 0))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Generation(0, Friends.SECRET, 0, last + Generation.WINDOW + 1, 0))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_frame_whose_tag_was_used_since_it_was_looked_up_does_not_open() {
        Bytes frame = sealed(Bytes.fromHex("000187fc01c0a80114c35141cb007107c3510000"));
        PairState after = ((ReunionOpened.Missed) open(frame, alice, List.of()))
                .invitation()
                .after();

        assertThat(open(frame, after, List.of())).isInstanceOfSatisfying(ReunionOpened.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(Reason.NOT_AUTHENTIC);
            assertThat(rejected.after()).isEqualTo(after);
        });
    }

    @Test
    void an_authentic_frame_that_is_malformed_uses_its_tag_up() {
        Bytes frame = sealed(Bytes.fromHex("f00187fc01c0a80114c35141cb007107c3510000"));

        assertThat(open(frame, alice, List.of())).isInstanceOfSatisfying(ReunionOpened.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(rejected.after().current().awaits(slot.counter())).isFalse();
        });
    }

    @Test
    void at_most_eight_invitations_are_thought_of() {
        Bytes frame = slot.tag().concat(Peers.filled(32, 0));
        List<Bytes> pending = new ArrayList<>();
        for (int i = 0; i < ReunionOpener.MOST_PENDING; i++) {
            pending.add(Peers.filled(16, i));
        }

        assertThat(open(frame, alice, pending)).isInstanceOf(ReunionOpened.Rejected.class);
        pending.add(Peers.filled(16, 9));
        assertThatThrownBy(() -> open(frame, alice, pending)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_smallest_and_the_largest_batch_are_searched_to_the_last_frame_and_no_larger_one() {
        Bytes frame = slot.tag().concat(Peers.filled(32, 0));
        for (int size : new int[] {160, 5_120}) {
            Bytes payload = Bytes.of(new byte[size - frame.size()]).concat(frame);
            List<Batch.Found<String>> found = Batch.find(payload, table);

            assertThat(found).extracting(Batch.Found::offset).containsExactly(size - frame.size());
            assertThat(Batch.open(payload, COINS, found.get(0), alice, List.of(), NOON, NOON))
                    .isInstanceOf(ReunionOpened.Rejected.class);
        }
        for (int size : new int[] {152, 5_128, 5_119}) {
            assertThat(Batch.find(frame.concat(Bytes.of(new byte[size - frame.size()])), table))
                    .isEmpty();
        }
    }

    @Test
    void what_fills_a_batch_up_is_noise() {
        Bytes payload = Batch.pack(List.of(Peers.filled(40, 1)), Friends.repeatable(new Random(5)));
        Set<Bytes> frames = new HashSet<>();
        for (int offset = 0; offset < payload.size(); offset += 40) {
            frames.add(payload.slice(offset, offset + 40));
        }

        assertThat(frames).hasSize(4).doesNotContain(Bytes.of(new byte[40]));
    }

    @Test
    void a_generation_does_not_print_its_secret() {
        assertThat(alice.current()).hasToString("Generation[0, redacted]");
    }

    private ReunionOpened open(Bytes frame, PairState state, List<Bytes> pending) {
        return ReunionOpener.open(
                frame, COINS, table.find(frame).orElseThrow(), state, pending, NOON, NOON.plusSeconds(60));
    }

    /** Any content behind a seal that fits, by the words of docs/protocol.md, section 10. */
    private Bytes sealed(Bytes content) {
        Bytes info = new ByteWriter()
                .ascii("dialtone/1/reunion key")
                .bytes(slot.tag())
                .toBytes();
        Bytes salt = Hashes.sha256(Outpoint.serialize(COINS));
        Bytes key = Hkdf.derive(slot.generation().secret().bytes(), salt, info, SyntheticIvBox.KEY_SIZE);
        return slot.tag().concat(SyntheticIvBox.seal(key, Bytes.EMPTY, content));
    }
}
