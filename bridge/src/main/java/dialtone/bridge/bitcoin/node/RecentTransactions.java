package dialtone.bridge.bitcoin.node;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;

/** The last transactions mined. They are still served: one can be mined between its {@code inv} and the peer's {@code getdata}. */
final class RecentTransactions {
    private static final int MAX_BYTES = 8_000_000;

    private final Map<Sha256Hash, Transaction> transactions = new LinkedHashMap<>();
    private long bytes;

    void add(Block block) {
        for (Transaction tx : block.getTransactions()) {
            if (!tx.isCoinBase() && transactions.put(tx.getTxId(), tx) == null) {
                bytes += tx.messageSize();
            }
        }
        Iterator<Transaction> oldest = transactions.values().iterator();
        while (bytes > MAX_BYTES) {
            bytes -= oldest.next().messageSize();
            oldest.remove();
        }
    }

    Optional<Transaction> get(Sha256Hash txid) {
        return Optional.ofNullable(transactions.get(txid));
    }
}
