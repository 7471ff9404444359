package dialtone.bridge.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** STUN and TURN servers that answer, do not, or are none. */
class ServersTest {

    private static final String SEEN_FROM = "203.0.113.5";

    private static RunningPeer running;

    @BeforeAll
    static void start() {
        running = RunningPeer.start();
    }

    @AfterAll
    static void end() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void tells_the_address_that_a_server_sees() throws IOException {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            answerAll(server);
            try (Side alice = running.side(setup("stun:127.0.0.1:" + server.getLocalPort(), "", ""))) {
                Descriptor offer = alice.offer(Optional.empty());
                assertThat(offer.candidates())
                        .filteredOn(each -> each.kind() == Candidate.Kind.SRFLX)
                        .extracting(Candidate::address)
                        .contains(Address.parse(SEEN_FROM).orElseThrow());
                assertThat(offer.candidates()).anyMatch(each -> each.kind() == Candidate.Kind.HOST);
            }
        }
    }

    @Test
    void does_not_wait_for_one_that_is_silent() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Side alice = running.side(setup("stun:127.0.0.1:" + silent.getLocalPort(), "", ""))) {
            assertThat(alice.offer(Optional.empty()).candidates())
                    .isNotEmpty()
                    .allMatch(each -> each.kind() == Candidate.Kind.HOST);
        }
    }

    @Test
    void relay_only_and_no_relay_is_no_address() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Side alice =
                        running.side(setup("turn:127.0.0.1:" + silent.getLocalPort(), "alice", "credential", true))) {
            alice.connection.offer(Optional.empty());
            assertThat(alice.failure()).contains("no network address");
        }
    }

    /** What the library refuses, and what it takes and never finds: neither takes the process along. */
    @Test
    void one_that_is_none_costs_its_connection_at_most() {
        long pid = running.peer.pid();
        for (String address : List.of("stun:nobody.invalid:3478", "stun:[::1]:1", "stuns:127.0.0.1:1")) {
            try (Side alice = running.side(setup(address, "", ""))) {
                alice.connection.offer(Optional.empty());
                Side.awaited(() -> !alice.descriptions.isEmpty() || !alice.failures.isEmpty());
            }
        }
        assertThat(running.peer.pid()).isEqualTo(pid);
        assertThat(running.died).hasValue(0);
    }

    private static Peers.Setup setup(String url, String username, String credential) {
        return setup(url, username, credential, false);
    }

    private static Peers.Setup setup(String url, String username, String credential, boolean relayOnly) {
        return new Peers.Setup(
                RunningPeer.certificate("alice"),
                0,
                List.of(new IceServer(List.of(url), username, credential)),
                relayOnly);
    }

    /** RFC 8489: a binding response with XOR-MAPPED-ADDRESS. Until the socket is closed. */
    private static void answerAll(DatagramSocket server) {
        Thread thread = new Thread(() -> {
            try {
                int port = 40_000;
                int cookie = 0x2112A442;
                while (true) {
                    DatagramPacket request = new DatagramPacket(new byte[1500], 1500);
                    server.receive(request);
                    ByteBuffer response = ByteBuffer.allocate(32);
                    response.putShort((short) 0x0101).putShort((short) 12);
                    response.put(request.getData(), 4, 16);
                    response.putShort((short) 0x0020).putShort((short) 8).putShort((short) 1);
                    response.putShort((short) (port ^ (cookie >>> 16)));
                    int address = ByteBuffer.wrap(
                                    InetAddress.getByName(SEEN_FROM).getAddress())
                            .getInt();
                    response.putInt(address ^ cookie);
                    server.send(new DatagramPacket(response.array(), 32, request.getSocketAddress()));
                }
            } catch (SocketException closed) {
                // The test has ended.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
