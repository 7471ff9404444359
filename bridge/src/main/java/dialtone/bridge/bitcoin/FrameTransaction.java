package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptOpCodes;

/**
 * The transaction of a frame: our coins in, one OP_RETURN with the payload and our change out. What it will weigh is known before it is signed.
 */
final class FrameTransaction {

    /** Core, policy.cpp, GetDustThreshold for P2WPKH at its default dust relay fee: a smaller output is not relayed. */
    static final long DUST_SAT = 294;

    /** The largest push a script may hold (consensus for scripts that run; every node relays or refuses it as a whole). */
    static final int MAX_PAYLOAD_BYTES = 520;

    // version 4, input count 1, output count 1, lock time 4
    private static final int FRAME_BYTES = 4 + 1 + 1 + 4;
    // outpoint 36, empty script 1, sequence 4
    private static final int INPUT_BYTES = 36 + 1 + 4;
    // stack size 1, signature 1 + 72 (DER, low S, hash type), key 1 + 33
    private static final int WITNESS_BYTES = 1 + 1 + 72 + 1 + 33;
    // BIP-144 marker and flag
    private static final int MARKER_BYTES = 2;
    // value 8, script 1 + 22
    private static final int CHANGE_BYTES = 8 + 1 + 22;

    /** BIP-125: may be replaced by a better paying one. Full replacement is what nodes do anyway; signalling it keeps older ones from refusing the bump. */
    private static final long REPLACEABLE = 0xfffffffdL;

    /** One output back to ourselves. */
    record Change(Keys.Path path, long valueSat) {}

    private FrameTransaction() {}

    /** At most what the signed transaction will have. */
    static int vsize(int inputs, int payloadBytes, int changes) {
        int base = FRAME_BYTES + inputs * INPUT_BYTES + opReturnBytes(payloadBytes) + changes * CHANGE_BYTES;
        int weight = 4 * base + MARKER_BYTES + inputs * WITNESS_BYTES;
        return (weight + 3) / 4;
    }

    private static int opReturnBytes(int payloadBytes) {
        // Up to 75 bytes the push's opcode is the length; then OP_PUSHDATA1, then OP_PUSHDATA2.
        int push = payloadBytes <= 75 ? 1 : payloadBytes <= 255 ? 2 : 3;
        int script = 1 + push + payloadBytes;
        return 8 + (script < 253 ? 1 : 3) + script;
    }

    static Transaction sign(List<WalletCoin> coins, Bytes payload, List<Change> changes, Keys keys) {
        Transaction transaction = new Transaction();
        transaction.setVersion(2);
        for (WalletCoin coin : coins) {
            TransactionOutPoint outpoint = new TransactionOutPoint(
                    coin.outpoint().index(),
                    Networks.hash(coin.outpoint().txid().toArray()));
            transaction.addInput(new TransactionInput(transaction, new byte[0], outpoint, Coin.valueOf(coin.valueSat()))
                    .withSequence(REPLACEABLE));
        }
        // Not ScriptBuilder.createOpReturnScript: it refuses more than 80 bytes.
        Script opReturn = new ScriptBuilder()
                .op(ScriptOpCodes.OP_RETURN)
                .data(payload.toArray())
                .build();
        transaction.addOutput(new TransactionOutput(transaction, Coin.ZERO, opReturn.program()));
        for (Change change : changes) {
            byte[] script = keys.script(change.path()).program();
            transaction.addOutput(new TransactionOutput(transaction, Coin.valueOf(change.valueSat()), script));
        }
        for (int i = 0; i < coins.size(); i++) {
            DeterministicKey key = keys.key(coins.get(i).path());
            // BIP-143: the script code of a P2WPKH input is the P2PKH script of its key.
            TransactionSignature signature = transaction.calculateWitnessSignature(
                    i,
                    key,
                    ScriptBuilder.createP2PKHOutputScript(key),
                    Coin.valueOf(coins.get(i).valueSat()),
                    Transaction.SigHash.ALL,
                    false);
            transaction.replaceInput(
                    i, transaction.getInput(i).withWitness(TransactionWitness.redeemP2WPKH(signature, key)));
        }
        for (int i = 0; i < coins.size(); i++) {
            if (!spends(transaction, i, coins.get(i), keys)) {
                throw new IllegalStateException("our own signature for input " + i + " of " + transaction.getTxId()
                        + " does not verify; nothing was sent");
            }
        }
        return transaction;
    }

    /** Whether input {@code index} is signed by the key that the coin pays. A forged transaction is one that is not. */
    static boolean spends(Transaction transaction, int index, WalletCoin coin, Keys keys) {
        try {
            TransactionInput input = transaction.getInput(index);
            input.getScriptSig()
                    .correctlySpends(
                            transaction,
                            index,
                            input.getWitness(),
                            Coin.valueOf(coin.valueSat()),
                            keys.script(coin.path()),
                            Script.ALL_VERIFY_FLAGS);
            // BIP-141: a P2WPKH input has an empty script and exactly two witness items, which correctlySpends does not
            // look at.
            return input.getScriptBytes().length == 0 && input.getWitness().getPushCount() == 2;
        } catch (RuntimeException forged) {
            // bitcoinj tells a bad signature, key or encoding by many kinds of exception.
            return false;
        }
    }
}
