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
        List<byte[]> level = new ArrayList<>(transactions.size());
        Set<Sha256Hash> seen = new HashSet<>();
        for (Transaction transaction : transactions) {
            // CVE-2012-2459: a list whose tail is repeated has the same root.
            // CVE-2017-12842: 64 bytes can be an inner node of the tree that poses as a transaction.
            if (!seen.add(transaction.getTxId()) || sizeWithoutWitness(transaction) == 64) {
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

    private static int sizeWithoutWitness(Transaction transaction) {
        // BIP-141: weight = 3 x size without witness + size with it.
        return (transaction.getWeight() - transaction.messageSize()) / 3;
    }
}
