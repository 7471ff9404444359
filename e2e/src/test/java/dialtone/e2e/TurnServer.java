package dialtone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** coturn on an address of this machine, for one test. */
final class TurnServer implements AutoCloseable {

    static final String USERNAME = "dialtone";
    static final String CREDENTIAL = "canary-of-the-credential";

    private static final List<Path> PLACES =
            List.of(Path.of("/usr/bin/turnserver"), Path.of("/usr/local/bin/turnserver"));

    private final Process process;
    private final InetSocketAddress address;

    private TurnServer(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Skips the test where there is none. */
    static TurnServer start(Path directory) {
        Optional<Path> program = PLACES.stream().filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(
                program.isPresent(),
                "No turnserver found, so this test is skipped. Install coturn (Debian: apt-get install coturn).");
        try {
            Files.createDirectories(directory);
            String ip = ownAddress();
            int port = freePort();
            Process process = new ProcessBuilder(
                            program.get().toString(),
                            "-n",
                            "--listening-ip=" + ip,
                            "--relay-ip=" + ip,
                            "--listening-port=" + port,
                            "--lt-cred-mech",
                            "--realm=dialtone.test",
                            "--user=" + USERNAME + ":" + CREDENTIAL,
                            "--no-tls",
                            "--no-dtls",
                            "--no-cli",
                            "--no-tcp-relay",
                            "--allow-loopback-peers",
                            "--pidfile=" + directory.resolve("turnserver.pid"),
                            "--userdb=" + directory.resolve("turndb"),
                            "--log-file=stdout")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("turnserver.log").toFile())
                    .start();
            TurnServer server = new TurnServer(process, new InetSocketAddress(ip, port));
            server.awaitListening();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until it answers a binding request (RFC 8489, section 5: type 1, no attributes, the magic cookie, a transaction id). */
    private void awaitListening() throws IOException {
        byte[] request = {0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(100);
            for (int tries = 0; tries < 200 && process.isAlive(); tries++) {
                try {
                    socket.send(new DatagramPacket(request, request.length, address));
                    socket.receive(new DatagramPacket(new byte[500], 500));
                    return;
                } catch (SocketTimeoutException | PortUnreachableException notYet) {
                    continue;
                }
            }
        }
        close();
        throw new IllegalStateException("the TURN server does not answer on " + address);
    }

    String ip() {
        return address.getAddress().getHostAddress();
    }

    String url() {
        return "turn:" + ip() + ":" + address.getPort();
    }

    /** As its provider would give it to a user. */
    String json(String credential) {
        return "[{\"urls\": \"%s\", \"username\": \"%s\", \"credential\": \"%s\"}]"
                .formatted(url(), USERNAME, credential);
    }

    /** A browser asks from an address of the network when it has one. */
    private static String ownAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(TurnServer::addresses)
                .filter(found ->
                        found instanceof Inet4Address && !found.isLoopbackAddress() && !found.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("127.0.0.1");
    }

    private static Stream<InetAddress> addresses(NetworkInterface each) {
        try {
            return each.isUp() ? each.inetAddresses() : Stream.empty();
        } catch (SocketException gone) {
            return Stream.empty();
        }
    }

    private static int freePort() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
