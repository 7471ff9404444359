package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptOpCodes;
import org.junit.jupiter.api.Test;

/** What the mempool takes and what it refuses, and why. */
class PolicyTest {
    private static final Admission ACCEPTED = new Admission.Accepted();

    private final TestChain chain = new TestChain();

    @Test
    void anInvitationIsAccepted() {
        assertThat(chain.admit(chain.spend(0).data(240).changeLess(1_000).sign()))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void theSameTransactionTwiceIsKnown() {
        Transaction tx = chain.spend(0).changeLess(1_000).sign();
        assertThat(chain.admit(tx)).isEqualTo(ACCEPTED);
        assertThat(chain.admit(tx)).isEqualTo(new Admission.Known());
        chain.mine(1);
        assertThat(chain.admit(tx)).isEqualTo(new Admission.Known());
    }

    @Test
    void oneTenthOfASatoshiForEachVbyteIsEnoughAndLessIsNot() {
        int vsize = chain.spend(0).data(100).changeLess(1_000).sign().getVsize();
        long floorSat = (vsize + 9L) / 10;
        assertThat(chain.refusal(
                        chain.spend(0).data(100).changeLess(floorSat - 1).sign()))
                .contains("fee of " + (floorSat - 1));
        assertThat(chain.admit(chain.spend(0).data(100).changeLess(floorSat).sign()))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void dustIsRefusedAtItsExactLimit() {
        assertThat(chain.refusal(chain.spend(0).pay(293).changeLess(1_000).sign()))
                .contains("293 sat is dust");
        assertThat(chain.admit(chain.spend(0).pay(294).changeLess(1_000).sign()))
                .isEqualTo(ACCEPTED);
        byte[] p2pkh = ScriptBuilder.createP2PKHOutputScript(chain.key).program();
        assertThat(chain.refusal(
                        chain.spend(1).pay(545, p2pkh).changeLess(1_000).sign()))
                .contains("545 sat is dust");
        assertThat(chain.admit(chain.spend(1).pay(546, p2pkh).changeLess(1_000).sign()))
                .isEqualTo(ACCEPTED);
        byte[] p2tr = new ScriptBuilder()
                .op(ScriptOpCodes.OP_1)
                .data(new byte[32])
                .build()
                .program();
        assertThat(chain.refusal(chain.spend(2).pay(329, p2tr).changeLess(1_000).sign()))
                .contains("329 sat is dust");
        assertThat(chain.admit(chain.spend(2).pay(330, p2tr).changeLess(1_000).sign()))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void opReturnOutputsMayFillATransactionOfStandardWeight() {
        assertThat(chain.admit(chain.spend(0)
                        .data(49_900)
                        .data(49_700)
                        .changeLess(200_000)
                        .sign()))
                .isEqualTo(ACCEPTED);
        assertThat(chain.refusal(chain.spend(1)
                        .data(49_900)
                        .data(50_100)
                        .changeLess(200_000)
                        .sign()))
                .contains("is over 400000");
    }

    @Test
    void aScriptThatIsNotStandardIsRefused() {
        for (byte[] script : new byte[][] {{}, {0x51}, {0x6a, 0x05, 0x01}, {0x6a, (byte) 0x87}, new byte[50]}) {
            assertThat(chain.refusal(
                            chain.spend(0).pay(1_000, script).changeLess(1_000).sign()))
                    .contains("not standard");
        }
    }

    @Test
    void versionsAndRelativeLockTimesThatTheMinerCannotJudgeAreRefused() {
        Spend three = chain.spend(0).changeLess(1_000);
        three.tx.setVersion(3);
        assertThat(chain.refusal(three.sign())).contains("expected version 1 or 2, got 3");
        Spend relative = chain.spend(0).sequence(5).changeLess(1_000);
        relative.tx.setVersion(2);
        assertThat(chain.refusal(relative.sign())).contains("relative lock times");
    }

    @Test
    void aLockTimeThatIsNotReachedIsRefused() {
        int next = chain.state.chain().height() + 1;
        Spend later = chain.spend(0).sequence(0xfffffffeL).changeLess(1_000);
        later.tx.setLockTime(next);
        assertThat(chain.refusal(later.sign())).contains("lock time " + next);
        Spend tomorrow = chain.spend(0).sequence(0xfffffffeL).changeLess(1_000);
        tomorrow.tx.setLockTime(Instant.now().plusSeconds(86_400).getEpochSecond());
        assertThat(chain.refusal(tomorrow.sign())).contains("lock time");
        Spend now = chain.spend(0).sequence(0xfffffffeL).changeLess(1_000);
        now.tx.setLockTime(next - 1);
        assertThat(chain.admit(now.sign())).isEqualTo(ACCEPTED);
    }

    @Test
    void anImmatureCoinbaseIsRefused() {
        // Coin i is in block i + 1; at height 110 the next block may spend those of blocks 1 to 11.
        assertThat(chain.refusal(chain.spend(11).changeLess(1_000).sign()))
                .contains("coinbase before it is 100 blocks deep");
        assertThat(chain.admit(chain.spend(10).changeLess(1_000).sign())).isEqualTo(ACCEPTED);
    }

    @Test
    void moreOutThanInIsRefused() {
        assertThat(chain.refusal(chain.spend(0).pay(TestChain.COIN_SAT + 1).sign()))
                .contains("more than it takes in");
    }

    @Test
    void aTransactionWithoutItsParentsWaitsForThem() {
        Sha256Hash nowhere = Sha256Hash.of(new byte[] {1});
        Transaction tx = new Spend(chain.key)
                .from(new TransactionOutPoint(0, nowhere), 10_000)
                .changeLess(1_000)
                .sign();
        assertThat(chain.admit(tx)).isEqualTo(new Admission.MissingParents(Set.of(nowhere)));
    }

    @Test
    void aSpentCoinIsRefusedForEver() {
        Transaction first = chain.spend(0).changeLess(1_000).sign();
        assertThat(chain.admit(first)).isEqualTo(ACCEPTED);
        chain.mine(1);
        assertThat(chain.refusal(chain.spend(0).changeLess(50_000).sign())).contains("is spent or was never there");
        assertThat(chain.refusal(new Spend(chain.key)
                        .from(new TransactionOutPoint(7, first.getTxId()), 9_000)
                        .changeLess(500)
                        .sign()))
                .contains("is spent or was never there");
    }

    @Test
    void everyForgedSignatureIsRefused() throws Exception {
        ECKey mallory = new ECKey();
        int refused = 0;
        Transaction good = chain.spend(0).data(40).changeLess(1_000).sign();
        byte[] signature = good.getInput(0).getWitness().getPush(0);
        byte[] key = chain.key.getPubKey();

        byte[] oneBitOff = signature.clone();
        oneBitOff[signature.length - 10] ^= 1;
        refused += refusedWith(good, oneBitOff, key);
        refused += refusedWith(good, signature, mallory.getPubKey());
        refused += refusedWith(good, new byte[71], key);
        refused += refusedWith(good, new byte[0], key);
        refused += refusedWith(good, Arrays.copyOf(signature, signature.length - 5), key);
        refused += refusedWith(good, highS(signature), key);
        refused += refusedWith(good, signature, chain.key.decompress().getPubKey());
        refused += refusedWith(good);
        refused += refusedWith(good, signature);
        refused += refusedWith(good, signature, key, new byte[1]);
        byte[] otherHashType = signature.clone();
        otherHashType[signature.length - 1] = (byte) 0x81; // ALL, ANYONECANPAY
        refused += refusedWith(good, otherHashType, key);
        // A signature for another amount, and one for another output.
        refused +=
                refused(new Spend(chain.key).from(chain.coin(0), 1_000).pay(500).sign());
        Transaction other = chain.spend(0).data(41).changeLess(1_000).sign();
        refused += refusedWith(good, other.getInput(0).getWitness().getPush(0), key);
        // Signed by Mallory with her own key.
        Spend hers = new Spend(mallory).from(chain.coin(0), TestChain.COIN_SAT).pay(1_000_000);
        refused += refused(hers.sign());
        // A script beside the witness would let anybody change the txid.
        Transaction scripted = Transaction.read(ByteBuffer.wrap(good.serialize()));
        scripted.replaceInput(
                0,
                scripted.getInput(0)
                        .withScriptBytes(new byte[] {1, 1})
                        .withWitness(good.getInput(0).getWitness()));
        refused += refused(scripted);

        System.out.printf("forged signatures refused: %d/15%n", refused);
        assertThat(refused).isEqualTo(15);
        assertThat(chain.admit(good)).isEqualTo(ACCEPTED);
    }

    @Test
    void spendsOfP2pkhAndP2pkAreVerified() {
        byte[] p2pkh = ScriptBuilder.createP2PKHOutputScript(chain.key).program();
        byte[] p2pk = ScriptBuilder.createP2PKOutputScript(chain.key).program();
        Transaction parent = chain.spend(0)
                .pay(10_000, p2pkh)
                .pay(10_000, p2pk)
                .changeLess(1_000)
                .sign();
        assertThat(chain.admit(parent)).isEqualTo(ACCEPTED);
        for (int index = 0; index < 2; index++) {
            ECKey mallory = new ECKey();
            Transaction forged = legacySpend(parent, index, mallory);
            assertThat(chain.refusal(forged)).startsWith("input 0:");
            assertThat(chain.admit(legacySpend(parent, index, chain.key))).isEqualTo(ACCEPTED);
        }
    }

    @Test
    void spendsOfOtherScriptsAreRefusedBecauseNobodyHereVerifiesThem() {
        byte[] p2wsh = new ScriptBuilder().number(0).data(new byte[32]).build().program();
        byte[] p2tr = new ScriptBuilder()
                .op(ScriptOpCodes.OP_1)
                .data(new byte[32])
                .build()
                .program();
        byte[] p2sh = ScriptBuilder.createP2SHOutputScript(new byte[20]).program();
        Transaction parent = chain.spend(0)
                .pay(10_000, p2wsh)
                .pay(10_000, p2tr)
                .pay(10_000, p2sh)
                .data(20)
                .changeLess(1_000)
                .sign();
        assertThat(chain.admit(parent)).isEqualTo(ACCEPTED);
        for (int index = 0; index < 4; index++) {
            Spend spend = new Spend(chain.key)
                    .from(new TransactionOutPoint(index, parent.getTxId()), 10_000)
                    .pay(index == 3 ? 0 : 9_000, index == 3 ? new byte[] {0x6a} : p2tr);
            assertThat(chain.admit(spend.sign())).isInstanceOf(Admission.Refused.class);
        }
    }

    @Test
    void aChainOfTwentyFiveIsTakenAndTheNextIsRefused() {
        Transaction last = chain.spend(0).changeLess(1_000).sign();
        for (int i = 1; i < Mempool.MAX_ANCESTORS; i++) {
            assertThat(chain.admit(last)).isEqualTo(ACCEPTED);
            last = new Spend(chain.key).from(last, 0).changeLess(1_000).sign();
        }
        assertThat(chain.admit(last)).isEqualTo(ACCEPTED);
        Transaction next = new Spend(chain.key).from(last, 0).changeLess(1_000).sign();
        assertThat(chain.refusal(next)).contains("more than 25");
        chain.mine(1);
        assertThat(chain.admit(next)).isEqualTo(ACCEPTED);
    }

    @Test
    void aClusterOfSixtyFourIsTakenAndTheNextIsRefused() {
        Spend many = chain.spend(0);
        for (int i = 0; i < Mempool.MAX_CLUSTER; i++) {
            many.pay(10_000);
        }
        Transaction parent = many.changeLess(10_000).sign();
        assertThat(chain.admit(parent)).isEqualTo(ACCEPTED);
        for (int i = 0; i < Mempool.MAX_CLUSTER - 1; i++) {
            assertThat(chain.admit(new Spend(chain.key)
                            .from(parent, i)
                            .changeLess(1_000)
                            .sign()))
                    .isEqualTo(ACCEPTED);
        }
        Transaction next = new Spend(chain.key)
                .from(parent, Mempool.MAX_CLUSTER - 1)
                .changeLess(1_000)
                .sign();
        assertThat(chain.refusal(next)).contains("more than 64");
    }

    private int refusedWith(Transaction good, byte[]... witness) {
        Transaction forged = Transaction.read(ByteBuffer.wrap(good.serialize()));
        forged.replaceInput(0, forged.getInput(0).withWitness(TransactionWitness.of(witness)));
        return refused(forged);
    }

    private int refused(Transaction tx) {
        return chain.state.mempool().admit(tx) instanceof Admission.Refused refused
                        && refused.reason().startsWith("input 0:")
                ? 1
                : 0;
    }

    private static byte[] highS(byte[] signature) throws Exception {
        TransactionSignature low = TransactionSignature.decodeFromBitcoin(signature, true, true);
        BigInteger order = ECKey.ecDomainParameters().getN();
        return new TransactionSignature(low.r, order.subtract(low.s), low.sighashFlags).encodeToBitcoin();
    }

    private static Transaction legacySpend(Transaction parent, int index, ECKey key) {
        Transaction tx = new Transaction();
        tx.addOutput(new TransactionOutput(tx, Coin.valueOf(9_000), key.toAddress(ScriptType.P2WPKH, Regtest.NETWORK)));
        Script script = Script.parse(parent.getOutput(index).getScriptBytes());
        tx.addInput(new TransactionInput(tx, new byte[0], new TransactionOutPoint(index, parent.getTxId())));
        TransactionSignature signature = tx.calculateSignature(0, key, script, Transaction.SigHash.ALL, false);
        Script input = index == 0
                ? ScriptBuilder.createInputScript(signature, key)
                : ScriptBuilder.createInputScript(signature);
        tx.replaceInput(0, tx.getInput(0).withScriptSig(input));
        return tx;
    }
}
