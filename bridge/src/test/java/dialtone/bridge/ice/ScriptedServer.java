package dialtone.bridge.ice;

import dialtone.bridge.ice.StunMessage.Attribute;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A STUN and TURN server on loopback that does as the test says. */
final class ScriptedServer implements AutoCloseable {

    static final Attribute NONCE = new Attribute(StunMessage.NONCE, Bytes.fromHex("6e6f6e6365"));
    static final Attribute REALM = new Attribute(StunMessage.REALM, Bytes.fromHex("746573742e6f7267"));

    /** What it answers; empty for nothing. */
    interface Script {
        List<Reply> on(StunMessage request, InetSocketAddress from);
    }

    record Reply(InetSocketAddress to, Bytes packet) {}

    private final DatagramSocket socket;

    ScriptedServer(Script script) throws IOException {
        this("127.0.0.1", script);
    }

    ScriptedServer(String ip, Script script) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getByName(ip));
        Thread thread = new Thread(() -> serve(script), "scripted server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Script script) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
                socket.receive(packet);
                Bytes bytes = Bytes.of(Arrays.copyOf(packet.getData(), packet.getLength()));
                for (Reply reply : script.on(StunMessage.parse(bytes), (InetSocketAddress) packet.getSocketAddress())) {
                    socket.send(new DatagramPacket(reply.packet.toArray(), reply.packet.size(), reply.to));
                }
            }
        } catch (IOException | MalformedException closed) {
            return;
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    String url(String scheme) {
        return scheme + ":" + socket.getLocalAddress().getHostAddress() + ":" + port();
    }

    static List<Reply> answer(InetSocketAddress to, int type, StunMessage request, Attribute... attributes) {
        StunMessage answer = new StunMessage(type, request.transaction(), List.of(attributes));
        return List.of(new Reply(to, answer.encode(Optional.empty())));
    }

    /** Sees whoever asks behind a router: another address, and a port that is {@code shift} above theirs. */
    static List<Reply> binding(StunMessage request, InetSocketAddress from, int shift) {
        if (request.type() != StunMessage.BINDING) {
            return List.of();
        }
        InetSocketAddress seen = new InetSocketAddress("203.0.113.52", (from.getPort() + shift) % 65_536);
        return answer(
                from,
                StunMessage.BINDING | StunMessage.SUCCESS,
                request,
                StunMessage.address(StunMessage.XOR_MAPPED_ADDRESS, seen, request.transaction()));
    }

    static List<Reply> refuse(StunMessage request, InetSocketAddress from, int code) {
        Attribute error = new Attribute(
                StunMessage.ERROR_CODE, Bytes.of((byte) 0, (byte) 0, (byte) (code / 100), (byte) (code % 100)));
        return answer(from, request.type() | StunMessage.ERROR, request, error, NONCE, REALM);
    }

    /** A TURN server that takes every credential. {@code relays}: whether it carries packets. */
    static Script turn(boolean relays) {
        Map<Integer, InetSocketAddress> allocations = new ConcurrentHashMap<>();
        return (request, from) -> {
            boolean signed = request.find(StunMessage.USERNAME).isPresent();
            return switch (request.type()) {
                case StunMessage.BINDING -> binding(request, from, 0);
                case StunMessage.SEND -> relays ? relayed(request, from, allocations) : List.of();
                case StunMessage.ALLOCATE -> {
                    if (!signed) {
                        yield refuse(request, from, 401);
                    }
                    int port = 50_000 + allocations.size();
                    allocations.put(port, from);
                    yield answer(
                            from,
                            StunMessage.ALLOCATE | StunMessage.SUCCESS,
                            request,
                            StunMessage.address(
                                    StunMessage.XOR_RELAYED_ADDRESS,
                                    new InetSocketAddress("198.51.100.9", port),
                                    request.transaction()));
                }
                default -> answer(from, request.type() | StunMessage.SUCCESS, request);
            };
        };
    }

    private static List<Reply> relayed(
            StunMessage request, InetSocketAddress from, Map<Integer, InetSocketAddress> allocations) {
        InetSocketAddress peer = request.address(StunMessage.XOR_PEER_ADDRESS).orElseThrow();
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(StunMessage.address(StunMessage.XOR_PEER_ADDRESS, from, request.transaction()));
        attributes.add(
                new Attribute(StunMessage.DATA, request.find(StunMessage.DATA).orElseThrow()));
        StunMessage indication = new StunMessage(StunMessage.DATA_INDICATION, request.transaction(), attributes);
        return List.of(new Reply(allocations.get(peer.getPort()), indication.encode(Optional.empty())));
    }

    @Override
    public void close() {
        socket.close();
    }
}
