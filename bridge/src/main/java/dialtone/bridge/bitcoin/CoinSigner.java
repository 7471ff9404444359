package dialtone.bridge.bitcoin;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;

/** Signs coins of ours (P2WPKH) over to outputs, and tells whether somebody did. What a transaction will weigh is known before it is signed. */
final class CoinSigner {

    // version 4, input count 1, output count 1, lock time 4
    private static final int FRAME_BYTES = 4 + 1 + 1 + 4;
    // outpoint 36, empty script 1, sequence 4
    private static final int INPUT_BYTES = 36 + 1 + 4;
    // stack size 1, signature 1 + 72 (DER, low S, hash type), key 1 + 33
    private static final int WITNESS_BYTES = 1 + 1 + 72 + 1 + 33;
    // BIP-144 marker and flag
    private static final int MARKER_BYTES = 2;

    /** With more, the count of inputs or outputs takes three bytes. */
    static final int MAX_INPUTS = 252;

    /** BIP-125: may be replaced by a better paying one. Full replacement is what nodes do anyway; signalling it keeps older ones from refusing the bump. */
    private static final long REPLACEABLE = 0xfffffffdL;

    record Output(byte[] script, long valueSat) {

        /** At most 252 bytes of script. */
        static int bytes(int scriptBytes) {
            return 8 + 1 + scriptBytes;
        }
    }

    private CoinSigner() {}

    /** At most what the signed transaction will have. */
    static int vsize(int inputs, int outputBytes) {
        int weight = 4 * (FRAME_BYTES + inputs * INPUT_BYTES + outputBytes) + MARKER_BYTES + inputs * WITNESS_BYTES;
        return (weight + 3) / 4;
    }

    static Transaction sign(List<WalletCoin> coins, List<Output> outputs, Keys keys) {
        Transaction transaction = new Transaction();
        transaction.setVersion(2);
        for (WalletCoin coin : coins) {
            TransactionOutPoint outpoint = new TransactionOutPoint(
                    coin.outpoint().index(),
                    Networks.hash(coin.outpoint().txid().toArray()));
            transaction.addInput(new TransactionInput(transaction, new byte[0], outpoint, Coin.valueOf(coin.valueSat()))
                    .withSequence(REPLACEABLE));
        }
        for (Output output : outputs) {
            transaction.addOutput(new TransactionOutput(transaction, Coin.valueOf(output.valueSat()), output.script()));
        }
        for (int i = 0; i < coins.size(); i++) {
            ECKey key = keys.key(coins.get(i).path());
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
