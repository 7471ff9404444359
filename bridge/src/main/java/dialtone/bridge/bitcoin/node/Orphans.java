package dialtone.bridge.bitcoin.node;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;

/** Transactions that came before their parents. Small: parents follow within the same burst or not at all. */
final class Orphans {
    static final int MAX_COUNT = 100;
    static final int MAX_BYTES = 5_000_000;

    private record Orphan(Transaction transaction, Set<Sha256Hash> missing) {}

    private final Map<Sha256Hash, Orphan> orphans = new LinkedHashMap<>();
    private long bytes;

    int size() {
        return orphans.size();
    }

    boolean contains(Sha256Hash txid) {
        return orphans.containsKey(txid);
    }

    void add(Transaction tx, Set<Sha256Hash> missing) {
        if (orphans.containsKey(tx.getTxId())) {
            return;
        }
        orphans.put(tx.getTxId(), new Orphan(tx, missing));
        bytes += tx.messageSize();
        Iterator<Orphan> oldest = orphans.values().iterator();
        while (orphans.size() > MAX_COUNT || bytes > MAX_BYTES) {
            bytes -= oldest.next().transaction().messageSize();
            oldest.remove();
        }
    }

    /** Takes out every orphan that waits for this parent. */
    List<Transaction> takeChildrenOf(Sha256Hash parent) {
        List<Transaction> children = new ArrayList<>();
        orphans.values().removeIf(orphan -> {
            boolean waits = orphan.missing().contains(parent);
            if (waits) {
                children.add(orphan.transaction());
                bytes -= orphan.transaction().messageSize();
            }
            return waits;
        });
        return children;
    }
}
