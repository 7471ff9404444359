package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.Rendezvous;
import dialtone.signaling.reunion.Side;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.Services;
import org.bitcoinj.core.VersionAck;
import org.bitcoinj.core.VersionMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections move from random nodes to those that a friend prefers too. Each loopback address 127.x is another network here. */
class RendezvousConnectionsTest {

    private static final BitcoinNetwork SIGNET = BitcoinNetwork.SIGNET;
    private static final NetworkParameters PARAMETERS = NetworkParameters.of(SIGNET);
    private static final int HALF = BitcoinConfig.PUBLIC_NODES / 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final List<PoliteNode> all = new ArrayList<>();
    private final ExecutorService listenerThread = Executors.newSingleThreadExecutor();
    private final Worker worker = new Worker(() -> {});
    private Database database;
    private RendezvousNodes rendezvous;
    private Nodes nodes;

    /** Shakes hands, answers pings, and says nothing else. */
    private static final class PoliteNode implements AutoCloseable {
        final ServerSocket server;
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();

        PoliteNode(String address) throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getByName(address));
            run(() -> {
                while (true) {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    run(() -> serve(socket));
                }
            });
        }

        private interface Loop {
            void run() throws IOException;
        }

        private static void run(Loop loop) {
            Thread thread = new Thread(() -> {
                try {
                    loop.run();
                } catch (IOException gone) {
                    // The other side is gone, or this test is over.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Socket socket) throws IOException {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] header = in.readNBytes(24);
                if (header.length < 24) {
                    return;
                }
                String command = new String(header, 4, 12, StandardCharsets.US_ASCII).trim();
                byte[] payload = in.readNBytes(header[16] & 0xff | (header[17] & 0xff) << 8);
                heard.add(command);
                if (command.equals("version")) {
                    VersionMessage ours = new VersionMessage(PARAMETERS, 10_000_000);
                    ours.localServices = Services.of(Services.NODE_NETWORK | Services.NODE_WITNESS);
                    ours.time = Instant.now();
                    send(socket, "version", ours.serialize());
                    send(socket, "verack", new VersionAck().serialize());
                } else if (command.equals("ping")) {
                    send(socket, "pong", payload);
                }
            }
        }

        private static void send(Socket socket, String command, byte[] payload) throws IOException {
            socket.getOutputStream().write(ScriptedNode.framed(SIGNET, command, payload));
        }

        InetSocketAddress address() {
            return (InetSocketAddress) server.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private PoliteNode node(String address) throws IOException {
        PoliteNode node = new PoliteNode(address);
        all.add(node);
        return node;
    }

    @BeforeEach
    void start() throws IOException {
        List<InetSocketAddress> usual = new ArrayList<>();
        for (int i = 0; i < BitcoinConfig.PUBLIC_NODES; i++) {
            usual.add(node("127.0.0.1").address());
        }
        database = Database.open(directory.resolve("bridge.db"));
        Clock clock = Clock.systemUTC();
        BitcoinConfig config = BitcoinConfig.open(Chain.SIGNET, List.of(), Optional.empty(), clock.instant());
        rendezvous = new RendezvousNodes(new KnownNodes(database, PARAMETERS.getPort(), clock));
        nodes = new Nodes(config, usual, worker, clock, rendezvous);
        nodes.start(traffic(config, clock));
        awaitAllConnected();
    }

    private Traffic traffic(BitcoinConfig config, Clock clock) {
        Keys keys = new Keys(database, config.chain(), Person.seed("alice"));
        Coins coins = new Coins(database, false);
        Outbox outbox = new Outbox(database);
        BitcoinListener nobody = new BitcoinListener() {
            @Override
            public void payload(Payload payload) {}

            @Override
            public void broadcast(String intentId, Progress progress) {}

            @Override
            public void fundsChanged(Funds funds) {}

            @Override
            public void nodeChanged(NodeStatus status) {}
        };
        Recognizer nothing = new Recognizer() {
            @Override
            public boolean recognises(Bytes payload, Instant sentAround) {
                return false;
            }

            @Override
            public Optional<LocalDate> dayOfKey(Bytes hash160, Instant sentAround) {
                return Optional.empty();
            }
        };
        Deliveries deliveries = new Deliveries(database, nobody, listenerThread, worker);
        Broadcaster broadcaster =
                new Broadcaster(outbox, nodes, new NodePolicies(nodes, false), clock, (id, progress) -> {});
        Scanner scanner = new Scanner(database, keys, coins, outbox, deliveries, broadcaster, nothing, clock);
        BlockFees fees = new BlockFees(PARAMETERS);
        ChainFollower chain = new ChainFollower(
                database,
                PARAMETERS,
                new Headers(database, PARAMETERS, config.birthday()),
                nodes,
                scanner,
                fees,
                config.birthday());
        return new Traffic(
                SIGNET,
                chain,
                new TxFetcher(),
                new Vouchers(false),
                scanner,
                deliveries,
                broadcaster,
                outbox,
                () -> {});
    }

    @AfterEach
    void stop() throws IOException {
        nodes.stop();
        worker.stop();
        listenerThread.shutdown();
        database.close();
        for (PoliteNode node : all) {
            node.close();
        }
    }

    private void awaitAllConnected() {
        await().atMost(PATIENCE).until(() -> nodes.ready().size() == BitcoinConfig.PUBLIC_NODES);
    }

    private Set<InetSocketAddress> connected() {
        return nodes.ready().stream().map(NodeConnection::address).collect(Collectors.toSet());
    }

    /** As if a node had told of it: of loopback addresses nobody may. */
    private static void know(Database database, InetSocketAddress node) {
        database.update(
                "INSERT INTO known_nodes (address, port, heard_at) VALUES (?, ?, 0)",
                Bytes.of(node.getAddress().getAddress()),
                node.getPort());
    }

    private static Rendezvous between(Side side) {
        return Rendezvous.of(PairState.introduced(side, new PairSecret(Bytes.of(new byte[32])))
                .current());
    }

    private void haveOneFriend() {
        rendezvous.with(() -> List.of(between(Side.LOWER)));
    }

    private void move() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        worker.run(() -> {
            nodes.moveOne();
            done.complete(null);
        });
        done.join();
    }

    /** And then tries to move more. */
    private void moveUntil(BooleanSupplier moved) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            move();
            return moved.getAsBoolean();
        });
        tryToMove();
    }

    private void tryToMove() {
        for (int i = 0; i < BitcoinConfig.PUBLIC_NODES; i++) {
            move();
        }
        await().during(Duration.ofMillis(500))
                .atMost(PATIENCE)
                .until(() -> nodes.ready().size() == BitcoinConfig.PUBLIC_NODES);
    }

    @Test
    void half_of_the_connections_move_to_the_best_nodes_that_answer_and_the_others_stay() throws IOException {
        List<InetSocketAddress> alive = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            PoliteNode node = node("127." + i + ".0.1");
            know(database, node.address());
            if (i % 3 == 0) {
                node.close();
            } else {
                alive.add(node.address());
            }
        }
        haveOneFriend();

        Set<InetSocketAddress> best = friendsChoice(alive);
        moveUntil(() -> connected().containsAll(best));

        Set<InetSocketAddress> chosen = connected();
        chosen.retainAll(alive);
        assertThat(chosen).as("never more than half").hasSize(HALF);
        assertThat(chosen).isEqualTo(best);
        System.out.printf(
                "rendezvous: %d of %d connections moved to nodes of the friend%n",
                chosen.size(), connected().size());
    }

    /** What the friend chooses, who has heard of these. */
    private Set<InetSocketAddress> friendsChoice(List<InetSocketAddress> heard) {
        try (Database friends = Database.open(directory.resolve("friend.db"))) {
            heard.forEach(node -> know(friends, node));
            RendezvousNodes choice =
                    new RendezvousNodes(new KnownNodes(friends, PARAMETERS.getPort(), Clock.systemUTC()));
            choice.with(() -> List.of(between(Side.HIGHER)));
            choice.rank(HALF);
            return Set.copyOf(choice.wanted(HALF, Set.of("7f00")));
        }
    }

    @Test
    void who_has_no_friends_stays_with_random_nodes() throws IOException {
        Set<InetSocketAddress> before = connected();
        know(database, node("127.1.0.1").address());

        tryToMove();

        assertThat(connected()).isEqualTo(before);
        assertThat(all.get(0).heard).as("asks what other nodes there are").contains("getaddr");
    }

    @Test
    void a_node_in_the_network_of_another_connection_is_not_chosen() throws IOException {
        PoliteNode neighbour = node("127.0.0.2");
        PoliteNode other = node("127.9.0.1");
        know(database, neighbour.address());
        know(database, other.address());
        haveOneFriend();

        moveUntil(() -> connected().contains(other.address()));

        assertThat(connected()).contains(other.address()).doesNotContain(neighbour.address());
    }
}
