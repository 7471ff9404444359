package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.identity.Identity;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.BitcoinSerializer;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.Message;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.core.VersionMessage;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast transactions and blocks are read. Always that none is missed and none told twice; the figures mean something with {@code -Dmeasure=true} alone, which takes the sizes of
 * docs/measurements.md.
 */
class SpeedTest {

    private static final boolean MEASURE = Boolean.getBoolean("measure");
    private static final int TRANSACTIONS = MEASURE ? 1_000_000 : 20_000;
    private static final int BLOCKS = MEASURE ? 2_000 : 300;
    private static final int BATCH = 1_000;
    private static final int TAG_BYTES = 8;

    @TempDir
    Path directory;

    private final List<Payload> heard = new CopyOnWriteArrayList<>();

    private final class Listening implements BitcoinListener {
        @Override
        public void payload(Payload payload) {
            heard.add(payload);
        }

        @Override
        public void broadcast(String intentId, Progress progress) {}

        @Override
        public void fundsChanged(Funds funds) {}

        @Override
        public void nodeChanged(NodeStatus status) {}
    }

    /** Every 100th carries a payload of a frame's size that nobody looks for, every 10,000th one that we do (in the small run every 1,000th). */
    private static final class Synthetic implements Recognizer {
        private static final int REAL_EVERY = MEASURE ? 10_000 : 1_000;
        private final Transaction plain = template(0);
        private final Transaction carrying = template(80);
        final Set<Bytes> tags = new HashSet<>();
        private final Opener opener = new Opener(Identity.fromSeed(Bytes.of(Person.seed("alice")), Chain.REGTEST));
        int made;

        @Override
        public boolean recognises(Bytes payload, Instant sentAround) {
            return payload.size() >= TAG_BYTES && tags.contains(payload.slice(0, TAG_BYTES));
        }

        @Override
        public Optional<LocalDate> dayOfKey(Bytes hash160, Instant sentAround) {
            return opener.dayOfKey(hash160, sentAround);
        }

        private static Transaction template(int payloadBytes) {
            Transaction transaction = new Transaction();
            transaction.addInput(new TransactionInput(
                    transaction, new byte[0], new TransactionOutPoint(0, Sha256Hash.of(new byte[] {7}))));
            transaction.replaceInput(
                    0, transaction.getInput(0).withWitness(TransactionWitness.of(new byte[72], new byte[33])));
            for (int i = 0; i < 2; i++) {
                transaction.addOutput(Coin.valueOf(10_000), Script.parse(new byte[] {
                    0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
                }));
            }
            if (payloadBytes > 0) {
                Script opReturn = new ScriptBuilder()
                        .op(0x6a)
                        .data(new byte[payloadBytes])
                        .build();
                transaction.addOutput(Coin.ZERO, opReturn);
            }
            return transaction;
        }

        /** The message of the next one, as it comes off the wire. */
        ByteBuffer next() {
            made++;
            Transaction transaction =
                    Transaction.read(ByteBuffer.wrap((made % 100 == 0 ? carrying : plain).serialize()));
            byte[] raw = transaction.serialize();
            // version 4, marker and flag 2, input count 1: the outpoint comes next.
            ByteBuffer.wrap(raw).putInt(7, made);
            if (made % 100 == 0) {
                int payload = indexOfPayload(raw);
                byte[] tag = Sha256Hash.hash(ByteBuffer.allocate(4).putInt(made).array());
                System.arraycopy(tag, 0, raw, payload, TAG_BYTES);
                if (made % REAL_EVERY == 0) {
                    tags.add(Bytes.of(raw).slice(payload, payload + TAG_BYTES));
                }
            }
            return ByteBuffer.wrap(ScriptedNode.framed(BitcoinNetwork.REGTEST, "tx", raw));
        }

        private static int indexOfPayload(byte[] raw) {
            for (int i = 0; i < raw.length; i++) {
                if (raw[i] == 0x6a && raw[i + 1] == 0x4c && raw[i + 2] == 80) {
                    return i + 3;
                }
            }
            throw new AssertionError("no OP_RETURN with 80 bytes");
        }
    }

