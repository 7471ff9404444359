package dialtone.bridge.bitcoin.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.bitcoinj.core.Transaction;

/** A transaction in the mempool and its neighbours there. */
final class MempoolEntry {
    final Transaction transaction;
    final long feeSat;
    final int vsize;
    final int bytes;
    final Set<MempoolEntry> parents = new LinkedHashSet<>();
    final Set<MempoolEntry> children = new LinkedHashSet<>();

    MempoolEntry(Transaction transaction, long feeSat) {
        this.transaction = transaction;
        this.feeSat = feeSat;
        this.vsize = transaction.getVsize();
        this.bytes = transaction.messageSize();
    }

    Set<MempoolEntry> withAncestors() {
        return reach(Set.of(this), entry -> entry.parents);
    }

    Set<MempoolEntry> withDescendants() {
        return reach(Set.of(this), entry -> entry.children);
    }

    boolean paysHigherRateThan(MempoolEntry other) {
        return feeSat * other.vsize > other.feeSat * vsize;
    }

    /** {@code from} and everything that can be reached from it. */
    static Set<MempoolEntry> reach(Set<MempoolEntry> from, Function<MempoolEntry, Set<MempoolEntry>> neighbours) {
        Set<MempoolEntry> reached = new LinkedHashSet<>(from);
        Deque<MempoolEntry> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (MempoolEntry neighbour : neighbours.apply(open.poll())) {
                if (reached.add(neighbour)) {
                    open.add(neighbour);
                }
            }
        }
        return reached;
    }
}
