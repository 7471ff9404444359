package dialtone.bridge.bitcoin;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.bitcoinj.core.AddressMessage;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.GetAddrMessage;
import org.bitcoinj.core.ListMessage;
import org.bitcoinj.core.Message;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.PeerAddress;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.VersionMessage;

/**
 * Keeps every configured node connected: pings the silent ones, drops those that do not answer, connects again at once and then at growing distances: up to
 * {@link #LONGEST_PAUSE} to a node of our own, which trying often does not harm, and up to {@link #LONGEST_PUBLIC_PAUSE} to public ones.
 */
final class Nodes {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PUBLIC_PAUSE = Duration.ofMinutes(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    /** Through Tor, a circuit is built first. */
    private static final Duration PROXIED_CONNECT_TIMEOUT = Duration.ofSeconds(20);

    /** How often one connection moves to a node that friends prefer: so seldom that it disturbs nothing. */
    private static final Duration BETWEEN_MOVES = Duration.ofMinutes(1);

    private static final Duration TICK = Duration.ofMillis(500);

    /** How much of one node may wait for the worker, see {@link #weight}; then its reading thread waits, and so the node. */
    private static final int MAX_WAITING = 256;

    private final BitcoinConfig config;
    private final List<InetSocketAddress> usual;
    private final Worker worker;
    private final Clock clock;
    private final RendezvousNodes rendezvous;
    private final Map<NodeConnection, Semaphore> waiting = new ConcurrentHashMap<>();
    private final List<NodeConnection> ready = new CopyOnWriteArrayList<>();
    private final Map<NodeConnection, Slot> slots = new ConcurrentHashMap<>();
    // On the worker's thread.
    private final Map<InetSocketAddress, Integer> failures = new HashMap<>();
    private Traffic traffic;
    // Until a node has read it.
    private volatile String userAgentComment;
    private volatile boolean everReady;
    private volatile boolean stopped;
    private volatile Instant startedAt;

    /** One of the connections that are kept. {@code usual}: where it leads; {@code meets}: unless friends prefer some node. */
    private record Slot(InetSocketAddress usual, boolean meets) {}

    /** The user named them. */
    boolean areOurs() {
        return config.ownNodes();
    }

    /** {@code usual}: what is kept connected where friends prefer nothing. */
    Nodes(BitcoinConfig config, List<InetSocketAddress> usual, Worker worker, Clock clock, RendezvousNodes rendezvous) {
        this.config = config;
        this.usual = usual;
        this.worker = worker;
        this.clock = clock;
        this.rendezvous = rendezvous;
    }

    void start(Traffic traffic) {
        this.traffic = traffic;
        startedAt = clock.instant();
        worker.run(() -> {
            for (int i = 0; i < usual.size(); i++) {
                connect(new Slot(usual.get(i), i < config.rendezvousNodes()));
            }
        });
        worker.every(TICK, this::tick);
        if (config.rendezvousNodes() > 0) {
            worker.every(BETWEEN_MOVES, this::moveOne);
        }
    }

    void stop() {
        stopped = true;
        waiting.forEach((node, slots) -> {
            slots.release(MAX_WAITING);
            node.close();
        });
    }

    /** Those that finished the handshake. */
    List<NodeConnection> ready() {
        return ready;
    }

    /** The middle one of what the nodes said, so that one that lies alone changes nothing; 0 without any. */
    int claimedHeight() {
        int[] claims =
                ready.stream().mapToInt(NodeConnection::claimedHeight).sorted().toArray();
        return claims.length == 0 ? 0 : claims[(claims.length - 1) / 2];
    }

    /** By how much the clocks of the nodes are ahead of ours, the middle one of what they said; zero without any. */
    Duration clocksAhead() {
        List<Duration> ahead =
                ready.stream().map(NodeConnection::clockAhead).sorted().toList();
        return ahead.isEmpty() ? Duration.ZERO : ahead.get((ahead.size() - 1) / 2);
    }

    NodeStatus.State state() {
        if (!ready.isEmpty()) {
            return NodeStatus.State.CONNECTED;
        }
        boolean patienceIsOver = startedAt != null && clock.instant().isAfter(startedAt.plus(config.lostAfter()));
        return everReady || patienceIsOver ? NodeStatus.State.LOST : NodeStatus.State.CONNECTING;
    }

    String where() {
        if (!config.ownNodes()) {
            return "public nodes";
        }
        return config.nodes().stream()
                .map(node -> node.getHostString() + ":" + node.getPort())
                .collect(Collectors.joining(", "));
    }

    /** Connects once more with {@code comment} in our user agent (BIP-14), where the node's faucet reads it. */
    void reconnectWithComment(String comment) {
        userAgentComment = comment;
        waiting.keySet().forEach(NodeConnection::close);
    }

    private void connect(Slot slot) {
        if (stopped) {
            return;
        }
        // While no node is connected it may be the network that is gone: then no node is to be called bad.
        InetSocketAddress address = slot.meets() && !ready.isEmpty()
                ? missing().stream().findFirst().orElse(slot.usual())
                : slot.usual();
        NetworkParameters parameters = NetworkParameters.of(Networks.of(config.chain()));
        VersionMessage ourVersion = new VersionMessage(parameters, 0);
        ourVersion.time = clock.instant();
        // The version number stays bitcoinj's 70013: Core tells later ones what bitcoinj cannot read.
        if (config.faucetByUserAgent()) {
            // Nowhere else: on a public network it would tell every node who speaks this protocol.
            ourVersion.appendToSubVer("dialtone", "1", userAgentComment);
        }
        NodeConnection node = new NodeConnection(parameters, address, ourVersion, clock, this);
        slots.put(node, slot);
        waiting.put(node, new Semaphore(MAX_WAITING));
        Duration timeout = config.proxy().isPresent() ? PROXIED_CONNECT_TIMEOUT : CONNECT_TIMEOUT;
        Wire.open(address, config.proxy(), node, new Framing(parameters.getPacketMagic()), timeout);
    }

    /** What friends prefer, as many as there are places for it, each in another network group than all other connections. */
    private List<InetSocketAddress> wanted() {
        Set<String> others = slots.keySet().stream()
                .filter(node -> !meeting(node))
                .flatMap(node -> node.remoteGroup().stream())
                .collect(Collectors.toSet());
        return rendezvous.wanted(config.rendezvousNodes(), others);
    }

    private List<InetSocketAddress> missing() {
        List<InetSocketAddress> missing = new ArrayList<>(wanted());
        slots.keySet().forEach(node -> missing.remove(node.address()));
        return missing;
    }

    /** It was chosen for a friend. */
    private boolean meeting(NodeConnection node) {
        Slot slot = slots.get(node);
        return slot != null && slot.meets() && !node.address().equals(slot.usual());
    }

    /** One connection, if a preferred node is not connected; that place looks for it, and for the next one where that does not answer. */
    void moveOne() {
        rendezvous.rank(config.rendezvousNodes());
        List<InetSocketAddress> wanted = wanted();
        if (!missing().isEmpty()) {
            // Its place is taken by what is missing.
            ready.stream()
                    .filter(node -> slots.containsKey(node) && slots.get(node).meets())
                    .filter(node -> !wanted.contains(node.address()))
                    .findFirst()
                    .ifPresent(NodeConnection::close);
        }
    }

    /** On the connection's reading thread, like the next two. */
    void ready(NodeConnection node) {
        worker.run(() -> {
            failures.remove(node.address());
            everReady = true;
            ready.add(node);
            userAgentComment = null;
            if (config.rendezvousNodes() > 0) {
                node.send(new GetAddrMessage());
            }
            traffic.ready(node);
        });
    }

    void received(NodeConnection node, Message message) {
        Semaphore slots = waiting.get(node);
        if (slots == null || stopped) {
            return;
        }
        int weight = weight(message);
        slots.acquireUninterruptibly(weight);
        worker.run(() -> {
            slots.release(weight);
            try {
                if (message instanceof AddressMessage addresses) {
                    heard(node, addresses.getAddresses());
                }
                traffic.received(node, message);
            } catch (RuntimeException e) {
                // Whatever it was, a new connection begins from a known state and asks for what is missing.
                node.close();
                throw e;
            }
        });
    }

    private void heard(NodeConnection node, List<PeerAddress> addresses) {
        int taken = Math.min(addresses.size(), node.mayTellOfNodes());
        if (config.rendezvousNodes() > 0 && taken > 0) {
            node.toldOfNodes(taken);
            rendezvous.heard(addresses.subList(0, taken));
        }
    }

    /** About what a message holds in memory, in 16 KiB: a block or an announcement of 50,000 weighs as much as 64 usual messages. */
    private static int weight(Message message) {
        if (message instanceof Block) {
            return MAX_WAITING / 4;
        }
        if (message instanceof ListMessage list) {
            return 1 + list.getItems().size() / 800;
        }
        return message instanceof Transaction transaction
                ? Math.min(1 + transaction.messageSize() / 16_384, MAX_WAITING)
                : 4;
    }

    /** Also when it never got ready. */
    void closed(NodeConnection node) {
        waiting.remove(node);
        worker.run(() -> {
            boolean othersAreThere = ready.stream().anyMatch(other -> !other.equals(node));
            boolean chosen = meeting(node);
            Slot slot = slots.remove(node);
            if (chosen && othersAreThere && (!node.hasAnswered() || node.isBehind())) {
                rendezvous.failed(node.address());
            }
            ready.remove(node);
            traffic.closed(node);
            int failed = failures.merge(node.address(), 1, Integer::sum);
            Duration longest = config.ownNodes() ? LONGEST_PAUSE : LONGEST_PUBLIC_PAUSE;
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failed - 1, 10));
            worker.after(pause.compareTo(longest) < 0 ? pause : longest, () -> connect(slot));
        });
    }

    private void tick() {
        long now = System.nanoTime();
        long patience = config.lostAfter().toNanos();
        for (NodeConnection node : waiting.keySet()) {
            if (node.isLost(now, patience)) {
                node.close();
            }
        }
        traffic.tick();
    }
}
