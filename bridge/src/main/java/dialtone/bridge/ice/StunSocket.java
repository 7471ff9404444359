package dialtone.bridge.ice;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A UDP socket that asks STUN servers and asks again while they are silent (RFC 8489, section 6.2.1, in a shorter time). For one thread. */
final class StunSocket implements AutoCloseable {

    /** An answer from the other side of the world takes 0.4 s. */
    static final Duration PATIENCE = Duration.ofMillis(2_500);

    private static final Duration FIRST_REPEAT = Duration.ofMillis(300);

    private final DatagramSocket socket;
    private final SecureRandom random = new SecureRandom();

    StunSocket() throws IOException {
        socket = new DatagramSocket();
    }

    int port() {
        return socket.getLocalPort();
    }

    Bytes transaction() {
        byte[] fresh = new byte[StunMessage.TRANSACTION_SIZE];
        random.nextBytes(fresh);
        return Bytes.of(fresh);
    }

    /** One request to each server at the same time; those that did not answer are not in the result. */
    Map<InetSocketAddress, StunMessage> askAll(List<InetSocketAddress> servers, StunMessage request)
            throws IOException {
        Map<InetSocketAddress, StunMessage> answers = new HashMap<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        long repeat = FIRST_REPEAT.toNanos();
        while (answers.size() < servers.size() && System.nanoTime() < end) {
            for (InetSocketAddress server : servers) {
                if (!answers.containsKey(server)) {
                    trySend(server, request.encode(Optional.empty()));
                }
            }
            long until = Math.min(end, System.nanoTime() + repeat);
            repeat *= 2;
            while (answers.size() < servers.size()) {
                Optional<Received> received = receive(until);
                if (received.isEmpty()) {
                    break;
                }
                Received each = received.get();
                if (servers.contains(each.from) && each.message.transaction().equals(request.transaction())) {
                    answers.put(each.from, each.message);
                }
            }
        }
        return answers;
    }

    /** The answer to one request, already encoded because a key may be in it. */
    Optional<StunMessage> ask(InetSocketAddress server, Bytes transaction, Bytes encoded) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (long repeat = FIRST_REPEAT.toNanos(); System.nanoTime() < end; repeat *= 2) {
            trySend(server, encoded);
            long until = Math.min(end, System.nanoTime() + repeat);
            for (Optional<Received> each = receive(until); each.isPresent(); each = receive(until)) {
                if (each.get().from.equals(server)
                        && each.get().message.transaction().equals(transaction)) {
                    return each.map(Received::message);
                }
            }
        }
        return Optional.empty();
    }

    /** The first message of that type from the server. */
    Optional<StunMessage> await(InetSocketAddress server, int type, Duration atMost) throws IOException {
        long until = System.nanoTime() + atMost.toNanos();
        for (Optional<Received> each = receive(until); each.isPresent(); each = receive(until)) {
            if (each.get().from.equals(server) && each.get().message.type() == type) {
                return each.map(Received::message);
            }
        }
        return Optional.empty();
    }

    /** Where no route leads, nothing is heard either: that is told as silence. */
    void trySend(InetSocketAddress to, Bytes packet) {
        try {
            socket.send(new DatagramPacket(packet.toArray(), packet.size(), to));
        } catch (IOException | IllegalArgumentException noRoute) {
            return;
        }
    }

    private record Received(InetSocketAddress from, StunMessage message) {}

    private Optional<Received> receive(long until) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[StunMessage.LONGEST], StunMessage.LONGEST);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            socket.setSoTimeout((int) (left / 1_000_000) + 1);
            try {
                socket.receive(packet);
                Bytes bytes = Bytes.of(Arrays.copyOf(packet.getData(), packet.getLength()));
                return Optional.of(
                        new Received((InetSocketAddress) packet.getSocketAddress(), StunMessage.parse(bytes)));
            } catch (SocketTimeoutException | MalformedException notYet) {
                packet.setLength(StunMessage.LONGEST);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        socket.close();
    }
}
