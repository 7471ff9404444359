package dialtone.bridge.bitcoin.node;

import org.bitcoinj.core.TransactionOutput;

/** An output that can be spent; {@code height} is that of its block, or of the next block while it is in the mempool. */
record UnspentOutput(TransactionOutput output, int height, boolean coinbase) {

    long sat() {
        return output.getValue().value;
    }

    boolean matureAt(int spendHeight) {
        return !coinbase || spendHeight - height >= Regtest.COINBASE_MATURITY;
    }
}
