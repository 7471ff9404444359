package dialtone.bridge.bitcoin.node;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.crypto.ECKey;

/**
 * A running regtest node on 127.0.0.1, with coins to give away. Its methods may be called from any thread and return when the node's own
 * thread has done the work.
 *
 * <pre>
 * try (EmbeddedNode node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory())) {
 *     node.fund(address, 8, 100_000);
 *     connectTo(node.address());
 * }
 * </pre>
 */
public final class EmbeddedNode implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final InetSocketAddress address;
    private final NodeLoop loop;
    private final NodeState state;
    private final Thread thread;
    private final Optional<DataDir> dataDir;

    private EmbeddedNode(InetSocketAddress address, NodeLoop loop, NodeState state, Optional<DataDir> dataDir) {
        this.address = address;
        this.loop = loop;
        this.state = state;
        this.dataDir = dataDir;
        this.thread = new Thread(loop, "dialtone-node");
        thread.setDaemon(true);
    }

    /**
     * Loads or mines the chain, then listens.
     *
     * @throws IOException the data directory is in use or damaged, or the port is taken
     */
    public static EmbeddedNode start(EmbeddedNodeConfig config) throws IOException {
        Optional<DataDir> dataDir = config.dataDir().isPresent()
                ? Optional.of(DataDir.open(config.dataDir().get()))
                : Optional.empty();
        NodeState state = null;
        ServerSocketChannel server = null;
        try {
            state = loadState(config, dataDir);
            server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), config.port()));
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            EmbeddedNode node = new EmbeddedNode(address, new NodeLoop(state, server, config), state, dataDir);
            node.thread.start();
            return node;
        } catch (IOException | RuntimeException failure) {
            closeAfter(failure, server);
            closeAfter(failure, state);
            closeAfter(failure, dataDir.orElse(null));
            throw failure;
        }
    }

    private static NodeState loadState(EmbeddedNodeConfig config, Optional<DataDir> dataDir) throws IOException {
        if (dataDir.isEmpty()) {
            return new NodeState(config.clock(), new BlocksInMemory(), new ECKey(config.random()));
        }
        BlockFile blocks = dataDir.get().blocks();
        try {
            return new NodeState(config.clock(), blocks, dataDir.get().treasuryKey(config.random(), blocks.size() > 0));
        } catch (IOException | RuntimeException failure) {
            closeAfter(failure, blocks);
            throw failure;
        }
    }

    private static void closeAfter(Exception failure, Closeable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Mines now, whether or not there is anything to confirm, and returns the new height. */
    public int mine(int blocks) {
        return onNode(() -> loop.mine(blocks));
    }

    public int height() {
        return onNode(() -> state.chain().height());
    }

    public int mempoolSize() {
        return onNode(() -> state.mempool().size());
    }

    /**
     * Pays a SegWit address from the node's own coins, in one transaction that is relayed like any other.
     *
     * @return the txid in hex
     */
    public String fund(String bech32Address, int outputs, long satEach) {
        EmbeddedNodeConfig.Faucet payment = new EmbeddedNodeConfig.Faucet(outputs, satEach);
        SegwitAddress to;
        try {
            to = SegwitAddress.fromBech32(bech32Address, Regtest.NETWORK);
        } catch (AddressFormatException wrong) {
            throw new IllegalArgumentException(
                    "expected a SegWit address of regtest (bcrt1...): " + wrong.getMessage(), wrong);
        }
        Sha256Hash txid = onNode(() -> loop.fund(to, payment.outputs(), payment.satEach()));
        return txid.toString();
    }

    private <T> T onNode(Callable<T> task) {
        try {
            return loop.call(task).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause().getMessage(), failure.getCause());
        }
    }

    /** Closes every connection and the files; the same port and data directory can be used again when this returns. */
    @Override
    public void close() {
        loop.stop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        dataDir.ifPresent(DataDir::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
