package dialtone.web;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.signaling.Chain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Through which Bitcoin nodes a bridge goes.
 *
 * @param own none: public nodes, which regtest has not
 * @param proxy a SOCKS5 proxy for all connections and names
 */
record BitcoinNodes(List<InetSocketAddress> own, Optional<InetSocketAddress> proxy) {

    /** For data that is only looked at: nothing connects. */
    static final BitcoinNodes NOWHERE = of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    static BitcoinNodes of(InetSocketAddress node) {
        return new BitcoinNodes(List.of(node), Optional.empty());
    }

    BitcoinConfig config(Chain network, Instant birthday) {
        return network == Chain.REGTEST
                ? BitcoinConfig.regtest(own.get(0))
                : BitcoinConfig.open(network, own, proxy, birthday);
    }
}
