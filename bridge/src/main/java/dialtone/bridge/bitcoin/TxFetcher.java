package dialtone.bridge.bitcoin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Sha256Hash;

/**
 * Gets every transaction that is announced, once: from the first who announced it, from the next one when that one does not answer. On the worker's thread.
 */
final class TxFetcher {

    /** Core, net_processing.cpp, MAX_GETDATA_SZ. */
    private static final int MAX_BATCH = 1000;

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    /** What one node may make us wait for (Core, txrequest.h, MAX_PEER_TX_ANNOUNCEMENTS); the rest of what it announces is found in a block. */
    private static final int MAX_WANTED_OF_ONE = 5_000;

    private static final int MAX_OTHERS = 8;

    private static final int REMEMBERED = 50_000;

    private static final class Wanted {
        NodeConnection asked;
        long askedNanos;
        final Deque<NodeConnection> others = new ArrayDeque<>(2);
    }

    private final Map<Sha256Hash, Wanted> wanted = new LinkedHashMap<>();
    private final Map<Sha256Hash, Boolean> had = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256Hash, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    // How many of those wanted each node was asked for, so that one who announces what does not exist fills its own
    // share only.
    private final Map<NodeConnection, Integer> askedOf = new HashMap<>();

    void announced(NodeConnection node, List<Sha256Hash> txids) {
        List<Sha256Hash> fetch = new ArrayList<>();
        for (Sha256Hash txid : txids) {
            if (had.containsKey(txid)) {
                continue;
            }
            Wanted before = wanted.get(txid);
            if (before != null) {
                if (before.asked != node && before.others.size() < MAX_OTHERS && !before.others.contains(node)) {
                    before.others.add(node);
                }
            } else if (askedOf.getOrDefault(node, 0) < MAX_WANTED_OF_ONE) {
                Wanted entry = new Wanted();
                asking(entry, node);
                wanted.put(txid, entry);
                fetch.add(txid);
            }
        }
        ask(node, fetch);
    }

    /** Whether we asked for it. */
    boolean received(Sha256Hash txid) {
        Wanted entry = wanted.remove(txid);
        if (entry == null) {
            return false;
        }
        // Only what was asked for: else whoever pushes a copy with another witness keeps the real one away.
        had.put(txid, true);
        noLongerAsking(entry);
        return true;
    }

    private void asking(Wanted entry, NodeConnection node) {
        entry.asked = node;
        entry.askedNanos = System.nanoTime();
        askedOf.merge(node, 1, Integer::sum);
    }

    private void noLongerAsking(Wanted entry) {
        askedOf.computeIfPresent(entry.asked, (node, count) -> count > 1 ? count - 1 : null);
    }

    void notFound(NodeConnection node, List<Sha256Hash> txids) {
        askOthers(txids.stream()
                .distinct()
                .filter(txid -> wanted.containsKey(txid) && wanted.get(txid).asked == node)
                .toList());
    }

    void closed(NodeConnection node) {
        wanted.values().forEach(entry -> entry.others.remove(node));
        askOthers(wanted.entrySet().stream()
                .filter(entry -> entry.getValue().asked == node)
                .map(Map.Entry::getKey)
                .toList());
    }

    void tick() {
        long now = System.nanoTime();
        List<Sha256Hash> late = new ArrayList<>();
        for (Map.Entry<Sha256Hash, Wanted> entry : wanted.entrySet()) {
            if (now - entry.getValue().askedNanos > PATIENCE_NANOS) {
                late.add(entry.getKey());
            }
        }
        askOthers(late);
    }

    /** Each of the next one who announced it; forgotten when there is none, so that a later announcement counts. */
    private void askOthers(Collection<Sha256Hash> txids) {
        Map<NodeConnection, List<Sha256Hash>> fetch = new HashMap<>();
        for (Sha256Hash txid : txids) {
            Wanted entry = wanted.get(txid);
            noLongerAsking(entry);
            NodeConnection next = entry.others.poll();
            if (next == null) {
                wanted.remove(txid);
            } else {
                asking(entry, next);
                fetch.computeIfAbsent(next, node -> new ArrayList<>()).add(txid);
            }
        }
        fetch.forEach(TxFetcher::ask);
    }

    private static void ask(NodeConnection node, List<Sha256Hash> txids) {
        for (int from = 0; from < txids.size(); from += MAX_BATCH) {
            node.requestTransactions(txids.subList(from, Math.min(from + MAX_BATCH, txids.size())));
        }
    }
}
