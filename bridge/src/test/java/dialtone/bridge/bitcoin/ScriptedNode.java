package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.base.VarInt;
import org.bitcoinj.core.BitcoinSerializer;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Context;
import org.bitcoinj.core.FeeFilterMessage;
import org.bitcoinj.core.GetDataMessage;
import org.bitcoinj.core.GetHeadersMessage;
import org.bitcoinj.core.HeadersMessage;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.InventoryMessage;
import org.bitcoinj.core.Message;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.NotFoundMessage;
import org.bitcoinj.core.Ping;
import org.bitcoinj.core.Services;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.VersionAck;
import org.bitcoinj.core.VersionMessage;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;

/** A regtest node that says what the test wants: any chain, any transaction, lies included. It checks nothing. */
final class ScriptedNode implements AutoCloseable {

    private static final NetworkParameters REGTEST = NetworkParameters.of(BitcoinNetwork.REGTEST);
    /** The regtest target: every second hash is below it. */
    private static final long EASIEST_BITS = 0x207fffffL;

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Sha256Hash, Transaction> transactions = new ConcurrentHashMap<>();
    private final Map<Sha256Hash, Block> blocks = new ConcurrentHashMap<>();
    private volatile List<Block> best = List.of(REGTEST.getGenesisBlock());
    private final Set<Sha256Hash> withheld = ConcurrentHashMap.newKeySet();
    private int made;
    private Optional<Instant> blockTime = Optional.empty();

    final List<Transaction> received = new CopyOnWriteArrayList<>();
    /** Runs on the connection's thread before anything is answered. */
    volatile Consumer<Transaction> onTransaction = transaction -> {};
    /** Whether a pushed transaction goes to the mempool, where a probe finds it. */
    volatile boolean accepts = true;
    /** Whether anything at all is answered. */
    volatile boolean mute;

    volatile String userAgent = "/scripted:1/";
    final List<String> userAgentsSeen = new CopyOnWriteArrayList<>();
    /** What others announced to us; each is asked for. */
    final List<String> announced = new CopyOnWriteArrayList<>();
    /** What others asked us for. */
    final Set<Sha256Hash> asked = ConcurrentHashMap.newKeySet();

    /** What others said they have not got. */
    final Set<Sha256Hash> notFound = ConcurrentHashMap.newKeySet();

    /** What it says of its chain; its height when negative. */
    volatile int claimedHeight = -1;

    /** How wrong its clock is. */
    volatile Duration clockAhead = Duration.ZERO;

    volatile int largestRequest;

