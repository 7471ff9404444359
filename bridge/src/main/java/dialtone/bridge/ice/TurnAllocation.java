package dialtone.bridge.ice;

import static dialtone.bridge.ice.StunMessage.ALLOCATE;
import static dialtone.bridge.ice.StunMessage.CREATE_PERMISSION;
import static dialtone.bridge.ice.StunMessage.DATA;
import static dialtone.bridge.ice.StunMessage.DATA_INDICATION;
import static dialtone.bridge.ice.StunMessage.ERROR;
import static dialtone.bridge.ice.StunMessage.LIFETIME;
import static dialtone.bridge.ice.StunMessage.NONCE;
import static dialtone.bridge.ice.StunMessage.REALM;
import static dialtone.bridge.ice.StunMessage.REFRESH;
import static dialtone.bridge.ice.StunMessage.REQUESTED_TRANSPORT;
import static dialtone.bridge.ice.StunMessage.SEND;
import static dialtone.bridge.ice.StunMessage.SUCCESS;
import static dialtone.bridge.ice.StunMessage.USERNAME;
import static dialtone.bridge.ice.StunMessage.XOR_PEER_ADDRESS;
import static dialtone.bridge.ice.StunMessage.XOR_RELAYED_ADDRESS;

import dialtone.bridge.ice.StunMessage.Attribute;
import dialtone.bridge.webrtc.IceServer;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An address of a TURN server that is ours for a moment (RFC 8656), with the long-term credential of RFC 8489, section 9.2. For one thread. */
final class TurnAllocation implements AutoCloseable {

    static final int UNAUTHORIZED = 401;
    private static final int STALE_NONCE = 438;
    private static final int UDP = 17;

    /** The server does not do it: {@code code} of its answer, 0 when it was silent. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        final int code;

        Failed(int code) {
            super("code " + code, null, false, false);
            this.code = code;
        }
    }

    private final StunSocket socket = new StunSocket();
    private final InetSocketAddress address;
    private final IceServer server;
    private Bytes realm = Bytes.EMPTY;
    private Bytes nonce = Bytes.EMPTY;
    private InetSocketAddress relayed;

    private TurnAllocation(InetSocketAddress address, IceServer server) throws IOException {
        this.address = address;
        this.server = server;
    }

    static TurnAllocation make(InetSocketAddress address, IceServer server) throws IOException, Failed {
        TurnAllocation made = new TurnAllocation(address, server);
        try {
            Attribute udp = new Attribute(
                    REQUESTED_TRANSPORT, new ByteWriter().u8(UDP).u24(0).toBytes());
            made.relayed = made.request(ALLOCATE, transaction -> udp)
                    .address(XOR_RELAYED_ADDRESS)
                    .orElseThrow(() -> new Failed(0));
            return made;
        } catch (IOException | RuntimeException | Failed e) {
            made.socket.close();
            throw e;
        }
    }

    InetSocketAddress relayed() {
        return relayed;
    }

    /** Packets of that host may come in. */
    void permit(InetSocketAddress peer) throws IOException, Failed {
        request(CREATE_PERMISSION, transaction -> StunMessage.address(XOR_PEER_ADDRESS, peer, transaction));
    }

    void send(InetSocketAddress peer, Bytes data) {
        Bytes transaction = socket.transaction();
        StunMessage message = new StunMessage(
                SEND,
                transaction,
                List.of(StunMessage.address(XOR_PEER_ADDRESS, peer, transaction), new Attribute(DATA, data)));
        socket.trySend(address, message.encode(Optional.empty()));
    }

    boolean hears(Bytes data, Duration atMost) throws IOException {
        return socket.await(address, DATA_INDICATION, atMost)
                .flatMap(message -> message.find(DATA))
                .filter(data::equals)
                .isPresent();
    }

    /** The first is refused with realm and nonce; the second carries the credential. A nonce may have become stale. */
    private StunMessage request(int method, Function<Bytes, Attribute> about) throws IOException, Failed {
        for (int tries = 0; ; tries++) {
            Bytes transaction = socket.transaction();
            boolean signed = nonce.size() > 0;
            List<Attribute> all = new ArrayList<>();
            all.add(about.apply(transaction));
            if (signed) {
                all.add(new Attribute(USERNAME, utf8(server.username())));
                all.add(new Attribute(REALM, realm));
                all.add(new Attribute(NONCE, nonce));
            }
            Bytes packet =
                    new StunMessage(method, transaction, all).encode(signed ? Optional.of(key()) : Optional.empty());
            StunMessage answer = socket.ask(address, transaction, packet).orElseThrow(() -> new Failed(0));
            if (answer.type() == (method | SUCCESS)) {
                return answer;
            }
            int code = answer.type() == (method | ERROR) ? answer.errorCode() : 0;
            boolean again = code == STALE_NONCE || code == UNAUTHORIZED && !signed;
            if (!again || tries == 2) {
                throw new Failed(code);
            }
            realm = answer.find(REALM).orElse(realm);
            nonce = answer.find(NONCE).orElseThrow(() -> new Failed(code));
        }
    }

    /** RFC 8489, section 9.2.2. */
    private Bytes key() {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return Bytes.of(md5.digest(utf8(server.username() + ":")
                    .concat(realm)
                    .concat(utf8(":" + server.credential()))
                    .toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static Bytes utf8(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives the address back. */
    @Override
    public void close() {
        try {
            request(
                    REFRESH,
                    transaction ->
                            new Attribute(LIFETIME, new ByteWriter().u32(0).toBytes()));
        } catch (IOException | Failed itWillExpire) {
            return;
        } finally {
            socket.close();
        }
    }
}