    /**
     * The way of a transaction from the bytes of its message on, sockets left out: bitcoinj's parser as {@link NodeConnection} calls it, then {@link Traffic}, with its announcement and
     * the fetcher before it. All in one thread.
     */
    @Test
    void ofAMillionTransactionsNoneIsMissedAndNoneIsToldTwice() throws Exception {
        Synthetic network = new Synthetic();
        ExecutorService listenerThread = Executors.newSingleThreadExecutor();
        Worker worker = new Worker(() -> {});
        try (Database database = Database.open(directory.resolve("scan.db"))) {
            Clock clock = Clock.systemUTC();
            NetworkParameters parameters = NetworkParameters.of(BitcoinNetwork.REGTEST);
            BitcoinConfig config = BitcoinConfig.regtest(new java.net.InetSocketAddress("127.0.0.1", 1));
            Nodes nodes = new Nodes(
                    config,
                    config.connections(),
                    worker,
                    clock,
                    new RendezvousNodes(new KnownNodes(database, 1, clock)));
            Keys keys = new Keys(database, Chain.REGTEST, Person.seed("alice"));
            Coins coins = new Coins(database, false);
            Outbox outbox = new Outbox(database);
            Deliveries deliveries = new Deliveries(database, new Listening(), listenerThread, worker);
            Broadcaster broadcaster =
                    new Broadcaster(outbox, nodes, new NodePolicies(nodes, true), clock, (id, progress) -> {});
            Scanner scanner = new Scanner(database, keys, coins, outbox, deliveries, broadcaster, network, clock);
            ChainFollower chain = new ChainFollower(
                    database,
                    parameters,
                    new Headers(database, parameters, Instant.EPOCH),
                    nodes,
                    scanner,
                    new BlockFees(parameters),
                    Instant.EPOCH);
            Traffic traffic = new Traffic(
                    BitcoinNetwork.REGTEST,
                    chain,
                    new TxFetcher(),
                    new Vouchers(false),
                    scanner,
                    deliveries,
                    broadcaster,
                    outbox,
                    () -> {});
            NodeConnection node = new NodeConnection(
                    parameters, config.nodes().get(0), new VersionMessage(parameters, 0), clock, nodes);
            VersionMessage theirs = new VersionMessage(parameters, 0);
            theirs.localServices = org.bitcoinj.core.Services.of(
                    org.bitcoinj.core.Services.NODE_NETWORK | org.bitcoinj.core.Services.NODE_WITNESS);
            node.processMessage(theirs);
            BitcoinSerializer serializer = new BitcoinSerializer(BitcoinNetwork.REGTEST);

            long oursNanos = 0;
            long bareNanos = 0;
            long heapBefore = 0;
            for (int done = 0; done < TRANSACTIONS; done += BATCH) {
                List<ByteBuffer> messages = new ArrayList<>();
                List<Sha256Hash> txids = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    messages.add(network.next());
                }
                long bareStart = System.nanoTime();
                for (ByteBuffer message : messages) {
                    txids.add(((Transaction) serializer.deserialize(message)).getTxId());
                }
                bareNanos += System.nanoTime() - bareStart;
                messages.forEach(ByteBuffer::flip);
                ByteBuffer announcement = ByteBuffer.wrap(ScriptedNode.framed(
                        BitcoinNetwork.REGTEST,
                        "inv",
                        ScriptedNode.items(InventoryItem.Type.WITNESS_TRANSACTION, txids)));
                CompletableFuture<Long> took = new CompletableFuture<>();
                worker.run(() -> {
                    try {
                        long start = System.nanoTime();
                        traffic.received(node, serializer.deserialize(announcement));
                        for (ByteBuffer message : messages) {
                            Message transaction = serializer.deserialize(message);
                            traffic.received(node, transaction);
                        }
                        took.complete(System.nanoTime() - start);
                    } catch (Exception e) {
                        took.completeExceptionally(e);
                    }
                });
                oursNanos += took.get(60, TimeUnit.SECONDS);
                if (done == TRANSACTIONS / 10) {
                    heapBefore = usedHeap();
                }
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() >= network.tags.size());
            long heapAfter = usedHeap();
            Set<Bytes> told = new HashSet<>();
            heard.forEach(payload -> told.add(payload.bytes().slice(0, TAG_BYTES)));
            System.out.printf(
                    "scan: %,d transactions, %,d for us: %d missed, %d told twice; %,.0f a second on one core, bare parse %,.0f a second;"
                            + " heap %d MB after a tenth, %d MB at the end; load %.1f%n",
                    TRANSACTIONS,
                    network.tags.size(),
                    network.tags.size() - told.size(),
                    heard.size() - told.size(),
                    TRANSACTIONS / (oursNanos / 1e9),
                    TRANSACTIONS / (bareNanos / 1e9),
                    heapBefore >> 20,
                    heapAfter >> 20,
                    load());
            assertThat(told).isEqualTo(network.tags);
            assertThat(heard).hasSameSizeAs(told);
        } finally {
            worker.stop();
            listenerThread.shutdown();
        }
    }

    @Test
    void aClientThatWasAwayCatchesUp() throws Exception {
        try (EmbeddedNode node =
                        EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withBlockDelay(Duration.ofHours(1)));
                Person bob = Person.create("bob", directory, BitcoinConfig.regtest(node.address()))) {
            int before = node.height();
            node.fund(bob.client.funds().address(), 3, 20_000);
            node.mine(BLOCKS);
            long start = System.nanoTime();
            bob.client.start();
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> bob.client.node().height() == before + BLOCKS);
            long ms = (System.nanoTime() - start) / 1_000_000;
            System.out.printf("catch-up: %,d blocks in %,d ms, load %.1f%n", before + BLOCKS, ms, load());
            assertThat(bob.client.funds().balanceSat()).isEqualTo(60_000);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
