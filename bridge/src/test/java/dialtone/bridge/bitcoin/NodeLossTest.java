package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLossTest {

    /** What the user is promised. */
    private static final Duration LOST_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private static void awaitState(Person person, NodeStatus.State state) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> person.client.node().state() == state);
    }

    @Test
    void aNodeThatWasGoneGetsWhatWasSentMeanwhile() throws Exception {
        EmbeddedNodeConfig nodeConfig = EmbeddedNodeConfig.inMemory()
                .withDataDir(directory.resolve("node"))
                .withBlockDelay(Duration.ofHours(1));
        EmbeddedNode node = EmbeddedNode.start(nodeConfig);
        BitcoinConfig config = BitcoinConfig.regtest(node.address());
        try (Person alice = Person.start("alice", directory, config);
                Person bob = Person.start("bob", directory, config)) {
            awaitState(alice, NodeStatus.State.CONNECTED);
            awaitState(bob, NodeStatus.State.CONNECTED);
            node.fund(alice.client.funds().address(), 4, 100_000);
            node.mine(1);
            await().until(() -> alice.client.funds().balanceSat() == 400_000);
            int port = node.address().getPort();
            node.close();
            long closed = System.nanoTime();
            awaitState(alice, NodeStatus.State.LOST);
            long lostMs = (System.nanoTime() - closed) / 1_000_000;
            alice.call("bob", "while away");
            await().until(() -> alice.progressOf("while away").contains(new Progress.Broadcast(0)));

            node = EmbeddedNode.start(nodeConfig.withPort(port));
            long back = System.nanoTime();
            await().atMost(Duration.ofSeconds(20)).until(() -> bob.heard().contains("bob while away"));
            long heardMs = (System.nanoTime() - back) / 1_000_000;
            awaitState(alice, NodeStatus.State.CONNECTED);
            await().until(() -> alice.progressOf("while away").contains(new Progress.Seen(1)));
            assertThat(alice.progressOf("while away")).contains(new Progress.Broadcast(1));
            assertThat(bob.heard()).containsExactly("bob while away");
            await().untilAsserted(() -> assertThat(alice.statuses)
                    .extracting(NodeStatus::state)
                    .containsSubsequence(
                            NodeStatus.State.CONNECTED, NodeStatus.State.LOST, NodeStatus.State.CONNECTED));
            assertThat(lostMs).isLessThan(LOST_WITHIN.toMillis());
            System.out.printf(
                    "node killed: lost told after %d ms; back: the queued frame arrived after %d ms%n",
                    lostMs, heardMs);
        } finally {
            node.close();
        }
    }

    @Test
    void aNodeThatStaysConnectedButSilentIsLostToo() throws Exception {
        try (ScriptedNode node = new ScriptedNode();
                Person alice = Person.start("alice", directory, node.config())) {
            awaitState(alice, NodeStatus.State.CONNECTED);
            node.mute = true;
            long silent = System.nanoTime();
            awaitState(alice, NodeStatus.State.LOST);
            long lostMs = (System.nanoTime() - silent) / 1_000_000;
            node.mute = false;
            awaitState(alice, NodeStatus.State.CONNECTED);
            System.out.printf("node silent: lost told after %d ms%n", lostMs);
            assertThat(lostMs).isLessThan(LOST_WITHIN.plusSeconds(1).toMillis());
        }
    }

    @Test
    void aNodeThatWasNeverThereIsLostAfterTheSameTime() throws Exception {
        ScriptedNode gone = new ScriptedNode();
        gone.close();
        try (Person alice = Person.start("alice", directory, gone.config())) {
            assertThat(alice.client.node().state()).isEqualTo(NodeStatus.State.CONNECTING);
            awaitState(alice, NodeStatus.State.LOST);
            await().until(() -> alice.statuses.stream().anyMatch(told -> told.state() == NodeStatus.State.LOST));
        }
    }
}
