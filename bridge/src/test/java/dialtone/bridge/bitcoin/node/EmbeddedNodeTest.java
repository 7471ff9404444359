package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;

/** The node as the bridge sees it: through bitcoinj's PeerGroup. */
class EmbeddedNodeTest {
    private static final EmbeddedNodeConfig CONFIG = EmbeddedNodeConfig.inMemory();
    private static final EmbeddedNodeConfig NO_BLOCKS = CONFIG.withBlockDelay(Duration.ofHours(1));
    private static final int MESSAGES = 200;
    /** A chain of unconfirmed change may be 25 long. */
    private static final int MESSAGES_PER_BLOCK = 20;

    @Test
    void aNodeStartsAtOnce() throws Exception {
        long start = System.nanoTime();
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG)) {
            System.out.printf("start with %d new blocks: %d ms%n", node.height(), millisSince(start));
            assertThat(node.address().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    @Test
    void aLateJoinerGetsTheWholeChain() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG)) {
            int height = node.mine(1_300);
            long start = System.nanoTime();
            try (SpvClient alice = SpvClient.connect(node)) {
                await().until(() -> alice.height() == height);
                System.out.printf("late joiner: %d blocks in %d ms%n", height, millisSince(start));
            }
        }
    }

    @Test
    void aConnectedClientFollowsWhenManyBlocksComeAtOnce() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG);
                SpvClient alice = SpvClient.connect(node)) {
            await().until(() -> alice.height() == node.height());
            int height = node.mine(350);
            await().until(() -> alice.height() == height);
        }
    }

    @Test
    void aMessageCrossesFromOnePeerToAnother() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(NO_BLOCKS);
                SpvClient alice = SpvClient.connect(node);
                SpvClient bob = SpvClient.connect(node)) {
            giveCoins(node, alice);
            List<Long> micros = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                if (i % MESSAGES_PER_BLOCK == 0) {
                    mineAndWait(node, alice, bob);
                }
                Transaction tx = alice.message(new byte[200]);
                long start = System.nanoTime();
                alice.send(tx);
                await().until(() -> bob.heardAtNanos.containsKey(tx.getTxId()));
                micros.add((bob.heardAtNanos.get(tx.getTxId()) - start) / 1_000);
            }
            micros.sort(null);
            System.out.printf(
                    "one message at a time, alice to bob: p50 %.1f ms, p99 %.1f ms%n",
                    micros.get(MESSAGES / 2) / 1_000.0, micros.get(MESSAGES * 99 / 100) / 1_000.0);
        }
    }

    @Test
    void everyMessageOnChainedChangeArrivesWhileBlocksAreMined() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(NO_BLOCKS);
                SpvClient alice = SpvClient.connect(node);
                SpvClient bob = SpvClient.connect(node)) {
            giveCoins(node, alice);
            List<Transaction> sent = new ArrayList<>();
            List<Long> micros = new ArrayList<>();
            for (int round = 0; round < MESSAGES / MESSAGES_PER_BLOCK; round++) {
                List<Transaction> burst = new ArrayList<>();
                for (int i = 0; i < MESSAGES_PER_BLOCK; i++) {
                    burst.add(alice.message(new byte[200]));
                }
                long start = System.nanoTime();
                burst.forEach(alice::send);
                sent.addAll(burst);
                await().until(() -> node.mempoolSize() > 0);
                node.mine(1); // some of them are between inv and getdata now
                await().until(() -> burst.stream().allMatch(tx -> bob.heardAtNanos.containsKey(tx.getTxId())));
                burst.forEach(tx -> micros.add((bob.heardAtNanos.get(tx.getTxId()) - start) / 1_000));
                mineAndWait(node, alice, bob);
            }
            long heard = sent.stream()
                    .filter(tx -> bob.heardAtNanos.containsKey(tx.getTxId()))
                    .count();
            micros.sort(null);
            System.out.printf(
                    "bursts of %d while mining: %d/%d heard, p50 %.1f ms, p99 %.1f ms after the first send%n",
                    MESSAGES_PER_BLOCK,
                    heard,
                    MESSAGES,
                    micros.get(MESSAGES / 2) / 1_000.0,
                    micros.get(MESSAGES * 99 / 100) / 1_000.0);
            assertThat(heard).isEqualTo(MESSAGES);
        }
    }

    @Test
    void aBlockFollowsTheFirstTransactionByItself() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG.withBlockDelay(Duration.ofMillis(200)));
                SpvClient alice = SpvClient.connect(node)) {
            int before = node.height();
            node.fund(alice.address(), 2, 50_000);
            await().until(() -> node.height() == before + 1 && node.mempoolSize() == 0);
            await().until(() -> alice.confirmedBalance().equals(Coin.valueOf(100_000)));
        }
    }

    @Test
    void aPeerThatComesLateHearsWhatWaitsForABlock() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(NO_BLOCKS);
                SpvClient alice = SpvClient.connect(node)) {
            giveCoins(node, alice);
            Transaction tx = alice.message(new byte[100]);
            alice.send(tx);
            await().until(() -> node.mempoolSize() == 1);
            try (SpvClient bob = SpvClient.connect(node)) {
                await().until(() -> bob.heardAtNanos.containsKey(tx.getTxId()));
            }
        }
    }

    @Test
    void aBridgeInAnotherProcessGetsItsCoinsByUserAgent() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(NO_BLOCKS.withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
                SpvClient alice = SpvClient.connectAndAsk(node)) {
            await().until(() -> alice.balance().equals(Coin.valueOf(800_000)));
        }
    }

    @Test
    void aClientComesBackWhenTheNodeIsBackOnItsPort() throws Exception {
        EmbeddedNode first = EmbeddedNode.start(NO_BLOCKS);
        try (SpvClient alice = SpvClient.connect(first)) {
            int port = first.address().getPort();
            first.close();
            await().until(() -> alice.peers.numConnectedPeers() == 0);
            try (EmbeddedNode second = EmbeddedNode.start(NO_BLOCKS.withPort(port))) {
                await().until(() -> alice.peers.numConnectedPeers() == 1);
                assertThat(second.height()).isEqualTo(NodeState.INITIAL_BLOCKS);
            }
        }
    }

    private static void giveCoins(EmbeddedNode node, SpvClient alice) {
        node.fund(alice.address(), 8, 100_000);
        mineAndWait(node, alice);
        await().until(() -> alice.balance().equals(Coin.valueOf(800_000)));
    }

    private static void mineAndWait(EmbeddedNode node, SpvClient... clients) {
        int height = node.mine(1);
        for (SpvClient client : clients) {
            await().until(() -> client.height() == height);
        }
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
