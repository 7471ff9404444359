package dialtone.bridge.bitcoin.node;

import dialtone.bridge.bitcoin.node.Connection.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.FeeFilterMessage;
import org.bitcoinj.core.GetBlocksMessage;
import org.bitcoinj.core.GetDataMessage;
import org.bitcoinj.core.GetHeadersMessage;
import org.bitcoinj.core.HeadersMessage;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.InventoryMessage;
import org.bitcoinj.core.NotFoundMessage;
import org.bitcoinj.core.Ping;
import org.bitcoinj.core.Services;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.VersionMessage;

/**
 * One peer's side of the protocol. It opens with {@code version}, and everything else waits for {@code verack}.
 *
 * <p>A peer that asks for much is served no faster than it reads: while more than {@link #BUSY_BYTES} wait to be sent, nothing more is read from it.
 */
final class NodePeer {
    static final int MAX_USER_AGENT_CHARS = 256;

    private static final int BUSY_BYTES = 1_000_000;
    private static final int MAX_BLOCKS_PER_INV = 500;
    private static final int MAX_TRANSACTIONS_PER_INV = 100; // bitcoinj closes on more than 101

    private final Connection connection;
    private final NodeLoop node;
    private final NodeState state;
    private final Deque<InventoryItem> asked = new ArrayDeque<>();
    private final List<InventoryItem> notFound = new ArrayList<>();
    private Optional<VersionMessage> theirVersion = Optional.empty();
    private Optional<Sha256Hash> continueAfter = Optional.empty();
    private boolean ready;

    NodePeer(Connection connection, NodeLoop node, NodeState state) {
        this.connection = connection;
        this.node = node;
        this.state = state;
    }

    boolean ready() {
        return ready;
    }

    boolean busy() {
        return !asked.isEmpty() || connection.queuedBytes() > BUSY_BYTES;
    }

    boolean hasUnsent() {
        return connection.queuedBytes() > 0;
    }

    /** False when the peer has closed. */
    boolean read() throws IOException, ProtocolViolation {
        boolean open = connection.fill();
        handleFrames();
        return open;
    }

    void write() throws IOException, ProtocolViolation {
        connection.flush();
        serve();
        handleFrames();
    }

    void announce(InventoryItem.Type type, List<Sha256Hash> hashes) throws IOException, ProtocolViolation {
        for (int i = 0; i < hashes.size(); i += MAX_TRANSACTIONS_PER_INV) {
            List<Sha256Hash> part = hashes.subList(i, Math.min(hashes.size(), i + MAX_TRANSACTIONS_PER_INV));
            send("inv", inventory(type, part));
        }
    }

    boolean wantsTransactions() {
        return ready
                && theirVersion.map(version -> version.relayTxesBeforeFilter).orElse(false);
    }

    void close() {
        connection.close();
    }

    private void handleFrames() throws IOException, ProtocolViolation {
        while (!busy()) {
            Optional<Frame> frame = connection.next();
            if (frame.isEmpty()) {
                return;
            }
            handle(frame.get());
            serve();
        }
    }

    private void handle(Frame frame) throws IOException, ProtocolViolation {
        boolean version = frame.command().equals("version");
        if (!version && theirVersion.isEmpty()) {
            throw new ProtocolViolation("expected version first, got " + frame.command());
        }
        switch (frame.command()) {
            case "version" -> onVersion(parse(frame, VersionMessage::read));
            case "verack" -> onVerack();
            case "ping" -> onPing(parse(frame, Ping::read));
            case "getheaders" -> onGetHeaders(parse(frame, GetHeadersMessage::read));
            case "getblocks" -> onGetBlocks(parse(frame, GetBlocksMessage::read));
            case "getdata" -> asked.addAll(parse(frame, GetDataMessage::read).getItems());
            case "inv" -> onInventory(parse(frame, InventoryMessage::read));
            case "tx" -> onTransaction(frame);
            default -> {} // what a node may say and this one has no use for
        }
    }

    private static <T> T parse(Frame frame, Function<ByteBuffer, T> reader) throws ProtocolViolation {
        try {
            return reader.apply(frame.payload());
        } catch (RuntimeException malformed) { // bitcoinj's readers throw many kinds
            throw new ProtocolViolation("malformed " + frame.command() + ": " + malformed);
        }
    }

    private void onVersion(VersionMessage version) throws IOException, ProtocolViolation {
        if (theirVersion.isPresent()) {
            throw new ProtocolViolation("a second version");
        }
        if (version.subVer.length() > MAX_USER_AGENT_CHARS) {
            throw new ProtocolViolation("a user agent of more than " + MAX_USER_AGENT_CHARS + " characters");
        }
        theirVersion = Optional.of(version);
        VersionMessage ours = new VersionMessage(Regtest.PARAMS, state.chain().height());
        ours.localServices = Services.of(Services.NODE_NETWORK | Services.NODE_WITNESS);
        ours.subVer = "/dialtone-node:0.1.0/";
        send("version", ours.serialize());
        send("verack", new byte[0]);
    }

