package dialtone.bridge.bitcoin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.params.BitcoinNetworkParams;

/**
 * What the blocks of about the last day paid on average, each taken at most: what the nodes ask for is said for free, what a block paid was mined. A node asks for more than the
 * usual only while more waits than it keeps, and then, and for half a day after, blocks paid at least that.
 */
final class BlockFees {

    private static final int REMEMBERED = 144;

    private final BitcoinNetworkParams network;
    private final Deque<Double> recent = new ArrayDeque<>();

    BlockFees(NetworkParameters parameters) {
        this.network = (BitcoinNetworkParams) parameters;
    }

    /** @param block of the best chain, without the witness: so its rate is overstated, up to four times, and never understated */
    synchronized void read(Block block, int height) {
        Transaction coinbase = block.getTransactions().get(0);
        long feesSat = coinbase.getOutputSum().value - network.getBlockInflation(height).value;
        long bytes = block.getTransactions().stream()
                        .mapToLong(Transaction::messageSize)
                        .sum()
                - coinbase.messageSize();
        recent.addLast(bytes == 0 ? 0 : (double) Math.max(0, feesSat) / bytes);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
    }

    /** In sat/vB; empty while no block was read since the start. */
    synchronized OptionalDouble highestSatPerVbyte() {
        return recent.stream().mapToDouble(Double::doubleValue).max();
    }
}
