package dialtone.bridge.bitcoin;

import dialtone.signaling.Chain;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which network, through which nodes.
 *
 * @param nodes our own nodes, at least one; every one is kept connected
 * @param birthday no key of ours and no frame for us is older: blocks before it are not read
 * @param trustUnconfirmed coins that others pay us may be spent before they are confirmed. Only for a regtest node of our own: whoever runs the node could forge them
 * @param faucetByUserAgent the node pays the address named in our user agent, so coins can be asked for ({@link BitcoinClient#requestCoins})
 * @param feeFloorSatPerVbyte paid even when the nodes would take less
 * @param feeCapSatPerVbyte never paid more, even when the nodes ask for it
 * @param lostAfter a node that has not answered for this long counts as gone
 */
public record BitcoinConfig(
        Chain chain,
        List<InetSocketAddress> nodes,
        Instant birthday,
        boolean trustUnconfirmed,
        boolean faucetByUserAgent,
        double feeFloorSatPerVbyte,
        double feeCapSatPerVbyte,
        Duration lostAfter) {

    public BitcoinConfig {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("name at least one Bitcoin node (host:port), got none");
        }
        if (!(feeFloorSatPerVbyte > 0 && feeFloorSatPerVbyte <= feeCapSatPerVbyte)) {
            throw new IllegalArgumentException("the fee floor must be above 0 and at most the cap, got floor "
                    + feeFloorSatPerVbyte + " and cap " + feeCapSatPerVbyte + " sat/vB");
        }
        if (trustUnconfirmed && chain != Chain.REGTEST) {
            throw new IllegalArgumentException(
                    "coins that are not confirmed are trusted on regtest only, not on " + chain);
        }
    }

    /** A regtest node of our own, with a faucet: every block is read, its unconfirmed coins are spendable, 1 sat/vB. */
    public static BitcoinConfig regtest(InetSocketAddress node) {
        return new BitcoinConfig(
                Chain.REGTEST, List.of(node), Instant.EPOCH, true, true, 1.0, 50.0, Duration.ofSeconds(4));
    }
}
