package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Context;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.core.VerificationException;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.Test;

/** What makes a block valid. */
class ChainStateTest {
    private final TestChain chain = new TestChain();

    @Test
    void whatTheMinerMakesIsAValidBlockForBitcoinjToo() {
        Context.propagate(new Context());
        Transaction parent = chain.spend(0).data(200).changeLess(1_000).sign();
        Transaction child =
                new Spend(chain.key).from(parent, 1).changeLess(1_000).sign();
        assertThat(chain.state.accept(parent)).hasSize(1);
        assertThat(chain.state.accept(child)).hasSize(1);
        Block block = chain.mine(1).get(0);
        Block read = Block.read(ByteBuffer.wrap(block.serialize()));
        assertThat(read.getTransactions())
                .extracting(Transaction::getTxId)
                .containsSubsequence(parent.getTxId(), child.getTxId());
        assertThatCode(() -> Block.verify(
                        Regtest.PARAMS,
                        read,
                        chain.state.chain().height(),
                        EnumSet.of(Block.VerifyFlag.HEIGHT_IN_COINBASE)))
                .doesNotThrowAnyException();
    }

    @Test
    void aBlockWithoutWitnessesIsSentToWhoAsksForNone() {
        Transaction tx = chain.spend(0).data(40).changeLess(1_000).sign();
        assertThat(chain.state.accept(tx)).hasSize(1);
        Block block = chain.mine(1).get(0);
        Block stripped = Block.read(
                ByteBuffer.wrap(chain.state.block(block.getHash(), false).orElseThrow()));
        assertThat(stripped.getHash()).isEqualTo(block.getHash());
        assertThat(stripped.getTransactions()).noneMatch(Transaction::hasWitnesses);
        assertThat(stripped.getTransactions()).extracting(Transaction::getTxId).contains(tx.getTxId());
    }

    @Test
    void eachFaultMakesABlockInvalid() {
        Block good = next(tx -> {});
        assertThatCode(() -> chain.state.chain().check(good)).doesNotThrowAnyException();
        List<Transaction> txs = good.getTransactions();

        refused("previous block", resolve(Sha256Hash.of(new byte[1]), good.getMerkleRoot(), good.time(), txs));
        refused("merkle root", resolve(good.getPrevBlockHash(), Sha256Hash.of(new byte[1]), good.time(), txs));
        refused(
                "median time",
                resolve(
                        good.getPrevBlockHash(),
                        good.getMerkleRoot(),
                        chain.state.chain().medianTimePast(),
                        txs));
        refused(
                "coinbase takes more",
                next(tx -> tx.replaceOutput(
                        0,
                        new TransactionOutput(
                                tx,
                                tx.getOutput(0).getValue().add(Coin.SATOSHI),
                                tx.getOutput(0).getScriptBytes()))));
        refused(
                "Block height mismatch",
                next(tx -> tx.replaceInput(
                        0,
                        tx.getInput(0)
                                .withScriptBytes(new ScriptBuilder()
                                        .number(5)
                                        .data(new byte[] {1, 2, 3, 4})
                                        .build()
                                        .program())
                                .withWitness(TransactionWitness.of(new byte[32])))));
        refused(
                "malformed witness nonce",
                next(tx -> tx.replaceInput(0, tx.getInput(0).withWitness(TransactionWitness.of(new byte[31])))));
        refused(
                "no coinbase",
                rebuild(good, List.of(chain.spend(0).changeLess(1_000).sign())));

        Transaction coinbase = txs.get(0);
        Transaction spend = chain.spend(0).changeLess(1_000).sign();
        refused("witness commitment", rebuild(good, List.of(coinbase, spend)));
        Transaction plain = new Transaction();
        plain.addInput(coinbase.getInput(0).withoutWitness());
        plain.addOutput(coinbase.getOutput(0));
        refused("second coinbase", rebuild(good, List.of(plain, plain)));
        refused("witnesses and no commitment", rebuild(good, List.of(plain, spend)));
        refused(
                "which is not there",
                rebuild(
                        good,
                        List.of(
                                plain,
                                unsigned(spend),
                                unsigned(chain.spend(0).changeLess(9_000).sign()))));
        refused(
                "immature",
                rebuild(
                        good,
                        List.of(plain, unsigned(chain.spend(50).changeLess(0).sign()))));
        refused(
                "pays out more",
                rebuild(
                        good,
                        List.of(
                                plain,
                                unsigned(chain.spend(0)
                                        .pay(TestChain.COIN_SAT + 1)
                                        .sign()))));
    }

    @Test
    void theRewardHalvesEvery150Blocks() {
        assertThat(Regtest.subsidySat(149)).isEqualTo(5_000_000_000L);
        assertThat(Regtest.subsidySat(150)).isEqualTo(2_500_000_000L);
        assertThat(Regtest.subsidySat(150 * 33)).isZero();
        assertThat(Regtest.subsidySat(150 * 64)).isZero();
    }

    @Test
    void moreThanOneBlockOfTransactionsGoesIntoSeveralBlocks() {
        for (int i = 0; i < 11; i++) {
            assertThat(chain.state.accept(chain.spend(i)
                            .data(49_000)
                            .data(49_000)
                            .changeLess(200_000)
                            .sign()))
                    .hasSize(1);
        }
        assertThat(chain.mine(1).get(0).getTransactions()).hasSize(11);
        assertThat(chain.state.mempool().size()).isEqualTo(1);
        assertThat(chain.mine(1).get(0).getTransactions()).hasSize(2);
    }

    private void refused(String reason, Block block) {
        assertThatThrownBy(() -> chain.state.chain().check(block))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(reason);
    }

    /** The next block with its coinbase changed, and everything that depends on the coinbase made right again. */
    private Block next(Consumer<Transaction> change) {
        Miner miner = new Miner(
                chain.state.chain(),
                chain.state.mempool(),
                Spend.p2wpkh(chain.key).program());
        Block block = miner.next(Instant.now());
        Transaction coinbase =
                Transaction.read(ByteBuffer.wrap(block.getTransactions().get(0).serialize()));
        change.accept(coinbase);
        return rebuild(block, List.of(coinbase));
    }

    private static Block rebuild(Block like, List<Transaction> transactions) {
        List<Transaction> copies = new ArrayList<>(transactions);
        Sha256Hash root = new Block(0, Sha256Hash.ZERO_HASH, null, like.time(), 0, 0, copies).getMerkleRoot();
        return resolve(like.getPrevBlockHash(), root, like.time(), copies);
    }

    private static Block resolve(Sha256Hash previous, Sha256Hash root, Instant time, List<Transaction> transactions) {
        return Regtest.solve(0x20000000L, previous, root, time, transactions);
    }

    private static Transaction unsigned(Transaction tx) {
        Transaction bare = new Transaction();
        for (TransactionInput input : tx.getInputs()) {
            bare.addInput(input.withoutWitness());
        }
        tx.getOutputs().forEach(bare::addOutput);
        return bare;
    }
}
