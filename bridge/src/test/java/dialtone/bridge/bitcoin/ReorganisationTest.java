package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a reorganisation our money is what a wallet that only ever saw the new chain has. */
class ReorganisationTest {

    @TempDir
    Path directory;

    private ScriptedNode node;
    private Person alice;
    private List<Block> common;

    @BeforeEach
    void startWithACoin() throws Exception {
        node = new ScriptedNode();
        alice = Person.start("alice", directory, node.config());
        node.mine(node.payment(alice.script(), 100_000));
        await().until(() -> alice.client.funds().balanceSat() == 100_000);
        common = node.best();
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
        node.close();
    }

    private Transaction call(String id) throws Exception {
        SentFrame frame = alice.call("bob", id);
        await().until(() -> node.received.stream()
                .anyMatch(transaction -> transaction.getTxId().toString().equals(frame.txid())));
        return node.received.stream()
                .filter(transaction -> transaction.getTxId().toString().equals(frame.txid()))
                .findFirst()
                .orElseThrow();
    }

    private void mineOnTop(int blocks) {
        for (int i = 0; i < blocks; i++) {
            node.mine();
        }
        awaitTip();
    }

    private void awaitTip() {
        await().until(() -> alice.client.node().height() == node.best().size() - 1);
    }

    /** A chain from the common part that is {@code depth} + 1 blocks long, so one longer than ours. */
    private void reorganise(int depth, Transaction... inFirstBlock) {
        List<Block> other = new ArrayList<>(common);
        other.add(node.block(other.get(other.size() - 1), inFirstBlock));
        for (int i = 0; i < depth; i++) {
            other.add(node.block(other.get(other.size() - 1)));
        }
        node.switchTo(other);
        awaitTip();
    }

    private long balanceOfAFreshWallet() {
        try (Person fresh = Person.start("alice", directory.resolve("fresh"), node.config())) {
            await().until(() -> fresh.client.node().height() == node.best().size() - 1);
            return fresh.client.funds().balanceSat();
        }
    }

    private Progress last(String id) {
        List<Progress> steps = alice.progressOf(id);
        return steps.get(steps.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void aFrameThatIsMinedAgainIsConfirmedAgain(int depth) throws Exception {
        Transaction frame = call("c1");
        node.mine(frame);
        mineOnTop(depth - 1);
        await().until(() -> last("c1") instanceof Progress.Confirmed);
        long before = alice.client.funds().balanceSat();
        reorganise(depth, frame);
        await().until(() -> last("c1")
                .equals(new Progress.Confirmed(new BlockRef(
                        node.best().get(common.size()).getHash().toString(),
                        common.size(),
                        node.best().get(common.size()).time()))));
        assertThat(alice.client.funds().balanceSat()).isEqualTo(before).isEqualTo(balanceOfAFreshWallet());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void aPaymentThatIsNotInTheNewChainIsNotOursAnyMore(int depth) {
        node.mine(node.payment(alice.script(), 50_000));
        mineOnTop(depth - 1);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(150_000);
        reorganise(depth);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000).isEqualTo(balanceOfAFreshWallet());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void aFrameWhoseCoinTheNewChainSpendsOtherwiseIsDeadWithAllThatHangsOnIt(int depth) throws Exception {
        Transaction frame = call("c1");
        node.mine(frame);
        Transaction child = call("c2");
        node.mine(child);
        mineOnTop(Math.max(0, depth - 2));
        await().until(() -> last("c2") instanceof Progress.Confirmed);
        Transaction rival = rivalOf(frame);
        reorganise(Math.max(2, depth), rival);
        await().until(() -> last("c1") instanceof Progress.Refused && last("c2") instanceof Progress.Refused);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(balanceOfAFreshWallet());
        assertThat(alice.client.funds().pendingSat()).isZero();
        assertThat(alice.client.spends(10)).extracting(Spend::state).containsOnly(Spend.State.REFUSED);
        // And the wallet is good for more.
        call("c3");
    }

    /** The same coin spent by another copy of the wallet, which has no idea of ours. */
    private Transaction rivalOf(Transaction frame) throws Exception {
        Sha256Hash coin = frame.getInput(0).getOutpoint().hash();
        List<Block> now = node.best();
        try (ScriptedNode elsewhere = new ScriptedNode();
                Person copy = Person.start("alice", directory.resolve("copy"), elsewhere.config())) {
            common.forEach(block -> elsewhere.serveInstead(block.getHash(), block));
            elsewhere.switchTo(common);
            await().until(() -> copy.client.funds().balanceSat() == 100_000);
            copy.call("carol", "other");
            await().until(() -> !elsewhere.received.isEmpty());
            Transaction rival = elsewhere.received.get(0);
            assertThat(rival.getInput(0).getOutpoint().hash()).isEqualTo(coin);
            assertThat(node.best()).isEqualTo(now);
            return rival;
        }
    }

    @Test
    void aFrameForUsInBothChainsIsToldOnce() {
        Person bob = Person.start("bob", directory, node.config());
        try (bob) {
            Transaction frame = node.payment(alice.script(), 1_000);
            frame.addOutput(
                    org.bitcoinj.base.Coin.ZERO,
                    new org.bitcoinj.script.ScriptBuilder()
                            .op(0x6a)
                            .data(Person.frame("bob", "c1").toArray())
                            .build());
            node.mine(frame);
            await().until(() -> bob.heard().size() == 1);
            reorganise(1, frame);
            await().until(() -> bob.client.node().height() == node.best().size() - 1);
            assertThat(bob.heard()).containsExactly("bob c1");
        }
    }

    @Test
    void aReorganisationWhileAwayIsNoticedAtTheNextStart() {
        node.mine(node.payment(alice.script(), 50_000));
        awaitTip();
        alice.close();
        List<Block> other = new ArrayList<>(common);
        for (int i = 0; i < 3; i++) {
            other.add(node.block(other.get(other.size() - 1)));
        }
        node.switchTo(other);
        alice = alice.restarted();
        awaitTip();
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
    }
}
