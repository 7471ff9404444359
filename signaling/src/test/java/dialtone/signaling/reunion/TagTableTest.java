package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TagTableTest {

    private static final int FRIENDS = 1_000;

    private final Random random = new Random(11);
    private final TagTable<Integer> table = new TagTable<>();

    @Test
    void a_friend_is_found_by_each_tag_of_the_window_and_by_no_other() {
        table.put(1, Friends.alice());
        Generation generation = Friends.alice().current();

        for (long counter = 0; counter < Generation.WINDOW; counter++) {
            assertThat(table.find(frame(generation.tag(Side.HIGHER, counter))))
                    .contains(new TagTable.Match<>(1, generation.id(), counter));
        }
        assertThat(table.find(frame(generation.tag(Side.HIGHER, Generation.WINDOW))))
                .isEmpty();
        assertThat(table.find(frame(generation.tag(Side.LOWER, 0))))
                .as("our own frame")
                .isEmpty();
        assertThat(table.find(generation.tag(Side.HIGHER, 0)))
                .as("no frame's size")
                .isEmpty();
        assertThat(table.find(Bytes.EMPTY)).isEmpty();
    }

    @Test
    void a_friend_who_is_put_again_or_removed_leaves_no_tags_behind() {
        table.put(1, Friends.alice());
        table.put(1, PairState.introduced(Side.LOWER, Friends.secret(random)));
        assertThat(table.size()).isEqualTo(Generation.WINDOW);

        table.remove(1);
        assertThat(table.size()).isZero();
    }

    @Test
    void a_stranger_costs_one_look_up_among_a_thousand_friends() {
        for (int friend = 0; friend < FRIENDS; friend++) {
            table.put(friend, PairState.introduced(Side.LOWER, Friends.secret(random)));
        }
        Bytes[] strangers = new Bytes[4_096];
        for (int i = 0; i < strangers.length; i++) {
            byte[] payload = new byte[40];
            random.nextBytes(payload);
            strangers[i] = Bytes.of(payload);
        }
        long[] nanos = new long[400];
        int found = 0;
        for (int round = 0; round < nanos.length; round++) {
            long start = System.nanoTime();
            for (Bytes stranger : strangers) {
                found += table.find(stranger).isPresent() ? 1 : 0;
            }
            nanos[round] = (System.nanoTime() - start) / strangers.length;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "a payload that is not for us, %,d friends, %,d tags: median %d ns%n",
                FRIENDS, table.size(), nanos[nanos.length / 2]);
        assertThat(found).isZero();
        assertThat(nanos[nanos.length / 2]).isLessThan(1_000);
    }

    private static Bytes frame(Bytes tag) {
        return tag.concat(Bytes.of(new byte[32]));
    }
}
