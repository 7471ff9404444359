package dialtone.bridge.bitcoin;

import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.foreign.BcoinNode;
import dialtone.bridge.bitcoin.foreign.ForeignNode;
import dialtone.bridge.bitcoin.foreign.ForeignNode.Policy;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a frame takes from one bridge to another through bcoin nodes that announce to each peer every 5 s, as they do if nobody changes it: when both bridges are on the same K
 * nodes, and when each is on K of its own. Only with {@code -Dmeasure=true}; {@code docs/measurements.md} has the command.
 */
@EnabledIfSystemProperty(named = "measure", matches = "true", disabledReason = "measures only with -Dmeasure=true")
@Timeout(1200)
class LatencyMeasurement {

    private static final List<Integer> SIZES = List.of(1, 2, 4, 8);
    private static final int MOST = 8;
    private static final int COINS_EACH = 8;
    private static final int UNTIL_SEGWIT = 432;
    /** In each, every node announces at other instants than before. */
    private static final int ROUNDS = Integer.getInteger("measure.rounds", 6);

    private static final int SENT_IN_A_ROUND = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    private final List<BcoinNode> nodes = new ArrayList<>();
    private final List<Trio> trios = new ArrayList<>();
    private final Random random = new Random();

    /** Alice and {@code near} on the same K nodes, {@code far} on K others. Both hear what is for bob. */
    private final class Trio implements AutoCloseable {
        final int size;
        final Person alice;
        final Person near;
        final Person far;
        final List<Double> nearSeconds = new ArrayList<>();
        final List<Double> farSeconds = new ArrayList<>();

        Trio(int size) {
            this.size = size;
            alice = Person.start("alice" + size, directory, through(0, size));
            near = Person.start(bob(), directory.resolve("near"), through(0, size));
            far = Person.start(bob(), directory.resolve("far"), through(MOST, size));
        }

        private String bob() {
            return "bob" + size;
        }

        boolean isConnected() {
            return List.of(alice, near, far).stream()
                    .allMatch(person -> person.client.node().peers() == size);
        }

        /** What both have heard, and when it left. */
        void measure(String id, long sentNanos) {
            Bytes frame = Person.frame(bob(), id);
            await(bob() + " " + id)
                    .atMost(PATIENCE)
                    .until(() -> near.heardNanos.containsKey(frame) && far.heardNanos.containsKey(frame));
            nearSeconds.add((near.heardNanos.get(frame) - sentNanos) / 1e9);
            farSeconds.add((far.heardNanos.get(frame) - sentNanos) / 1e9);
        }

        @Override
        public void close() {
            alice.close();
            near.close();
            far.close();
        }
    }

    private BitcoinConfig through(int first, int count) {
        return new BitcoinConfig(
                Chain.REGTEST,
                nodes.subList(first, first + count).stream()
                        .map(LatencyMeasurement::socketAddress)
                        .toList(),
                Optional.empty(),
                Instant.EPOCH,
                true,
                false,
                1,
                50,
                Duration.ofSeconds(20));
    }

    private static InetSocketAddress socketAddress(ForeignNode node) {
        String[] parts = node.address().split(":");
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    /** Two times eight nodes, each connected with each. The first has the chain before the others come: they take it from one another. */
    @BeforeEach
    void start() {
        startNode();
        for (int size : SIZES) {
            nodes.get(0).mine(COINS_EACH, addressOf("alice" + size));
        }
        nodes.get(0).mine(UNTIL_SEGWIT);
        while (nodes.size() < 2 * MOST) {
            startNode();
        }
        SIZES.forEach(size -> trios.add(new Trio(size)));
        int height = nodes.get(0).height();
        await("the same chain everywhere")
                .atMost(PATIENCE)
                .until(() -> nodes.stream().allMatch(node -> node.height() == height)
                        && trios.stream()
                                .allMatch(trio -> trio.alice.client.node().height() == height));
    }

    private void startNode() {
        List<String> earlier = nodes.stream().map(BcoinNode::address).toList();
        nodes.add(BcoinNode.start(Policy.OPEN, BcoinNode.DEFAULT_TRICKLE, earlier));
    }

    /** The first one, which depends on the seed alone. */
    private String addressOf(String name) {
        try (Person person = Person.create(name, directory.resolve("address"), through(0, 1))) {
            return person.client.funds().address();
        }
    }

    @AfterEach
    void stop() {
        trios.forEach(Trio::close);
        nodes.forEach(BcoinNode::close);
    }

    private record Sent(Trio trio, String id, long nanos) {}

    @Test
    void fromBroadcastToDelivery() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            scatter();
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < SENT_IN_A_ROUND; i++) {
                for (Trio trio : trios) {
                    String id = "round " + round + " frame " + i + " " + "x".repeat(30);
                    trio.alice.call(trio.bob(), id);
                    sent.add(new Sent(trio, id, System.nanoTime()));
                }
                // Over the whole of an interval: when a frame is sent has nothing to do with when nodes announce.
                Thread.sleep(BcoinNode.DEFAULT_TRICKLE.toMillis() / SENT_IN_A_ROUND);
            }
            sent.forEach(each -> each.trio().measure(each.id(), each.nanos()));
        }
        System.out.printf("| K | frames | same nodes p50 | p90 | under 1 s | disjoint nodes p50 | p90 | under 1 s |%n"
                + "|---|---|---|---|---|---|---|---|%n");
        for (Trio trio : trios) {
            System.out.printf(
                    "| %d | %d | %s | %s |%n",
                    trio.size, trio.nearSeconds.size(), figures(trio.nearSeconds), figures(trio.farSeconds));
        }
        System.out.printf(
                "load %.1f%n", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Each node's instants of announcing to each bridge are counted from when that bridge came: at random within one interval. */
    private void scatter() throws InterruptedException {
        List<BcoinNode> order = new ArrayList<>(nodes);
        Collections.shuffle(order, random);
        for (BcoinNode node : order) {
            Thread.sleep(random.nextLong(2 * BcoinNode.DEFAULT_TRICKLE.toMillis() / order.size()));
            node.hangUp();
        }
        // The last one's end has been noticed by then.
        Thread.sleep(500);
        await("connected again").atMost(PATIENCE).until(() -> trios.stream().allMatch(Trio::isConnected));
    }

    private static String figures(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        long fast = sorted.stream().filter(each -> each < 1).count();
        return "%.1f s | %.1f s | %d %%"
                .formatted(percentile(sorted, 50), percentile(sorted, 90), Math.round(100.0 * fast / sorted.size()));
    }

    private static double percentile(List<Double> sorted, int percent) {
        return sorted.get(Math.max((int) Math.ceil(percent / 100.0 * sorted.size()), 1) - 1);
    }
}
