package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.frame.PairSecret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {

    private static final int PORT = 8333;
    private static final int TOP = 4;

    private static Rendezvous between(int pair) {
        return Rendezvous.of(Generation.first(new PairSecret(Peers.filled(32, pair))));
    }

    private static List<Bytes> addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Bytes.of(new byte[] {(byte) 198, 51, (byte) (i >> 8), (byte) i}))
                .toList();
    }

    private static List<Bytes> top(Rendezvous rendezvous, List<Bytes> known) {
        Map<Bytes, Long> scores = new HashMap<>();
        known.forEach(each -> scores.put(each, rendezvous.score(each, PORT)));
        Comparator<Bytes> byScore = (one, other) -> Long.compareUnsigned(scores.get(one), scores.get(other));
        return known.stream().sorted(byScore.reversed()).limit(TOP).toList();
    }

    private static List<Bytes> common(List<Bytes> ours, List<Bytes> theirs) {
        List<Bytes> common = new ArrayList<>(ours);
        common.retainAll(theirs);
        return common;
    }

    @Test
    void two_who_know_the_same_nodes_prefer_the_same_ones_in_the_same_order() {
        List<Bytes> known = addresses(1_000);
        List<Bytes> shuffled = new ArrayList<>(known);
        Collections.shuffle(shuffled, new Random(1));
        assertThat(top(between(1), shuffled)).isEqualTo(top(between(1), known));
    }

    @Test
    void who_has_another_secret_prefers_others() {
        List<Bytes> known = addresses(1_000);
        List<Bytes> alices = top(between(1), known);
        int shared = IntStream.range(2, 52)
                .map(pair -> common(alices, top(between(pair), known)).size())
                .sum();
        assertThat(shared).as("4 of 1,000, with 50 other pairs: 0.8 expected").isLessThan(8);
    }

    @Test
    void two_who_know_three_quarters_of_the_nodes_each_share_most_of_their_choice() {
        Random random = new Random(1);
        List<Bytes> all = addresses(2_000);
        int shared = 0;
        for (int pair = 0; pair < 100; pair++) {
            List<Bytes> ours =
                    all.stream().filter(each -> random.nextInt(4) > 0).toList();
            List<Bytes> theirs =
                    all.stream().filter(each -> random.nextInt(4) > 0).toList();
            shared +=
                    common(top(between(pair), ours), top(between(pair), theirs)).size();
        }
        System.out.println("rendezvous: knowing 3/4 of the nodes each, " + shared / 100.0 + " of 4 chosen ones shared");
        assertThat(shared).isBetween(200, 330);
    }

    @Test
    void no_node_is_preferred_by_all_pairs() {
        List<Bytes> known = addresses(16);
        int[] first = new int[known.size()];
        for (int pair = 0; pair < 200; pair++) {
            first[known.indexOf(top(between(pair), known).get(0))]++;
        }
        assertThat(Arrays.stream(first).boxed()).as("12.5 expected").allMatch(count -> count > 1 && count < 36);
    }

    @Test
    void an_ipv4_address_is_what_an_addr_message_makes_of_it() {
        Bytes v4 = Bytes.fromHex("cb007107");
        assertThat(between(1).score(v4, PORT))
                .isEqualTo(between(1).score(Bytes.fromHex("00000000000000000000ffffcb007107"), PORT))
                .isNotEqualTo(between(1).score(v4, PORT + 1));
        assertThatThrownBy(() -> between(1).score(Bytes.fromHex("cb0071"), PORT))
                .hasMessage("expected an address of 4 or 16 bytes, got 3");
        assertThatThrownBy(() -> between(1).score(v4, 0)).hasMessage("expected a port from 1 to 65535, got 0");
    }

    @Test
    void in_the_middle_of_a_ratchet_the_two_still_have_a_secret_in_common() {
        Generation first = Generation.first(new PairSecret(Peers.filled(32, 1)));
        PairState alice = new PairState(
                Side.LOWER,
                first,
                Optional.empty(),
                Optional.of(first.mixed(Peers.filled(32, 1), Peers.filled(32, 33))),
                false);
        PairState bob = new PairState(Side.HIGHER, first, alice.previous(), alice.next(), false).promoted();
        Bytes node = addresses(1).get(0);
        List<Long> alices = alice.held().stream()
                .map(held -> Rendezvous.of(held).score(node, PORT))
                .toList();
        List<Long> bobs = bob.held().stream()
                .map(held -> Rendezvous.of(held).score(node, PORT))
                .toList();
        assertThat(alices.get(0)).isNotEqualTo(bobs.get(0));
        assertThat(bobs).containsExactlyInAnyOrderElementsOf(alices);
    }
}
