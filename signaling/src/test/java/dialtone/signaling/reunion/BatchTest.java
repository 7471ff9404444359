package dialtone.signaling.reunion;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Opened.Reason;
import dialtone.signaling.frame.PairSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final List<Outpoint> COINS = Peers.outpoints(1);

    private final Random random = new Random(19);
    private final List<PairSecret> secrets = new ArrayList<>();
    private final List<Bytes> frames = new ArrayList<>();

    @Test
    void each_friend_finds_its_own_frame_and_no_other() {
        Bytes payload = batchFor(50);

        for (PairSecret secret : secrets) {
            PairState friend = PairState.introduced(Side.HIGHER, secret);
            List<Batch.Found<String>> found = Batch.find(payload, table(friend));
            assertThat(found).hasSize(1);
            assertThat(Batch.open(payload, COINS, found.get(0), friend, List.of(), NOON, NOON))
                    .isInstanceOf(ReunionOpened.Invitation.class);
        }
        PairState stranger = PairState.introduced(Side.HIGHER, Friends.secret(random));
        assertThat(Batch.find(payload, table(stranger))).isEmpty();
        System.out.printf("batch: 50 invitations in one payload of %,d bytes%n", payload.size());
    }

    @Test
    void how_many_there_were_is_hidden_up_to_a_power_of_two() {
        assertThat(batchFor(1).size()).isBetween(4 * 40, 4 * 72);
        assertThat(batchFor(5).size()).isBetween(8 * 40, 8 * 72);
        assertThat(batchFor(8).size()).isBetween(8 * 40, 8 * 72);
        assertThat(batchFor(64).size()).isBetween(64 * 40, 64 * 72);
    }

    @Test
    void frames_do_not_stand_in_the_order_they_were_given() {
        Bytes payload = batchFor(64);
        int inPlace = 0;
        int offset = 0;
        for (Bytes frame : frames) {
            inPlace += payload.slice(offset, offset + 8).equals(frame.slice(0, 8)) ? 1 : 0;
            offset += frame.size();
        }
        assertThat(inPlace).isLessThan(16);
    }

    @Test
    void a_batch_in_another_transaction_opens_nothing() {
        Bytes payload = batchFor(4);
        PairState friend = PairState.introduced(Side.HIGHER, secrets.get(0));
        Batch.Found<String> found = Batch.find(payload, table(friend)).get(0);

        assertThat(Batch.open(payload, Peers.outpoints(2), found, friend, List.of(), NOON, NOON))
                .isEqualTo(new ReunionOpened.Rejected(
                        Reason.NOT_AUTHENTIC,
                        ((ReunionOpened.Rejected)
                                        Batch.open(payload, Peers.outpoints(2), found, friend, List.of(), NOON, NOON))
                                .detail(),
                        friend));
    }

    @Test
    void too_many_none_or_something_that_is_no_frame_is_refused() {
        assertThatThrownBy(() -> Batch.pack(List.of(), Friends.repeatable(random)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Batch.pack(List.of(Peers.filled(41, 0)), Friends.repeatable(random)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> batchFor(65)).isInstanceOf(MalformedException.class);
    }

    /** Some of them with a fingerprint, so that the sizes are mixed. */
    private Bytes batchFor(int friends) {
        secrets.clear();
        frames.clear();
        for (int i = 0; i < friends; i++) {
            PairSecret secret = Friends.secret(random);
            secrets.add(secret);
            frames.add(((Reunion.Sealing.Fits) Reunion.sealInvitation(
                            PairState.introduced(Side.LOWER, secret).reserve().slot(),
                            false,
                            NOON,
                            NOON.plusSeconds(60),
                            ShortDescriptor.of(Peers.chromium(), i % 5 > 0, true),
                            COINS))
                    .payload());
        }
        return Batch.pack(frames, Friends.repeatable(random));
    }

    private static TagTable<String> table(PairState state) {
        TagTable<String> table = new TagTable<>();
        table.put("friend", state);
        return table;
    }
}
