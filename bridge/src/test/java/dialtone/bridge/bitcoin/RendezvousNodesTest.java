package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.Rendezvous;
import dialtone.signaling.reunion.Side;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bitcoinj.core.PeerAddress;
import org.bitcoinj.core.Services;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which public nodes friends choose, out of what they have heard. */
class RendezvousNodesTest {

    private static final int PORT = 8333;
    private static final int PLACES = 4;
    private static final Instant NOVEMBER = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private Database alices;
    private Database bobs;

    @BeforeEach
    void open() {
        alices = Database.open(directory.resolve("alice.db"));
        bobs = Database.open(directory.resolve("bob.db"));
    }

    @AfterEach
    void close() {
        alices.close();
        bobs.close();
    }

    private static Rendezvous between(int pair) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) pair);
        return Rendezvous.of(PairState.introduced(Side.LOWER, new PairSecret(Bytes.of(secret)))
                .current());
    }

    private static KnownNodes known(Database database) {
        return new KnownNodes(database, PORT, Clock.fixed(NOVEMBER, ZoneOffset.UTC));
    }

    private static RendezvousNodes ranked(Database database, Rendezvous... friends) {
        RendezvousNodes nodes = new RendezvousNodes(known(database));
        nodes.with(() -> List.of(friends));
        nodes.rank(PLACES);
        return nodes;
    }

    private static PeerAddress told(String address, int port, long services) {
        try {
            return PeerAddress.inet(InetAddress.getByName(address), port, Services.of(services), NOVEMBER);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static PeerAddress told(String address) {
        return told(address, PORT, Services.NODE_NETWORK | Services.NODE_WITNESS);
    }

    /** Each in a group of its own. */
    private static List<PeerAddress> world(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> told((11 + i / 200) + "." + i % 200 + ".7.9"))
                .toList();
    }

    @Test
    void two_friends_who_know_the_same_nodes_choose_the_same_ones_after_a_restart_too() {
        List<PeerAddress> world = new ArrayList<>(world(500));
        known(alices).heard(world);
        Collections.shuffle(world, new Random(1));
        known(bobs).heard(world);

        List<InetSocketAddress> alice = ranked(alices, between(1)).wanted(PLACES, Set.of());
        List<InetSocketAddress> bob = ranked(bobs, between(1)).wanted(PLACES, Set.of());

        assertThat(alice).hasSize(PLACES).isEqualTo(bob);
        assertThat(ranked(alices, between(2)).wanted(PLACES, Set.of())).isNotEqualTo(alice);
        alices.close();
        alices = Database.open(directory.resolve("alice.db"));
        assertThat(ranked(alices, between(1)).wanted(PLACES, Set.of())).isEqualTo(alice);
    }

    @Test
    void what_each_heard_of_two_thirds_of_the_nodes_brings_most_pairs_together() {
        List<PeerAddress> world = world(600);
        Random random = new Random(1);
        known(alices).heard(world.stream().filter(node -> random.nextInt(3) > 0).toList());
        known(bobs).heard(world.stream().filter(node -> random.nextInt(3) > 0).toList());
        int together = 0;
        int shared = 0;
        for (int pair = 0; pair < 100; pair++) {
            Set<InetSocketAddress> common =
                    new HashSet<>(ranked(alices, between(pair)).wanted(PLACES, Set.of()));
            common.retainAll(ranked(bobs, between(pair)).wanted(PLACES, Set.of()));
            together += common.isEmpty() ? 0 : 1;
            shared += common.size();
        }
        System.out.printf(
                "rendezvous: each heard of 2/3 of 600 nodes: %d of 100 pairs share at least one of %d nodes, %.2f on average%n",
                together, PLACES, shared / 100.0);
        assertThat(together).isGreaterThan(85);
    }

    @Test
    void several_friends_take_turns() {
        known(alices).heard(world(500));
        InetSocketAddress bobsBest =
                ranked(alices, between(1)).wanted(1, Set.of()).get(0);
        InetSocketAddress carolsBest =
                ranked(alices, between(2)).wanted(1, Set.of()).get(0);

        assertThat(ranked(alices, between(1), between(2)).wanted(PLACES, Set.of()))
                .hasSize(PLACES)
                .startsWith(bobsBest, carolsBest);
    }

    @Test
    void no_two_are_of_one_network_and_none_of_one_that_is_connected_already() {
        known(alices)
                .heard(IntStream.range(0, 100)
                        .mapToObj(i -> told("198.5" + i % 3 + ".100." + i))
                        .toList());
        Set<String> taken = Set.of(RendezvousNodes.group(told("198.50.1.1").getAddr()));

        List<InetSocketAddress> wanted = ranked(alices, between(1)).wanted(PLACES, taken);

        assertThat(wanted.stream()
                        .map(node -> node.getAddress().getHostAddress().substring(0, 6))
                        .collect(Collectors.toList()))
                .containsExactlyInAnyOrder("198.51", "198.52");
    }

    @Test
    void without_friends_nothing_is_preferred() {
        known(alices).heard(world(50));
        assertThat(ranked(alices).wanted(PLACES, Set.of())).isEmpty();
    }

    @Test
    void one_that_failed_is_left_out_for_a_day() {
        known(alices).heard(world(50));
        RendezvousNodes nodes = ranked(alices, between(1));
        List<InetSocketAddress> before = nodes.wanted(PLACES, Set.of());

        nodes.failed(before.get(0));

        assertThat(nodes.wanted(PLACES, Set.of())).hasSize(PLACES).doesNotContain(before.get(0));
        nodes.rank(PLACES);
        assertThat(nodes.wanted(PLACES, Set.of())).doesNotContain(before.get(0));
        Clock tomorrow = Clock.offset(Clock.fixed(NOVEMBER, ZoneOffset.UTC), Duration.ofHours(25));
        assertThat(new KnownNodes(alices, PORT, tomorrow).all()).contains(before.get(0));
    }

    @Test
    void nobody_makes_us_knock_at_other_doors() {
        long full = Services.NODE_NETWORK | Services.NODE_WITNESS;
        known(alices)
                .heard(List.of(
                        told("203.0.112.1", 22, full),
                        told("203.0.112.1", PORT, Services.NODE_NETWORK),
                        told("127.0.0.1"),
                        told("10.0.0.1"),
                        told("192.168.1.1"),
                        told("172.16.0.1"),
                        told("169.254.169.254"),
                        told("100.100.100.200"),
                        told("224.0.0.1"),
                        told("255.255.255.255"),
                        told("0.0.0.0"),
                        told("::1"),
                        told("fe80::1"),
                        told("fd00:ec2::254"),
                        told("2002:7f00:1::1"),
                        told("64:ff9b::7f00:1")));
        assertThat(known(alices).all()).isEmpty();
        known(alices).heard(List.of(told("203.0.112.1"), told("2a01:4f8::1")));
        assertThat(known(alices).all()).hasSize(2);
    }

    @Test
    void what_is_kept_is_bounded_and_the_oldest_hearsay_goes_first() {
        known(alices).heard(List.of(told("203.0.112.1")));
        Clock later = Clock.offset(Clock.fixed(NOVEMBER, ZoneOffset.UTC), Duration.ofMinutes(1));
        KnownNodes nodes = new KnownNodes(alices, PORT, later);
        nodes.heard(IntStream.range(0, KnownNodes.MOST)
                .mapToObj(i -> told("55." + i / 65_536 + "." + (i >> 8 & 0xff) + "." + (i & 0xff)))
                .toList());
        assertThat(nodes.all())
                .hasSize(KnownNodes.MOST)
                .noneMatch(node -> node.getAddress().getHostAddress().equals("203.0.112.1"));
    }
}
