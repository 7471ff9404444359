package dialtone.bridge.bitcoin.node;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.VersionMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread {@code dialtone-node}: sockets, state, and the timer of the next block. Every method but {@link #call} and {@link #stop} runs on it. */
final class NodeLoop implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(NodeLoop.class);

    static final int MAX_PEERS = 64;

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final NodeState state;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Duration blockDelay;
    private final Optional<EmbeddedNodeConfig.Faucet> faucet;
    private final Queue<Task<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Map<NodePeer, PeerSocket> peers = new HashMap<>();
    private Optional<Long> mineAtNanos = Optional.empty();
    private volatile boolean stopping;
    private volatile boolean ended;

    private record Task<T>(Callable<T> callable, CompletableFuture<T> result) {
        void run() {
            try {
                result.complete(callable.call());
            } catch (Exception failure) {
                result.completeExceptionally(failure);
            }
        }
    }

    private record PeerSocket(SelectionKey key, long connectedAtNanos) {}

    NodeLoop(NodeState state, ServerSocketChannel server, EmbeddedNodeConfig config) throws IOException {
        this.state = state;
        this.server = server;
        this.blockDelay = config.blockDelay();
        this.faucet = config.faucet();
        this.selector = Selector.open();
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Runs a task on the node's thread. */
    <T> CompletableFuture<T> call(Callable<T> callable) {
        Task<T> task = new Task<>(callable, new CompletableFuture<>());
        tasks.add(task);
        if (ended) {
            failTasks();
        }
        selector.wakeup();
        return task.result();
    }

    void stop() {
        stopping = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                selector.select(this::handle, waitMillis());
                runTasks();
                mineWhenDue();
                dropSlowHandshakes();
            }
        } catch (IOException | RuntimeException broken) {
            log.error("the embedded node stops: its sockets failed", broken);
        } finally {
            closeAll();
        }
    }

    private void closeAll() {
        List.copyOf(peers.keySet()).forEach(peer -> drop(peer, "the node stops"));
        try {
            server.close();
            selector.close();
            state.close();
        } catch (IOException failure) {
            log.warn("could not close the embedded node cleanly: {}", failure.toString());
        }
        ended = true;
        failTasks();
    }

    private long waitMillis() {
        long untilBlock = mineAtNanos
                .map(at -> Math.max(1, (at - System.nanoTime() + 999_999) / 1_000_000))
                .orElse(MAX_WAIT.toMillis());
        return Math.min(untilBlock, MAX_WAIT.toMillis());
    }

    private void runTasks() {
        for (Task<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void failTasks() {
        for (Task<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.result().completeExceptionally(new IllegalStateException("the embedded node is closed"));
        }
    }

    private void handle(SelectionKey key) {
        if (key.channel() == server) {
            accept();
            return;
        }
        NodePeer peer = (NodePeer) key.attachment();
        try {
            boolean open = true;
            if (key.isValid() && key.isReadable()) {
                open = peer.read();
            }
            if (key.isValid() && key.isWritable()) {
                peer.write();
            }
            if (open) {
                setInterest(peer);
            } else {
                drop(peer, "it closed");
            }
        } catch (IOException | ProtocolViolation failure) {
            drop(peer, failure.getMessage());
        } catch (RuntimeException ourFault) {
            log.warn("closed a peer because of a fault in this node", ourFault);
            drop(peer, "a fault in this node");
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel == null) {
                return;
            }
            if (peers.size() >= MAX_PEERS) {
                log.warn("refused a connection: {} peers are connected", MAX_PEERS);
                channel.close();
                return;
            }
            NodePeer peer = new NodePeer(new Connection(channel), this, state);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ, peer);
            peers.put(peer, new PeerSocket(key, System.nanoTime()));
        } catch (IOException failure) {
            log.warn("could not accept a connection: {}", failure.toString());
        }
    }

    private void setInterest(NodePeer peer) {
        PeerSocket socket = peers.get(peer);
        if (socket != null && socket.key().isValid()) {
            socket.key()
                    .interestOps(
                            (peer.busy() ? 0 : SelectionKey.OP_READ) | (peer.hasUnsent() ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void drop(NodePeer peer, String reason) {
        if (peers.remove(peer) != null) {
            log.debug("closed a peer: {}", reason);
            peer.close();
        }
    }

    private void dropSlowHandshakes() {
        long now = System.nanoTime();
        List<NodePeer> slow = new ArrayList<>();
        peers.forEach((peer, socket) -> {
            if (!peer.ready() && now - socket.connectedAtNanos() > HANDSHAKE_TIMEOUT.toNanos()) {
                slow.add(peer);
            }
        });
        slow.forEach(peer -> drop(peer, "no handshake"));
    }

    /** A peer has finished its handshake. */
    void ready(VersionMessage version) {
        log.debug("peer {} is ready", version.subVer.replaceAll("[^ -~]", "?"));
        if (faucet.isEmpty()) {
            return;
        }
        Optional<SegwitAddress> address = FaucetRequest.in(version.subVer).filter(asks -> !state.hasPaid(asks));
        if (address.isPresent()) {
            try {
                fund(address.get(), faucet.get().outputs(), faucet.get().satEach());
            } catch (IOException | IllegalStateException failure) {
                log.warn("could not pay {}: {}", address.get(), failure.getMessage());
            }
        }
    }

    /** Announces transactions that are new in the mempool to every peer but the one that brought them, if one did. */
    void relay(List<Transaction> accepted, Optional<NodePeer> from) {
        if (accepted.isEmpty()) {
            return;
        }
        if (mineAtNanos.isEmpty()) {
            mineAtNanos = Optional.of(System.nanoTime() + blockDelay.toNanos());
        }
        List<Sha256Hash> txids = accepted.stream().map(Transaction::getTxId).toList();
        for (NodePeer peer : List.copyOf(peers.keySet())) {
            if (!from.equals(Optional.of(peer)) && peer.wantsTransactions()) {
                announce(peer, InventoryItem.Type.TRANSACTION, txids);
            }
        }
    }

    private void mineWhenDue() {
        if (mineAtNanos.isEmpty() || mineAtNanos.get() - System.nanoTime() > 0) {
            return;
        }
        mineAtNanos = Optional.empty();
        if (state.mempool().size() > 0) {
            try {
                mine(1);
            } catch (IOException failure) {
                log.error("could not write a block: free some space in the node's data directory", failure);
            }
        }
        if (state.mempool().size() > 0) {
            mineAtNanos = Optional.of(System.nanoTime() + Math.max(blockDelay.toNanos(), MAX_WAIT.toNanos() / 50));
        }
    }

    int mine(int count) throws IOException {
        List<Sha256Hash> hashes = state.mine(count).stream().map(Block::getHash).toList();
        // Peers that miss blocks ask for them when they see one they cannot connect.
        List<Sha256Hash> announced = hashes.subList(Math.max(0, hashes.size() - 100), hashes.size());
        for (NodePeer peer : List.copyOf(peers.keySet())) {
            if (peer.ready()) {
                announce(peer, InventoryItem.Type.BLOCK, announced);
            }
        }
        return state.chain().height();
    }

    Sha256Hash fund(SegwitAddress address, int outputs, long satEach) throws IOException {
        Transaction tx;
        try {
            tx = state.pay(address, outputs, satEach);
        } catch (Treasury.TooPoor coinsWait) {
            mine(1); // our change may be waiting in the mempool
            try {
                tx = state.pay(address, outputs, satEach);
            } catch (Treasury.TooPoor still) {
                throw new IllegalStateException(still.getMessage(), still);
            }
        }
        relay(List.of(tx), Optional.empty());
        return tx.getTxId();
    }

    private void announce(NodePeer peer, InventoryItem.Type type, List<Sha256Hash> hashes) {
        try {
            peer.announce(type, hashes);
            setInterest(peer);
        } catch (IOException | ProtocolViolation failure) {
            drop(peer, failure.getMessage());
        }
    }
}
