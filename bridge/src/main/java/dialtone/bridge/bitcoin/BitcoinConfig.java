package dialtone.bridge.bitcoin;

import dialtone.signaling.Chain;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bitcoinj.core.NetworkParameters;

/**
 * Which network, through which nodes.
 *
 * @param nodes our own nodes, of which every one is kept connected; none: {@link #PUBLIC_NODES} public ones, found through the network's DNS seeds
 * @param proxy a SOCKS5 proxy that every connection goes through, and that resolves every name
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
        Optional<InetSocketAddress> proxy,
        Instant birthday,
        boolean trustUnconfirmed,
        boolean faucetByUserAgent,
        double feeFloorSatPerVbyte,
        double feeCapSatPerVbyte,
        Duration lostAfter) {

    /** Eight shared with nobody in particular: a frame takes 1 to 2 s to cross between two such bridges, as Core spreads transactions. */
    static final int PUBLIC_NODES = 8;

    private static final double USUAL_FLOOR = 1.0;
    private static final double USUAL_CAP = 50.0;

    public BitcoinConfig {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty() && chain == Chain.REGTEST) {
            throw new IllegalArgumentException(
                    "regtest has no public nodes: name at least one Bitcoin node (host:port), got none");
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
                Chain.REGTEST,
                List.of(node),
                Optional.empty(),
                Instant.EPOCH,
                true,
                true,
                USUAL_FLOOR,
                USUAL_CAP,
                Duration.ofSeconds(4));
    }

    /** A network that others use too: from {@code birthday} on, through our own nodes or, with none, public ones. Only confirmed coins, and our own change, are spendable. */
    public static BitcoinConfig open(
            Chain chain, List<InetSocketAddress> nodes, Optional<InetSocketAddress> proxy, Instant birthday) {
        Duration lostAfter = nodes.isEmpty() ? Duration.ofSeconds(30) : Duration.ofSeconds(4);
        return new BitcoinConfig(chain, nodes, proxy, birthday, false, false, USUAL_FLOOR, USUAL_CAP, lostAfter);
    }

    /**
     * How many of the connections prefer nodes that friends prefer too: half of the public ones, so that a friend who runs some is never all we see. None behind a proxy, where the same
     * few nodes again and again would tell who comes.
     */
    int rendezvousNodes() {
        return ownNodes() || proxy.isPresent() ? 0 : PUBLIC_NODES / 2;
    }

    boolean ownNodes() {
        return !nodes.isEmpty();
    }

    /**
     * What is kept connected. A DNS seed is a name with many addresses, of which each attempt takes another, so the seeds' names serve as the nodes; behind a proxy the
     * proxy chooses the address.
     */
    List<InetSocketAddress> connections() {
        if (ownNodes()) {
            return nodes;
        }
        NetworkParameters parameters = NetworkParameters.of(Networks.of(chain));
        String[] seeds = parameters.getDnsSeeds();
        return IntStream.range(0, PUBLIC_NODES)
                .mapToObj(i -> InetSocketAddress.createUnresolved(seeds[i % seeds.length], parameters.getPort()))
                .toList();
    }
}
