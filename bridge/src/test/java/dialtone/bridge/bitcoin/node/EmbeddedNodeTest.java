package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;

/** The node as bitcoinj clients see it. */
class EmbeddedNodeTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aLateJoinerGetsTheWholeChain() throws Exception {
        try (EmbeddedNode node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory())) {
            int height = node.mine(1_300);
            long start = System.nanoTime();
            try (SpvClient alice = SpvClient.connect(node)) {
                await().atMost(Duration.ofSeconds(30)).until(() -> alice.height() == height);
                System.out.printf("late joiner: %d blocks in %d ms%n", height, (System.nanoTime() - start) / 1_000_000);
            }
        }
    }

    @Test
    void aMessageCrossesFromOnePeerToAnother() throws Exception {
        EmbeddedNodeConfig config = EmbeddedNodeConfig.inMemory().withBlockDelay(HOUR);
        try (EmbeddedNode node = EmbeddedNode.start(config);
                SpvClient alice = SpvClient.connect(node);
                SpvClient bob = SpvClient.connect(node)) {
            node.fund(alice.address(), 8, 100_000);
            node.mine(1);
            await().until(() -> alice.balance().equals(Coin.valueOf(800_000)) && alice.height() == node.height());
            await().until(() -> bob.height() == node.height());
            List<Long> micros = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                if (i % 20 == 0) {
                    node.mine(1); // a chain of unconfirmed change may be 25 long
                }
                Transaction tx = alice.message(new byte[] {(byte) i, 1, 2, 3});
                long start = System.nanoTime();
                alice.send(tx);
                await().pollInterval(Duration.ofMillis(1))
                        .pollDelay(Duration.ZERO)
                        .until(() -> bob.heardAtNanos.containsKey(tx.getTxId()));
                micros.add((bob.heardAtNanos.get(tx.getTxId()) - start) / 1_000);
            }
            micros.sort(null);
            System.out.printf("alice to bob: p50 %d us, p99 %d us%n", micros.get(100), micros.get(198));
            assertThat(node.mempoolSize()).isEqualTo(20);
        }
    }
}
