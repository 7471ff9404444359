package dialtone.bridge.link;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whether this computer has other addresses than a moment ago: a cable was pulled, another wireless network joined, a tunnel opened. */
final class NetworkWatch {
    private final Supplier<Set<InetAddress>> addresses;
    private Set<InetAddress> known;

    NetworkWatch() {
        this(NetworkWatch::addresses);
    }

    NetworkWatch(Supplier<Set<InetAddress>> addresses) {
        this.addresses = addresses;
        known = addresses.get();
    }

    /**
     * Since the last time this was asked. Having lost all of them is no change to act upon: there is nowhere to go. Having some again is one, even if they are the same: what was
     * said meanwhile was not heard, and a router may have forgotten us.
     */
    boolean changed() {
        Set<InetAddress> before = known;
        known = addresses.get();
        return !known.isEmpty() && !known.equals(before);
    }

    /** Without loopback and link-local ones, which reach no friend. */
    private static Set<InetAddress> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(NetworkWatch::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException unreadable) {
            return Set.of();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException gone) {
            return false;
        }
    }
}
