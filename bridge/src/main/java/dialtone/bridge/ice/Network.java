package dialtone.bridge.ice;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** What the system knows of the network. */
final class Network {

    static final Duration CONNECT = Duration.ofSeconds(2);

    private Network() {}

    static boolean connects(InetSocketAddress place) {
        try (Socket socket = new Socket()) {
            socket.connect(place, (int) CONNECT.toMillis());
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** IPv4 where there is both: more friends have it. */
    static InetAddress lookUp(String host) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .min(Comparator.comparing(found -> !(found instanceof Inet4Address)))
                .orElseThrow();
    }

    /** Of the interfaces, but loopback and link-local ones. */
    static Set<InetAddress> ownAddresses() {
        Set<InetAddress> found = new LinkedHashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(Network::addresses)
                    .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .forEach(found::add);
        } catch (SocketException none) {
            return found;
        }
        return found;
    }

    private static Stream<InetAddress> addresses(NetworkInterface each) {
        try {
            return each.isUp() ? each.inetAddresses() : Stream.empty();
        } catch (SocketException gone) {
            return Stream.empty();
        }
    }

    static String texts(Set<InetAddress> addresses) {
        return String.join(", ", addresses.stream().map(Network::text).toList());
    }

    /** Without the interface's name, which Java appends to some. */
    static String text(InetAddress address) {
        return address.getHostAddress().replaceAll("%.*", "");
    }
}