    private void onVerack() throws IOException, ProtocolViolation {
        if (ready) {
            return;
        }
        ready = true;
        send(
                "feefilter",
                FeeFilterMessage.of(Coin.valueOf(StandardPolicy.RELAY_FEE_SAT_PER_KVB))
                        .serialize());
        if (wantsTransactions()) {
            List<Sha256Hash> waiting = state.mempool().entries().stream()
                    .map(entry -> entry.transaction.getTxId())
                    .toList();
            announce(InventoryItem.Type.TRANSACTION, waiting);
        }
        node.ready(theirVersion.orElseThrow());
    }

    private void onPing(Ping ping) throws IOException, ProtocolViolation {
        if (ping.hasNonce()) {
            send("pong", ping.pong().serialize());
        }
    }

    private void onGetHeaders(GetHeadersMessage ask) throws IOException, ProtocolViolation {
        List<Block> headers = new ArrayList<>();
        for (Sha256Hash hash : blocksAfter(ask, HeadersMessage.MAX_HEADERS)) {
            headers.add(state.chain().header(state.chain().heightOf(hash).orElseThrow()));
        }
        send("headers", new HeadersMessage(headers).serialize());
    }

    private void onGetBlocks(GetBlocksMessage ask) throws IOException, ProtocolViolation {
        List<Sha256Hash> hashes = blocksAfter(ask, MAX_BLOCKS_PER_INV);
        if (hashes.isEmpty()) {
            return;
        }
        // Core's hashContinue: asking for the last of a full list shows that the peer wants the next one.
        continueAfter =
                hashes.size() == MAX_BLOCKS_PER_INV ? Optional.of(hashes.get(hashes.size() - 1)) : Optional.empty();
        send("inv", inventory(InventoryItem.Type.BLOCK, hashes));
    }

    private List<Sha256Hash> blocksAfter(GetBlocksMessage ask, int max) {
        ChainState chain = state.chain();
        List<Sha256Hash> hashes = new ArrayList<>();
        for (int height = chain.fork(ask.getLocator()) + 1; height <= chain.height() && hashes.size() < max; height++) {
            Sha256Hash hash = chain.header(height).getHash();
            hashes.add(hash);
            if (hash.equals(ask.getStopHash())) {
                break;
            }
        }
        return hashes;
    }

    private void onInventory(InventoryMessage inventory) throws IOException, ProtocolViolation {
        List<InventoryItem> wanted = inventory.getItems().stream()
                .filter(item -> item.type == InventoryItem.Type.TRANSACTION
                        || item.type == InventoryItem.Type.WITNESS_TRANSACTION)
                .filter(item -> state.wants(item.hash))
                .map(item -> new InventoryItem(InventoryItem.Type.WITNESS_TRANSACTION, item.hash))
                .toList();
        if (!wanted.isEmpty()) {
            send("getdata", new InventoryList(wanted).serialize());
        }
    }

    private void onTransaction(Frame frame) throws ProtocolViolation {
        if (!ready) {
            return;
        }
        ByteBuffer payload = frame.payload();
        if (payload.remaining() > StandardPolicy.MAX_WEIGHT) {
            throw new ProtocolViolation("a transaction of " + payload.remaining() + " bytes");
        }
        Transaction tx = parse(frame, Transaction::read);
        if (payload.hasRemaining()) {
            throw new ProtocolViolation("bytes after the transaction");
        }
        node.relay(state.accept(tx), Optional.of(this));
    }

    private void serve() throws IOException, ProtocolViolation {
        while (!asked.isEmpty() && connection.queuedBytes() <= BUSY_BYTES) {
            serve(asked.poll());
        }
        if (asked.isEmpty() && !notFound.isEmpty()) {
            send("notfound", new NotFoundMessage(notFound).serialize());
            notFound.clear();
        }
    }

    private void serve(InventoryItem item) throws IOException, ProtocolViolation {
        switch (item.type) {
            case TRANSACTION, WITNESS_TRANSACTION -> {
                Optional<Transaction> tx = state.transaction(item.hash);
                if (tx.isPresent()) {
                    boolean witness = item.type == InventoryItem.Type.WITNESS_TRANSACTION;
                    send("tx", witness ? tx.get().serialize() : Wire.withoutWitness(tx.get()));
                } else {
                    notFound.add(item);
                }
            }
            case BLOCK, WITNESS_BLOCK -> {
                Optional<byte[]> block = state.block(item.hash, item.type == InventoryItem.Type.WITNESS_BLOCK);
                if (block.isPresent()) {
                    send("block", block.get());
                } else {
                    notFound.add(item);
                }
                if (continueAfter.equals(Optional.of(item.hash))) {
                    continueAfter = Optional.empty();
                    Sha256Hash tip = state.chain().tip().getHash();
                    send("inv", inventory(InventoryItem.Type.BLOCK, List.of(tip)));
                }
            }
            default -> notFound.add(item);
        }
    }

    private static byte[] inventory(InventoryItem.Type type, List<Sha256Hash> hashes) {
        return new InventoryList(hashes.stream()
                        .map(hash -> new InventoryItem(type, hash))
                        .toList())
                .serialize();
    }

    private void send(String command, byte[] payload) throws IOException, ProtocolViolation {
        connection.send(command, payload);
    }
}
