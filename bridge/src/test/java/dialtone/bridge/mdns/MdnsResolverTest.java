package dialtone.bridge.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Against a responder of our own, where this machine can multicast. */
class MdnsResolverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final String name = UUID.randomUUID() + ".local";

    @Test
    void aNameThatThisMachineAnswersForIsResolved() throws Exception {
        try (Responder responder = Responder.start();
                MdnsResolver resolver = new MdnsResolver()) {
            responder.answer(name, responder.ownAddress());
            long start = System.nanoTime();
            assertThat(resolver.resolve(Set.of(name), PATIENCE).get()).isEqualTo(Map.of(name, responder.ownAddress()));
            System.out.printf("first name resolved in %d ms%n", (System.nanoTime() - start) / 1_000_000);

            String second = UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT) + ".local";
            responder.answer(second.toLowerCase(java.util.Locale.ROOT), responder.ownAddress());
            start = System.nanoTime();
            assertThat(resolver.resolve(Set.of(name, second), PATIENCE).get())
                    .isEqualTo(Map.of(name, responder.ownAddress(), second, responder.ownAddress()));
            System.out.printf("two names over the open socket in %d ms%n", (System.nanoTime() - start) / 1_000_000);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNotTaken() throws Exception {
        try (Responder responder = Responder.start();
                MdnsResolver resolver = new MdnsResolver()) {
            responder.answer(name, InetAddress.getByName("198.51.100.7"));
            CompletableFuture<Map<String, InetAddress>> result = resolver.resolve(Set.of(name), SHORT);
            assertThat(responder.asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(name);
            assertThat(result.get()).isEmpty();
        }
    }

    @Test
    void malformedAnswersDoNotStopTheOthers() throws Exception {
        try (Responder responder = Responder.start();
                MdnsResolver resolver = new MdnsResolver()) {
            responder.sendFirst(HexFormat.of().parseHex("000084000000000100000000c00c"));
            responder.answer(name, responder.ownAddress());
            assertThat(resolver.resolve(Set.of(name), PATIENCE).get()).containsKey(name);
        }
    }

    @Test
    void namesThatNoBrowserMakesUpAreNotAsked() throws Exception {
        try (MdnsResolver resolver = new MdnsResolver()) {
            assertThat(resolver.resolve(Set.of("printer.local", "example.org", "", name + ".org"), PATIENCE))
                    .isCompletedWithValue(Map.of());
        }
    }

    @Test
    void aNameThatNobodyKnowsEndsWithTheTimeout() throws Exception {
        try (MdnsResolver resolver = new MdnsResolver()) {
            assertThat(resolver.resolve(Set.of(name), SHORT).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEmpty();
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        MdnsResolver resolver = new MdnsResolver();
        CompletableFuture<Map<String, InetAddress>> result = resolver.resolve(Set.of(name), Duration.ofHours(1));
        resolver.close();
        assertThat(result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
        assertThat(resolver.resolve(Set.of(name), Duration.ofHours(1)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEmpty();
    }

    /** Answers one name after the other, as a browser does. */
    private static final class Responder implements AutoCloseable {
        final CompletableFuture<String> asked = new CompletableFuture<>();
        private final MulticastSocket socket;
        private final InetSocketAddress group;
        private final NetworkInterface network;
        private volatile Map<String, InetAddress> names = Map.of();
        private volatile Optional<byte[]> first = Optional.empty();

        private Responder(MulticastSocket socket, InetSocketAddress group, NetworkInterface network) {
            this.socket = socket;
            this.group = group;
            this.network = network;
        }

        static Responder start() throws IOException {
            Optional<NetworkInterface> network = NetworkInterface.networkInterfaces()
                    .filter(Responder::usable)
                    .findFirst();
            assumeThat(network).as("an interface that can multicast over IPv4").isPresent();
            InetSocketAddress group = new InetSocketAddress("224.0.0.251", MulticastSocketPair.PORT);
            MulticastSocket socket = new MulticastSocket(null);
            try {
                socket.setReuseAddress(true);
                if (socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                    socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                }
                socket.bind(new InetSocketAddress(MulticastSocketPair.PORT));
                socket.joinGroup(group, network.get());
                socket.setNetworkInterface(network.get());
            } catch (IOException refused) {
                socket.close();
                assumeThat(refused)
                        .as("this machine does not allow multicast on port 5353")
                        .isNull();
            }
            Responder responder = new Responder(socket, group, network.get());
            Thread thread = new Thread(responder::run, "test-responder");
            thread.setDaemon(true);
            thread.start();
            return responder;
        }

        private static boolean usable(NetworkInterface network) {
            try {
                return network.isUp()
                        && network.supportsMulticast()
                        && network.inetAddresses().anyMatch(address -> address instanceof Inet4Address);
            } catch (SocketException gone) {
                return false;
            }
        }

        InetAddress ownAddress() {
            return network.inetAddresses()
                    .filter(address -> address instanceof Inet4Address)
                    .findFirst()
                    .orElseThrow();
        }

        void answer(String name, InetAddress address) {
            Map<String, InetAddress> more = new java.util.HashMap<>(names);
            more.put(name, address);
            names = Map.copyOf(more);
        }

        void sendFirst(byte[] packet) {
            first = Optional.of(packet);
        }

        private void run() {
            byte[] buffer = new byte[9_000];
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    boolean question = buffer[2] == 0;
                    // Names stand uncompressed in a question, so their labels can be found as they are.
                    String text = new String(buffer, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                    for (Map.Entry<String, InetAddress> entry : names.entrySet()) {
                        if (question && text.contains(entry.getKey().replace(".local", ""))) {
                            asked.complete(entry.getKey());
                            if (first.isPresent()) {
                                send(first.get());
                            }
                            send(response(entry.getKey(), entry.getValue()));
                        }
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private static byte[] response(String name, InetAddress address) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(HexFormat.of().parseHex("000084000000000100000000"));
            DnsMessage.writeName(out, name);
            out.writeBytes(HexFormat.of().parseHex("0001" + "8001" + "00000078" + "0004"));
            out.writeBytes(address.getAddress());
            return out.toByteArray();
        }

        private void send(byte[] bytes) throws IOException {
            socket.send(new DatagramPacket(bytes, bytes.length, group));
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
