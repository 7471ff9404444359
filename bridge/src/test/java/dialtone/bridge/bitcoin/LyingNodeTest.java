package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.HeadersMessage;
import org.bitcoinj.core.Transaction;
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

    @Test
    void aTransactionThatOnlyClaimsToSpendOurCoinChangesNoBalance() {
        List<Transaction> forgeries = new Forgeries(coin, keys).all();
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
        node.announce(new Forgeries(coin, keys).reallySigned());
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

    @Test
    void headersThatBranchOffLongAgoAreNotKept() {
        List<Block> longer = new ArrayList<>(node.best());
        while (longer.size() <= 2_020) {
            longer.add(node.block(longer.get(longer.size() - 1)));
        }
        node.switchTo(longer);
        await().atMost(Duration.ofSeconds(60)).until(() -> alice.client.node().height() == 2_020);
        int handshakes = node.userAgentsSeen.size();
        node.push("headers", headers(node.block(longer.get(2_000))));
        node.push("headers", headers(node.block(longer.get(2))));
        await().until(() -> node.userAgentsSeen.size() > handshakes);
        assertThat(headersKept()).as("the one of a branch that may win is kept").isEqualTo(2_022);
    }

    private static byte[] headers(Block block) {
        return new HeadersMessage(List.of(block.cloneAsHeader())).serialize();
    }

    private int headersKept() {
        return alice.database
                .first("SELECT count(*) AS headers FROM headers", row -> row.integer("headers"))
                .orElseThrow();
    }
}