    ScriptedNode() throws IOException {
        Context.propagate(new Context());
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run("scripted-node", () -> {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                accepted.incrementAndGet();
                run("scripted-connection", () -> serve(socket));
            }
        });
    }

    private interface Loop {
        void run() throws IOException;
    }

    private static void run(String name, Loop loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (IOException closed) {
                        // The other side or the test is done.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    BitcoinConfig config() {
        return config(address());
    }

    /** Its coins count once they are confirmed, and it is asked for none. */
    static BitcoinConfig config(InetSocketAddress address) {
        BitcoinConfig regtest = BitcoinConfig.regtest(address);
        return new BitcoinConfig(
                regtest.chain(),
                regtest.nodes(),
                regtest.proxy(),
                regtest.birthday(),
                false,
                false,
                regtest.feeFloorSatPerVbyte(),
                regtest.feeCapSatPerVbyte(),
                regtest.lostAfter());
    }

    /** How often somebody connected, ever. */
    int accepted() {
        return accepted.get();
    }

    /** The chain from the genesis block up. */
    List<Block> best() {
        return best;
    }

    /** A block on the best chain with a coinbase and these. */
    Block mine(Transaction... content) {
        List<Block> longer = new ArrayList<>(best);
        longer.add(block(best.get(best.size() - 1), content));
        switchTo(longer);
        return longer.get(longer.size() - 1);
    }

    /** A block whose time is that instant. */
    Block mineAt(Instant time, Transaction... content) {
        blockTime = Optional.of(time);
        try {
            return mine(content);
        } finally {
            blockTime = Optional.empty();
        }
    }

    /** Any block, announced by nobody. */
    Block block(Block previous, Transaction... content) {
        made++;
        List<Transaction> all = new ArrayList<>();
        Transaction coinbase = Transaction.coinbase(
                ByteBuffer.allocate(8).putInt(0x03000000).putInt(made).array());
        coinbase.addOutput(Coin.FIFTY_COINS, Script.parse(new byte[] {0x51}));
        all.add(coinbase);
        all.addAll(Arrays.asList(content));
        Block block = new Block(
                4,
                previous.getHash(),
                null,
                blockTime.orElse(Instant.ofEpochSecond(1_700_000_000L + made)),
                EASIEST_BITS,
                0,
                all);
        block.solve();
        blocks.put(block.getHash(), block);
        return block;
    }

    /** Makes this chain the best one and announces its tip. */
    void switchTo(List<Block> chain) {
        best = List.copyOf(chain);
        announce(InventoryItem.Type.BLOCK, chain.get(chain.size() - 1).getHash());
    }

    /** Has all of this chain, which others made, and makes it the best one. */
    void adopt(List<Block> chain) {
        withheld.clear();
        for (int height = chain.size() - 1; height > 0; height--) {
            if (chain.get(height).equals(blocks.put(chain.get(height).getHash(), chain.get(height)))) {
                break;
            }
        }
        switchTo(chain);
    }

    /** Says nothing when asked for the block of that hash. */
    void keepSilentAbout(Sha256Hash hash) {
        withheld.add(hash);
    }

    /** Its header is told, itself is not to be had. */
    void withholdNewest() {
        blocks.remove(best.get(best.size() - 1).getHash());
    }

    void serveAll() {
        best.forEach(block -> blocks.put(block.getHash(), block));
    }

    /** What is given to whoever asks for the block of that hash. */
    void serveInstead(Sha256Hash hash, Block other) {
        blocks.put(hash, other);
    }

    /** Puts it into the mempool and announces it. */
    void announce(Transaction transaction) {
        transactions.put(transaction.getTxId(), transaction);
        announce(InventoryItem.Type.TRANSACTION, transaction.getTxId());
    }

    /** Announces it and never gives it. */
    void announceWithout(Transaction transaction) {
        withheld.add(transaction.getTxId());
        announce(InventoryItem.Type.TRANSACTION, transaction.getTxId());
    }

    /** One announcement of so many transactions; the last one carries the payload. */
    List<Transaction> announceMany(int count, Bytes payload) {
        List<Transaction> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            many.add(payment(new byte[] {0x51}, 1_000 + i));
        }
        many.get(count - 1)
                .addOutput(
                        Coin.ZERO,
                        new ScriptBuilder().op(0x6a).data(payload.toArray()).build());
        many.forEach(transaction -> transactions.put(transaction.getTxId(), transaction));
        announce(
                InventoryItem.Type.TRANSACTION,
                many.stream().map(Transaction::getTxId).toArray(Sha256Hash[]::new));
        return many;
    }

    /** Tells everybody the smallest fee rate it takes. */
    void wantAtLeast(long satPerKvb) {
        push("feefilter", FeeFilterMessage.of(Coin.valueOf(satPerKvb)).serialize());
    }

    void announce(InventoryItem.Type type, Sha256Hash... hashes) {
        push("inv", items(type, List.of(hashes)));
    }

    /** The payload of an inv, a getdata or a notfound. */
    static byte[] items(InventoryItem.Type type, List<Sha256Hash> hashes) {
        ByteBuffer payload = ByteBuffer.allocate(9 + 36 * hashes.size()).order(ByteOrder.LITTLE_ENDIAN);
        payload.put(VarInt.of(hashes.size()).serialize());
        for (Sha256Hash hash : hashes) {
            payload.putInt(type.code).put(hash.serialize());
        }
        return Arrays.copyOf(payload.array(), payload.position());
    }

    /** Sends it to everybody although nobody asked. */
    void push(Transaction transaction) {
        push("tx", transaction.serialize());
    }

    void push(String command, byte[] payload) {
        pushRaw(framed(BitcoinNetwork.REGTEST, command, payload));
    }

    /** Bytes as they are, to everybody. */
    void pushRaw(byte[] bytes) {
        for (Socket socket : sockets) {
            try {
                synchronized (socket) {
                    socket.getOutputStream().write(bytes);
                }
            } catch (IOException gone) {
                sockets.remove(socket);
            }
        }
    }

    static byte[] framed(BitcoinNetwork network, String command, byte[] payload) {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        try {
            new BitcoinSerializer(network).serialize(command, payload, framed);
        } catch (IOException e) {
            throw new AssertionError("writing to memory", e);
        }
        return framed.toByteArray();
    }

    private void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        BitcoinSerializer serializer = new BitcoinSerializer(BitcoinNetwork.REGTEST);
        try (socket) {
            while (true) {
                byte[] head = in.readNBytes(24);
                if (head.length < 24) {
                    return;
                }
                int size = ByteBuffer.wrap(head, 16, 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt();
                ByteBuffer whole = ByteBuffer.allocate(24 + size).put(head).put(in.readNBytes(size));
                whole.flip();
                answer(socket, serializer.deserialize(whole));
            }
        } finally {
            sockets.remove(socket);
        }
    }

    private void answer(Socket socket, Message message) throws IOException {
        if (mute) {
            return;
        }
        if (message instanceof VersionMessage version) {
            userAgentsSeen.add(version.subVer);
            VersionMessage ours = new VersionMessage(REGTEST, claimedHeight < 0 ? best.size() - 1 : claimedHeight);
            ours.localServices = Services.of(Services.NODE_NETWORK | Services.NODE_WITNESS);
            ours.subVer = userAgent;
            ours.time = Instant.now().plus(clockAhead);
            send(socket, "version", ours.serialize());
            send(socket, "verack", new VersionAck().serialize());
        } else if (message instanceof Ping ping) {
            send(socket, "pong", ping.pong().serialize());
        } else if (message instanceof GetHeadersMessage ask) {
            send(socket, "headers", headersAfter(ask));
        } else if (message instanceof GetDataMessage ask) {
            give(socket, ask);
        } else if (message instanceof NotFoundMessage missing) {
            missing.getItems().forEach(item -> notFound.add(item.hash));
        } else if (message instanceof InventoryMessage inventory) {
            for (InventoryItem item : inventory.getItems()) {
                announced.add(item.hash.toString());
                send(
                        socket,
                        "getdata",
                        GetDataMessage.ofTransaction(item.hash, true).serialize());
            }
        } else if (message instanceof Transaction transaction) {
            onTransaction.accept(transaction);
            received.add(transaction);
            if (accepts) {
                transactions.put(transaction.getTxId(), transaction);
            }
        }
    }

    private byte[] headersAfter(GetHeadersMessage ask) {
        List<Block> chain = best;
        int fork = 0;
        for (int height = 0; height < chain.size(); height++) {
            if (ask.getLocator().getHashes().contains(chain.get(height).getHash())) {
                fork = height;
            }
        }
        return new HeadersMessage(chain.subList(fork + 1, chain.size()).stream()
                        .limit(HeadersMessage.MAX_HEADERS)
                        .map(Block::cloneAsHeader)
                        .toList())
                .serialize();
    }

    private void give(Socket socket, GetDataMessage ask) throws IOException {
        largestRequest = Math.max(largestRequest, ask.getItems().size());
        List<InventoryItem> missing = new ArrayList<>();
        for (InventoryItem item : ask.getItems()) {
            asked.add(item.hash);
            if (withheld.contains(item.hash)) {
                continue;
            }
            Transaction transaction = transactions.get(item.hash);
            Block block = blocks.get(item.hash);
            if (transaction != null) {
                send(socket, "tx", transaction.serialize());
            } else if (block != null) {
                send(socket, "block", block.serialize());
            } else {
                missing.add(item);
            }
        }
        if (!missing.isEmpty()) {
            send(socket, "notfound", new NotFoundMessage(missing).serialize());
        }
    }

    private static void send(Socket socket, String command, byte[] payload) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] framed = framed(BitcoinNetwork.REGTEST, command, payload);
        synchronized (socket) {
            out.write(framed);
        }
    }

    /** A transaction that spends what nobody has and pays the script. */
    Transaction payment(byte[] script, long valueSat) {
        made++;
        Transaction transaction = new Transaction();
        transaction.addInput(new TransactionInput(
                transaction, new byte[] {1, 1}, new TransactionOutPoint(made, Sha256Hash.of(new byte[] {
                    (byte) made, (byte) (made >> 8)
                }))));
        transaction.addOutput(Coin.valueOf(valueSat), Script.parse(script));
        return transaction;
    }

    /** Drops everybody who is connected. */
    void dropAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropAll();
    }
}
