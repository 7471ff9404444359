package dialtone.bridge.mdns;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Port 5353 over IPv4 and IPv6, a member of the multicast DNS groups on every interface that can multicast. */
final class MulticastSocketPair implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(MulticastSocketPair.class);

    static final int PORT = 5353;
    private static final int MULTICAST_HOPS = 255; // RFC 6762, section 11

    private final List<Half> halves;

    /** One address family. */
    private static final class Half {
        final DatagramChannel channel;
        final InetSocketAddress group;
        final Set<String> joined = new HashSet<>();

        Half(DatagramChannel channel, InetAddress group) {
            this.channel = channel;
            this.group = new InetSocketAddress(group, PORT);
        }

        boolean speaks(NetworkInterface network) {
            boolean v4 = group.getAddress() instanceof Inet4Address;
            return network.inetAddresses().anyMatch(address -> address instanceof Inet4Address == v4);
        }
    }

    private MulticastSocketPair(List<Half> halves) {
        this.halves = halves;
    }

    /**
     * Opens what can be opened of the two families.
     *
     * @throws IOException neither can
     */
    static MulticastSocketPair open(Selector selector) throws IOException {
        List<Half> halves = new ArrayList<>();
        IOException why = null;
        try {
            halves.add(open(selector, StandardProtocolFamily.INET, new byte[] {(byte) 224, 0, 0, (byte) 251}));
        } catch (IOException | UnsupportedOperationException noIpv4) {
            why = new IOException("IPv4: " + noIpv4.getMessage(), noIpv4);
        }
        try {
            byte[] group = new byte[16]; // ff02::fb
            group[0] = (byte) 0xff;
            group[1] = 0x02;
            group[15] = (byte) 0xfb;
            halves.add(open(selector, StandardProtocolFamily.INET6, group));
        } catch (IOException | UnsupportedOperationException noIpv6) {
            if (why != null) {
                why.addSuppressed(noIpv6);
            }
        }
        if (halves.isEmpty()) {
            throw why;
        }
        return new MulticastSocketPair(halves);
    }

    private static Half open(Selector selector, ProtocolFamily family, byte[] group) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family);
        try {
            // Shared with the browser and with the system's own responder.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, MULTICAST_HOPS);
            channel.bind(new InetSocketAddress(PORT));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return new Half(channel, InetAddress.getByAddress(group));
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Sends to the group on every interface; interfaces that appeared since the last time are joined first. */
    void send(byte[] message) throws IOException {
        List<NetworkInterface> usable = NetworkInterface.networkInterfaces()
                .filter(MulticastSocketPair::canMulticast)
                .toList();
        for (Half half : halves) {
            for (NetworkInterface network : usable) {
                if (half.speaks(network)) {
                    send(half, network, message);
                }
            }
        }
    }

    private static boolean canMulticast(NetworkInterface network) {
        try {
            return network.isUp() && network.supportsMulticast();
        } catch (IOException gone) {
            return false;
        }
    }

    private static void send(Half half, NetworkInterface network, byte[] message) {
        try {
            if (half.joined.add(network.getName())) {
                half.channel.join(half.group.getAddress(), network);
            }
            half.channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
            half.channel.send(ByteBuffer.wrap(message), half.group);
        } catch (IOException | IllegalStateException unreachable) {
            log.debug("no multicast on {}: {}", network.getName(), unreachable.getMessage());
        }
    }

    /** Receives one packet of either family into the buffer; null when none is waiting. */
    InetSocketAddress receive(ByteBuffer packet) throws IOException {
        for (Half half : halves) {
            packet.clear();
            InetSocketAddress from = (InetSocketAddress) half.channel.receive(packet);
            if (from != null) {
                packet.flip();
                return from;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        for (Half half : halves) {
            half.channel.close();
        }
    }
}
