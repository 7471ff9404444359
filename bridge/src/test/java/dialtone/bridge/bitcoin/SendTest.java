package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendTest {

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private BitcoinConfig config;
    private Person alice;
    private Person bob;

    @BeforeEach
    void startNode() throws Exception {
        // Blocks come when the test wants them.
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory()
                .withBlockDelay(Duration.ofHours(1))
                .withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        config = BitcoinConfig.regtest(node.address());
        alice = Person.start("alice", directory, config);
        bob = Person.start("bob", directory, config);
        await().until(() -> alice.client.node().state() == NodeStatus.State.CONNECTED
                && bob.client.node().state() == NodeStatus.State.CONNECTED);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private void fundAlice(int coins) {
        long before = alice.client.funds().balanceSat();
        node.fund(alice.client.funds().address(), coins, 100_000);
        await().until(() -> alice.client.funds().balanceSat() == before + coins * 100_000L);
    }

    /** What alice sent so far is in it. */
    private void mineAndSync() {
        await().until(() -> alice.client.spends(100).stream()
                .noneMatch(spend -> spend.state() == Spend.State.SIGNED || spend.state() == Spend.State.BROADCAST));
        int height = node.mine(1);
        await().until(() ->
                alice.client.node().height() == height && bob.client.node().height() == height);
    }

    @Test
    void aFrameReachesTheFriendOnceThroughMempoolAndBlock() throws Exception {
        fundAlice(4);
        SentFrame frame = alice.call("bob", "c1");
        await().until(() -> !bob.payloads.isEmpty());
        mineAndSync();
        await().until(() -> alice.progressOf("c1").stream().anyMatch(Progress.Confirmed.class::isInstance));
        assertThat(bob.heard()).containsExactly("bob c1");
        Payload payload = bob.payloads.get(0);
        assertThat(payload.outpoints()).isEqualTo(frame.outpoints());
        assertThat(payload.txid()).isEqualTo(frame.txid());
        assertThat(payload.block()).isEmpty();
        assertThat(alice.payloads).isEmpty();
    }

    @Test
    void theSenderIsToldEachStepInOrder() throws Exception {
        fundAlice(1);
        alice.call("bob", "c1");
        await().until(() -> alice.progressOf("c1").contains(new Progress.Seen(1)));
        mineAndSync();
        await().until(() -> alice.progressOf("c1").size() == 3);
        assertThat(alice.progressOf("c1").subList(0, 2))
                .containsExactly(new Progress.Broadcast(1), new Progress.Seen(1));
        assertThat(alice.progressOf("c1").get(2))
                .isInstanceOfSatisfying(
                        Progress.Confirmed.class,
                        confirmed -> assertThat(confirmed.block().height()).isEqualTo(node.height()));
        assertThat(alice.client.spends(10)).singleElement().satisfies(spend -> {
            assertThat(spend.state()).isEqualTo(Spend.State.CONFIRMED);
            assertThat(spend.purpose()).isEqualTo("invitation to bob");
        });
    }

    @Test
    void aRestartRepeatsNothing() throws Exception {
        fundAlice(1);
        alice.call("bob", "c1");
        await().until(() -> bob.heard().contains("bob c1"));
        bob = bob.restarted();
        mineAndSync();
        bob = bob.restarted();
        alice.call("bob", "c2");
        await().until(() -> bob.heard().contains("bob c2"));
        assertThat(bob.heard()).containsExactly("bob c2");
    }

    @Test
    void whatWasSentWhileTheFriendWasAwayIsFoundInItsBlock() throws Exception {
        fundAlice(1);
        bob.close();
        alice.call("bob", "c1");
        await().until(() -> alice.progressOf("c1").contains(new Progress.Seen(1)));
        int height = node.mine(3) - 2;
        bob = bob.restarted();
        await().until(() -> !bob.payloads.isEmpty());
        assertThat(bob.heard()).containsExactly("bob c1");
        assertThat(bob.payloads.get(0).block())
                .hasValueSatisfying(block -> assertThat(block.height()).isEqualTo(height));
    }

    @Test
    void theSameIntentNeverSpendsTwice() throws Exception {
        fundAlice(2);
        SentFrame first = alice.call("bob", "c1");
        Set<String> seals = new HashSet<>();
        SentFrame second =
                alice.client.send(new Intent("c1", "again", alice.now().plusSeconds(60)), outpoints -> {
                    seals.add("sealed again");
                    return Bytes.fromHex("00");
                });
        alice = alice.restarted();
        SentFrame third = alice.call("bob", "c1");
        assertThat(first.again()).isFalse();
        assertThat(second.again()).isTrue();
        assertThat(third).isEqualTo(second);
        assertThat(second.txid()).isEqualTo(first.txid());
        assertThat(alice.client.sent("c1")).hasValue(third);
        assertThat(seals).isEmpty();
        assertThat(alice.client.spends(10)).hasSize(1);
    }

    @Test
    void withoutCoinsNothingIsSealedAndTheMessageSaysWhatToDo() {
        assertThatThrownBy(() -> alice.client.send(
                        new Intent("c1", "invitation", alice.now().plusSeconds(60)), outpoints -> {
                            throw new AssertionError("sealed without a coin");
                        }))
                .isInstanceOf(NotEnoughCoinsException.class)
                .hasMessageContaining("0 sat can be spent")
                .hasMessageContaining("send coins to " + alice.client.funds().address());
        assertThat(alice.client.sent("c1")).isEmpty();
    }

    @Test
    void aSingleCoinIsSplitUntilFourCanBeSpent() throws Exception {
        fundAlice(1);
        for (int i = 1; i <= 4; i++) {
            alice.call("bob", "c" + i);
        }
        assertThat(alice.client.funds().readyCoins()).isEqualTo(SpendGate.WANTED_COINS);
        long fees = alice.client.spends(10).stream().mapToLong(Spend::feeSat).sum();
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000 - fees);
        await().until(() -> bob.heard().size() == 4);
    }

    @Test
    void confirmedCoinsAreSpentBeforeChange() throws Exception {
        String funding = node.fund(alice.client.funds().address(), 3, 100_000);
        await().until(() -> alice.client.funds().balanceSat() == 300_000);
        mineAndSync();
        Set<Long> spent = new HashSet<>();
        for (int i = 1; i <= 3; i++) {
            Outpoint outpoint = alice.call("bob", "c" + i).outpoints().get(0);
            assertThat(Networks.hash(outpoint.txid().toArray())).hasToString(funding);
            spent.add(outpoint.index());
        }
        assertThat(spent).hasSize(3);
    }

    @Test
    void aChainOfUnconfirmedFramesStopsBeforeNodesRefuseIt() throws Exception {
        fundAlice(1);
        for (int i = 1; i < Coins.MAX_UNCONFIRMED_CLUSTER; i++) {
            alice.call("bob", "c" + i);
        }
        assertThatThrownBy(() -> alice.call("bob", "one too many"))
                .isInstanceOf(NotEnoughCoinsException.class)
                .hasMessageContaining("wait for the next one");
        assertThat(alice.client.funds().readyCoins()).isZero();
        await().until(() -> bob.heard().size() == Coins.MAX_UNCONFIRMED_CLUSTER - 1);
        mineAndSync();
        alice.call("bob", "after the block");
        await().until(() -> bob.heard().contains("bob after the block"));
    }

    @Test
    void aFrameTooLongForTheFirstCoinGetsALargerOne() throws Exception {
        node.fund(alice.client.funds().address(), 1, 560);
        await().until(() -> alice.client.funds().balanceSat() == 560);
        mineAndSync();
        fundAlice(1);
        Set<Object> offered = new HashSet<>();
        SentFrame frame = alice.client.send(new Intent("c1", "long", alice.now().plusSeconds(60)), outpoints -> {
            offered.addAll(outpoints);
            return Person.frame("bob", "x".repeat(500));
        });
        assertThat(offered).hasSize(2).containsAll(frame.outpoints());
        assertThat(frame.outpoints()).hasSize(1);
        await().until(() -> bob.heard().size() == 1);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(560 + 100_000 - frame.feeSat());
    }

    @Test
    void sendingInsideATransactionIsRefused() {
        assertThatThrownBy(() -> alice.database.transaction(() -> alice.call("bob", "c1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before it is on disk");
    }

    @Test
    void coinsAreAskedForThroughTheUserAgentAndPaidOnce() {
        alice.client.requestCoins();
        await().until(() -> alice.client.funds().balanceSat() == 800_000);
        await().until(() -> alice.toldFunds != null && alice.toldFunds.readyCoins() == 8);
        alice = alice.restarted();
        mineAndSync();
        assertThat(alice.client.funds().balanceSat()).isEqualTo(800_000);
    }

    @Test
    void theCostIsKnownBeforehandToTheSatoshi() throws Exception {
        fundAlice(8);
        mineAndSync();
        Bytes payload = Person.frame("bob", "c1");
        long cost = alice.client.costSat(payload.size());
        assertThat(alice.call("bob", "c1").feeSat()).isEqualTo(cost);
    }

    @Test
    void aWalletRestoredFromItsSeedFindsItsCoins() throws Exception {
        fundAlice(2);
        mineAndSync();
        for (int i = 0; i < 60; i++) {
            alice.call("bob", "c" + i);
            if (i % 20 == 19) {
                mineAndSync();
            }
        }
        mineAndSync();
        long balance = alice.client.funds().balanceSat();
        try (Person restored = Person.start("alice", directory.resolve("elsewhere"), config)) {
            await().until(() -> restored.client.node().height() == node.height());
            assertThat(restored.client.funds().balanceSat()).isEqualTo(balance);
        }
    }
}
