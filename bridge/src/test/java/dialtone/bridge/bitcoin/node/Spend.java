package dialtone.bridge.bitcoin.node;

import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptOpCodes;

/** Builds a transaction that spends P2WPKH coins of one key, signed at the end. */
final class Spend {
    final Transaction tx = new Transaction();
    private final ECKey key;
    private final List<Coin> values = new ArrayList<>();
    private long inSat;
    private long outSat;

    Spend(ECKey key) {
        this.key = key;
    }

    static Script p2wpkh(ECKey key) {
        return ScriptBuilder.createOutputScript(key.toAddress(ScriptType.P2WPKH, Regtest.NETWORK));
    }

    Spend from(TransactionOutPoint outpoint, long sat) {
        tx.addInput(new TransactionInput(tx, new byte[0], outpoint, Coin.valueOf(sat)));
        values.add(Coin.valueOf(sat));
        inSat += sat;
        return this;
    }

    Spend from(Transaction parent, int index) {
        return from(
                new TransactionOutPoint(index, parent.getTxId()),
                parent.getOutput(index).getValue().value);
    }

    Spend sequence(long sequence) {
        int last = tx.getInputs().size() - 1;
        tx.replaceInput(last, tx.getInput(last).withSequence(sequence));
        return this;
    }

    Spend pay(long sat, byte[] script) {
        tx.addOutput(new TransactionOutput(tx, Coin.valueOf(sat), script));
        outSat += sat;
        return this;
    }

    Spend pay(long sat) {
        return pay(sat, p2wpkh(key).program());
    }

    Spend data(int bytes) {
        return pay(
                0,
                new ScriptBuilder()
                        .op(ScriptOpCodes.OP_RETURN)
                        .data(new byte[bytes])
                        .build()
                        .program());
    }

    /** Everything else goes back to the key, less the fee. */
    Spend changeLess(long feeSat) {
        return pay(inSat - outSat - feeSat);
    }

    Transaction sign() {
        for (int i = 0; i < values.size(); i++) {
            byte[] code = ScriptBuilder.createP2PKHOutputScript(key).program();
            var signature = tx.calculateWitnessSignature(i, key, code, values.get(i), Transaction.SigHash.ALL, false);
            tx.replaceInput(i, tx.getInput(i).withWitness(TransactionWitness.redeemP2WPKH(signature, key)));
        }
        return tx;
    }
}
