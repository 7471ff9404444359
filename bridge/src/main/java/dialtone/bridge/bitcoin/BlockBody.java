package dialtone.bridge.bitcoin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;

/** Whether a block's transactions are those its header commits to. bitcoinj's {@code BlockChain} takes any list under a valid header. */
final class BlockBody {

    private BlockBody() {}

    static boolean matchesHeader(Block block) {
        List<Transaction> transactions = block.getTransactions();
        if (transactions == null || transactions.isEmpty()) {
            return false;
        }
        // CVE-2017-12842: two hashes of the tree, 64 bytes, can be made to look like a transaction, and so hide the
        // real ones
        // below them. They cannot look like the coinbase, which every block begins with: its 36 fixed bytes would have
        // to be
        // found in a hash. A block that merely holds a transaction of 64 bytes is a valid one.
        if (!transactions.get(0).isCoinBase()) {
            return false;
        }
        List<byte[]> level = new ArrayList<>(transactions.size());
        Set<Sha256Hash> seen = new HashSet<>();
        for (Transaction transaction : transactions) {
            // CVE-2012-2459: a list whose tail is repeated has the same root.
            if (!seen.add(transaction.getTxId())) {
                return false;
            }
            level.add(Networks.internal(transaction.getTxId()));
        }
        while (level.size() > 1) {
            List<byte[]> above = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i < level.size(); i += 2) {
                byte[] right = level.get(Math.min(i + 1, level.size() - 1));
                above.add(Sha256Hash.hashTwice(level.get(i), right));
            }
            level = above;
        }
        return Networks.hash(level.get(0)).equals(block.getMerkleRoot());
    }
}
