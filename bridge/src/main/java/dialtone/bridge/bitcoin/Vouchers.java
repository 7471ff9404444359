package dialtone.bridge.bitcoin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Sha256Hash;

/**
 * Who announced which transaction. One node alone may have made a transaction up, which costs it no fee; what happens without the user waits for a second one that has nothing
 * to do with the first, or for a block (threat B2). On the worker's thread.
 */
final class Vouchers {

    /** Of the newest announcements: as many transactions as a public network has in two hours. */
    private static final int REMEMBERED = 50_000;

    private final Map<Sha256Hash, Integer> first = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256Hash, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    private static final Integer SEVERAL = Integer.MIN_VALUE;

    private final boolean oneSuffices;

    /** {@code oneSuffices}: the user named the nodes, so nobody else's word counts more. */
    Vouchers(boolean oneSuffices) {
        this.oneSuffices = oneSuffices;
    }

    /** Which of these have their second voucher now. {@code networkGroup}: of the node that announces them ({@link NodeConnection#networkGroup}). */
    List<Sha256Hash> announced(String networkGroup, List<Sha256Hash> txids) {
        Integer group = group(networkGroup);
        List<Sha256Hash> vouched = new ArrayList<>();
        for (Sha256Hash txid : txids) {
            Integer before = first.putIfAbsent(txid, group);
            if (before != null && !before.equals(SEVERAL) && !before.equals(group)) {
                first.put(txid, SEVERAL);
                vouched.add(txid);
            }
        }
        return vouched;
    }

    boolean vouchedFor(Sha256Hash txid) {
        return oneSuffices || SEVERAL.equals(first.get(txid));
    }

    private static Integer group(String networkGroup) {
        int hash = networkGroup.hashCode();
        return SEVERAL.equals(hash) ? hash + 1 : hash;
    }
}
