package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionOutPoint;

/** Our types as bitcoinj's, and back. bitcoinj keeps hashes in the order people write; the database and {@link Outpoint} keep them in that of the serialized transaction. */
final class Networks {

    private Networks() {}

    static BitcoinNetwork of(Chain chain) {
        return switch (chain) {
            case MAINNET -> BitcoinNetwork.MAINNET;
            case TESTNET -> BitcoinNetwork.TESTNET;
            case SIGNET -> BitcoinNetwork.SIGNET;
            case REGTEST -> BitcoinNetwork.REGTEST;
        };
    }

    static byte[] internal(Sha256Hash hash) {
        return hash.getReversedBytes();
    }

    static Sha256Hash hash(byte[] internal) {
        return Sha256Hash.wrapReversed(internal);
    }

    static List<Outpoint> outpoints(Transaction transaction) {
        return transaction.getInputs().stream()
                .map(input -> outpoint(input.getOutpoint()))
                .toList();
    }

    static Outpoint outpoint(TransactionOutPoint outpoint) {
        return new Outpoint(Bytes.of(internal(outpoint.hash())), outpoint.index());
    }
}
