package dialtone.bridge.bitcoin.node;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.InventoryMessage;
import org.bitcoinj.core.Ping;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.VersionMessage;

/** A scripted peer: it sends exactly the bytes a test wants, and reads one message at a time. */
final class WirePeer implements AutoCloseable {
    static final byte[] REGTEST_MAGIC = {(byte) 0xfa, (byte) 0xbf, (byte) 0xb5, (byte) 0xda};
    private static final int PATIENCE_MS = 30_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    record Message(String command, byte[] payload) {}

    WirePeer(InetSocketAddress node) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(node);
        socket.setSoTimeout(PATIENCE_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    static WirePeer ready(EmbeddedNode node) throws IOException {
        WirePeer peer = new WirePeer(node.address());
        peer.shakeHands("/test:1/");
        return peer;
    }

    void holdBackSmallWrites() throws IOException {
        socket.setTcpNoDelay(false);
    }

    void shakeHands(String userAgent) throws IOException {
        send("version", version(userAgent));
        await("verack");
        send("verack", new byte[0]);
        await("feefilter");
    }

    static byte[] version(String userAgent) {
        VersionMessage version = new VersionMessage(Regtest.PARAMS, 0);
        version.subVer = userAgent;
        return version.serialize();
    }

    void send(String command, byte[] payload) throws IOException {
        sendRaw(frame(REGTEST_MAGIC, command, payload.length, Sha256Hash.hashTwice(payload), payload));
    }

    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    static byte[] frame(byte[] magic, String command, int length, byte[] checksum, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(magic);
        out.writeBytes(Arrays.copyOf(command.getBytes(StandardCharsets.US_ASCII), 12));
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array());
        out.write(checksum, 0, 4);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    Message read() throws IOException {
        in.readNBytes(4);
        byte[] command = in.readNBytes(12);
        int length = Integer.reverseBytes(in.readInt());
        in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        return new Message(new String(command, StandardCharsets.US_ASCII).trim(), payload);
    }

    /** Skips to the next message with this command. */
    byte[] await(String command) throws IOException {
        while (true) {
            Message message = read();
            if (message.command().equals(command)) {
                return message.payload();
            }
        }
    }

    Transaction awaitTransaction() throws IOException {
        return Transaction.read(ByteBuffer.wrap(await("tx")));
    }

    List<InventoryItem> awaitInventory() throws IOException {
        return InventoryMessage.read(ByteBuffer.wrap(await("inv"))).getItems();
    }

    /** The next inventory of blocks; those of transactions are skipped. */
    List<InventoryItem> awaitBlocks() throws IOException {
        while (true) {
            List<InventoryItem> items = awaitInventory();
            if (items.get(0).type == InventoryItem.Type.BLOCK) {
                return items;
            }
        }
    }

    void ask(InventoryItem.Type type, Sha256Hash... hashes) throws IOException {
        List<InventoryItem> items =
                Arrays.stream(hashes).map(hash -> new InventoryItem(type, hash)).toList();
        send("getdata", new InventoryList(items).serialize());
    }

    /** Everything sent before has been handled when this returns. */
    void ping() throws IOException {
        send("ping", Ping.of(42).serialize());
        await("pong");
    }

    /** True when the node has closed the connection; what it sent before is skipped. */
    boolean isClosedByNode() throws IOException {
        try {
            while (in.read() >= 0) {}
            return true;
        } catch (EOFException | SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
