package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that lies about our money moves none of it. */
class LyingNodeTest {

    @TempDir
    Path directory;

    private ScriptedNode node;
    private Person alice;
    private Keys keys;
    private WalletCoin coin;

    @BeforeEach
    void startWithACoin() throws Exception {
        node = new ScriptedNode();
        alice = Person.start("alice", directory, node.config());
        Transaction payment = node.payment(alice.script(), 100_000);
        node.mine(payment);
        await().until(() -> alice.client.funds().balanceSat() == 100_000);
        keys = new Keys(alice.database, node.config().chain(), Person.seed("alice"));
        coin = new WalletCoin(
                new Outpoint(Bytes.of(Networks.internal(payment.getTxId())), 0),
                100_000,
                new Keys.Path(Keys.RECEIVE, 0),
                true);
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
        node.close();
    }

    /** Spends our coin to somebody else, with this witness. */
    private Transaction theft(int number, TransactionWitness witness) {
        Transaction theft = new Transaction();
        TransactionOutPoint outpoint =
                new TransactionOutPoint(0, Networks.hash(coin.outpoint().txid().toArray()));
        theft.addInput(new TransactionInput(theft, new byte[0], outpoint));
        theft.addOutput(Coin.valueOf(90_000 + number), Script.parse(new byte[] {0x51}));
        // A frame for alice shows when the transaction has been looked at.
        theft.addOutput(
                Coin.ZERO,
                new ScriptBuilder()
                        .op(0x6a)
                        .data(Person.frame("alice", "forged " + number).toArray())
                        .build());
        theft.replaceInput(0, theft.getInput(0).withWitness(witness));
        return theft;
    }

    private TransactionSignature sign(Transaction transaction, ECKey key, long valueSat) {
        return transaction.calculateWitnessSignature(
                0,
                key,
                ScriptBuilder.createP2PKHOutputScript(key),
                Coin.valueOf(valueSat),
                Transaction.SigHash.ALL,
                false);
    }

    private List<Transaction> forgeries() {
        ECKey ours = keys.key(coin.path());
        ECKey thiefs = new ECKey();
        List<Transaction> forgeries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = 10 * i;
            forgeries.add(theft(number, TransactionWitness.EMPTY));
            Transaction unsigned = theft(number + 1, TransactionWitness.EMPTY);
            forgeries.add(theft(number + 1, TransactionWitness.redeemP2WPKH(sign(unsigned, thiefs, 100_000), thiefs)));
            Transaction wrongValue = theft(number + 2, TransactionWitness.EMPTY);
            forgeries.add(theft(number + 2, TransactionWitness.redeemP2WPKH(sign(wrongValue, ours, 100_001), ours)));
            TransactionSignature low = sign(theft(number + 3, TransactionWitness.EMPTY), ours, 100_000);
            TransactionSignature high = new TransactionSignature(
                    low.r, ECKey.ecDomainParameters().getN().subtract(low.s), low.sighashFlags);
            forgeries.add(theft(number + 3, TransactionWitness.redeemP2WPKH(high, ours)));
            byte[] rightLooking = low.encodeToBitcoin();
            forgeries.add(theft(number + 4, TransactionWitness.of(rightLooking, ours.getPubKey())));
        }
        return forgeries;
    }

    @Test
    void aTransactionThatOnlyClaimsToSpendOurCoinChangesNoBalance() {
        List<Transaction> forgeries = forgeries();
        for (Transaction forgery : forgeries) {
            await().until(() -> alice.client.node().state() == NodeStatus.State.CONNECTED);
            int told = alice.payloads.size();
            int accepted = node.accepted();
            node.announce(forgery);
            await().until(() -> alice.payloads.size() == told + 1);
            // A node that forges is dropped; the next forgery needs the connection that comes after.
            await().until(() -> node.accepted() > accepted);
            assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
        }
        await().until(() -> alice.client.node().state() == NodeStatus.State.CONNECTED);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
        assertThat(alice.client.funds().pendingSat()).isZero();
        System.out.printf("forged spends taken: 0 of %d, balance moved by 0 sat%n", forgeries.size());
    }

    @Test
    void aTransactionOursReallySignedElsewhereIsSpentAtOnce() {
        ECKey ours = keys.key(coin.path());
        Transaction spend = theft(0, TransactionWitness.EMPTY);
        node.announce(theft(0, TransactionWitness.redeemP2WPKH(sign(spend, ours, 100_000), ours)));
        await().until(() -> alice.client.funds().balanceSat() == 0);
    }

    @Test
    void anUnconfirmedPaymentIsPendingAndOneNobodyAskedForIsNothing() {
        node.push(node.payment(alice.script(), 5_000));
        node.announce(node.payment(alice.script(), 7_000));
        await().until(() -> alice.client.funds().pendingSat() == 7_000);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
    }

    @Test
    void aBlockWhoseTransactionsAreNotThoseOfItsHeaderIsNotTaken() throws Exception {
        Block tip = node.best().get(node.best().size() - 1);
        Block honest = node.block(tip, node.payment(new byte[] {0x51}, 1_000));
        Block forged = node.block(tip, node.payment(alice.script(), 1_000_000));
        Block mixed = new Block(
                honest.getVersion(),
                honest.getPrevBlockHash(),
                honest.getMerkleRoot(),
                honest.time(),
                honest.getDifficultyTarget(),
                honest.getNonce(),
                forged.getTransactions());
        node.serveInstead(honest.getHash(), mixed);
        List<Block> longer = new ArrayList<>(node.best());
        longer.add(honest);
        int handshakes = node.userAgentsSeen.size();
        node.switchTo(longer);
        // Dropped for it, and connected again.
        await().until(() -> node.userAgentsSeen.size() > handshakes + 1);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
        assertThat(alice.client.node().height()).isEqualTo(1);
        node.serveInstead(honest.getHash(), honest);
        await().until(() -> alice.client.node().height() == 2);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
    }

    @Test
    void aBlockWithARepeatedTailIsNotTaken() {
        Transaction first = node.payment(new byte[] {0x51}, 1);
        Transaction second = node.payment(new byte[] {0x51}, 2);
        Block block = node.block(node.best().get(0), first, second);
        List<Transaction> repeated = new ArrayList<>(block.getTransactions());
        repeated.add(second);
        Block mutated = new Block(
                block.getVersion(),
                block.getPrevBlockHash(),
                block.getMerkleRoot(),
                block.time(),
                block.getDifficultyTarget(),
                block.getNonce(),
                repeated);
        assertThat(BlockBody.matchesHeader(block)).isTrue();
        assertThat(mutated.getHash()).isEqualTo(block.getHash());
        assertThat(BlockBody.matchesHeader(mutated)).isFalse();
    }

    @Test
    void headersWithoutWorkAreNotFollowed() {
        Block tip = node.best().get(node.best().size() - 1);
        List<Block> longer = new ArrayList<>(node.best());
        Block lazy = node.block(tip);
        long nonce = 0;
        Block withoutWork;
        do {
            withoutWork = new Block(
                    4, tip.getHash(), lazy.getMerkleRoot(), lazy.time(), 0x207fffffL, nonce++, lazy.getTransactions());
        } while (withoutWork.getHash().toBigInteger().compareTo(withoutWork.getDifficultyTargetAsInteger()) <= 0);
        node.serveInstead(withoutWork.getHash(), withoutWork);
        longer.add(withoutWork);
        int handshakes = node.userAgentsSeen.size();
        node.switchTo(longer);
        await().until(() -> node.userAgentsSeen.size() > handshakes);
        assertThat(alice.client.node().height()).isEqualTo(1);
    }
}
