package dialtone.bridge.link;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether this computer has other addresses than a moment ago: a cable was pulled, another wireless network joined, a tunnel opened. */
final class NetworkWatch {
    private Set<InetAddress> known = addresses();

    /** Since the last time this was asked. Having lost all of them is no change to act upon: there is nowhere to go. */
    boolean changed() {
        Set<InetAddress> now = addresses();
        if (now.isEmpty() || now.equals(known)) {
            return false;
        }
        known = now;
        return true;
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
