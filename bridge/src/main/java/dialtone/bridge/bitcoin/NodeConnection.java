package dialtone.bridge.bitcoin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.FeeFilterMessage;
import org.bitcoinj.core.GetDataMessage;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.InventoryMessage;
import org.bitcoinj.core.Message;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.PeerSocketHandler;
import org.bitcoinj.core.Ping;
import org.bitcoinj.core.Pong;
import org.bitcoinj.core.ProtocolException;
import org.bitcoinj.core.Services;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.VersionAck;
import org.bitcoinj.core.VersionMessage;
import org.bitcoinj.utils.ListenableCompletableFuture;

/**
 * The Bitcoin protocol with one node: handshake, pings, fee filter. Everything else goes to {@link Nodes}, on the connection's reading thread.
 *
 * <p>It stands where bitcoinj's {@code Peer} could: that one closes the connection after an inv of more than 101 transactions, asks only the first announcer and never again,
 * accepts blocks without checking their merkle root, and its {@code PeerGroup} waits up to ten minutes before it reconnects. Its message classes are used, its policies are not.
 */
final class NodeConnection extends PeerSocketHandler {

    private final InetSocketAddress address;
    private final VersionMessage ourVersion;
    private final Clock clock;
    private final Nodes nodes;

    private volatile VersionMessage theirVersion;
    private volatile boolean ready;
    private volatile Coin feeFilterPerKvb;
    private volatile Duration clockAhead = Duration.ZERO;
    private volatile long lastHeardNanos = System.nanoTime();
    private volatile long lastAnnouncementNanos = Long.MIN_VALUE / 2;
    private volatile boolean pingOutstanding;
    private volatile boolean behind;
    private volatile InetAddress remote;
    // On the worker's thread.
    private int nodesToldOf;

    NodeConnection(
            NetworkParameters parameters,
            InetSocketAddress address,
            VersionMessage ourVersion,
            Clock clock,
            Nodes nodes) {
        // Only shown in logs; Wire resolves a name again for every attempt.
        super(
                parameters,
                address.isUnresolved()
                        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                        : address);
        this.address = address;
        this.ourVersion = ourVersion;
        this.clock = clock;
        this.nodes = nodes;
    }

    InetSocketAddress address() {
        return address;
    }

    /**
     * Nodes of one group may have one owner: those with the same first 16 bits of an IPv4 address or 32 of an IPv6 one; those a DNS seed's name led to. A node the user named is
     * its own group.
     */
    String networkGroup() {
        if (address.isUnresolved() || nodes.areOurs()) {
            return toString();
        }
        return RendezvousNodes.group(address.getAddress());
    }

    /** Where a name led to this time. */
    void leadsTo(InetAddress found) {
        remote = found;
    }

    /** Of the address that it really has; empty while that is being looked up, or is known to a proxy alone. */
    Optional<String> remoteGroup() {
        return Optional.ofNullable(remote).map(RendezvousNodes::group);
    }

    /** How many addresses of nodes may still be taken from it. */
    int mayTellOfNodes() {
        return KnownNodes.MOST_OF_ONE_NODE - nodesToldOf;
    }

    void toldOfNodes(int count) {
        nodesToldOf += count;
    }

    @Override
    public void connectionOpened() {
        send(ourVersion);
    }

    @Override
    public void connectionClosed() {
        ready = false;
        nodes.closed(this);
    }

    @Override
    protected void processMessage(Message message) {
        lastHeardNanos = System.nanoTime();
        if (message instanceof VersionMessage version) {
            if (theirVersion != null) {
                throw new ProtocolException("a second version message");
            }
            if (!version.services().anyOf(Services.NODE_NETWORK | Services.NODE_NETWORK_LIMITED)) {
                throw new ProtocolException("the node has no blocks: " + version.subVer);
            }
            clockAhead = Duration.between(clock.instant(), version.time);
            theirVersion = version;
            send(new VersionAck());
        } else if (message instanceof VersionAck) {
            if (theirVersion == null || ready) {
                throw new ProtocolException("a verack out of turn");
            }
            ready = true;
            nodes.ready(this);
        } else if (message instanceof Ping ping) {
            send(ping.pong());
        } else if (message instanceof Pong) {
            pingOutstanding = false;
        } else if (message instanceof FeeFilterMessage filter) {
            feeFilterPerKvb = filter.feeRate();
        } else if (ready) {
            if (message instanceof InventoryMessage) {
                lastAnnouncementNanos = lastHeardNanos;
            }
            nodes.received(this, message);
        }
    }

    /** Sends, or does nothing when the connection is gone: its end is told through {@link Nodes#closed}. */
    void send(Message message) {
        try {
            ListenableCompletableFuture<Void> unused = sendMessage(message);
        } catch (NotYetConnectedException gone) {
            close();
        }
    }

    void request(InventoryItem.Type type, List<Sha256Hash> hashes) {
        GetDataMessage request = new GetDataMessage();
        for (Sha256Hash hash : hashes) {
            request.addItem(new InventoryItem(type, hash));
        }
        send(request);
    }

    /** With the witness, where the node has it. */
    void requestTransactions(List<Sha256Hash> txids) {
        request(
                theirVersion.services().has(Services.NODE_WITNESS)
                        ? InventoryItem.Type.WITNESS_TRANSACTION
                        : InventoryItem.Type.TRANSACTION,
                txids);
    }

    boolean isReady() {
        return ready;
    }

    /** False for nodes that take blocks only (Core's -blocksonly): they drop whoever sends them a transaction. */
    boolean relaysTransactions() {
        return ready && theirVersion.relayTxesBeforeFilter;
    }

    /** bcoin drops a peer that sends a transaction it did not ask for. */
    boolean wantsAnnouncements() {
        return theirVersion.subVer.contains("/bcoin:");
    }

    /** Once, when it has connected: later its version says nothing of where it is. */
    void judge(int leastHeight) {
        behind = theirVersion.bestHeight < leastHeight;
    }

    /** Of its best block when it connected, as it says. */
    int claimedHeight() {
        return Math.toIntExact(Math.max(0, Math.min(theirVersion.bestHeight, Integer.MAX_VALUE)));
    }

    /** How far its clock was ahead of ours when it connected, as it says. */
    Duration clockAhead() {
        return clockAhead;
    }

    /** It speaks our protocol. */
    boolean hasAnswered() {
        return theirVersion != null;
    }

    boolean isBehind() {
        return behind;
    }

    /** What the node takes at least, in sat/vB; empty before it said so. */
    OptionalDouble feeFloorSatPerVbyte() {
        Coin filter = feeFilterPerKvb;
        return filter == null ? OptionalDouble.empty() : OptionalDouble.of(filter.value / 1000.0);
    }

    void announce(Transaction transaction) {
        send(InventoryMessage.ofTransactions(transaction));
    }

    /**
     * Whether "not found" means that the node has not got a transaction pushed at {@code pushedNanos}. Core hides what it has not announced to anybody yet, so it counts only
     * after a later announcement.
     */
    boolean answersProbes(long pushedNanos) {
        return !theirVersion.subVer.startsWith("/Satoshi:") || lastAnnouncementNanos - pushedNanos > 0;
    }

    /** Pings a node that is silent for a quarter of {@code patienceNanos}; true when it is silent for all of it, in the handshake too. */
    boolean isLost(long nowNanos, long patienceNanos) {
        long silentNanos = nowNanos - lastHeardNanos;
        if (ready && !pingOutstanding && silentNanos > patienceNanos / 4) {
            pingOutstanding = true;
            send(Ping.random());
        }
        return silentNanos > patienceNanos;
    }

    @Override
    public String toString() {
        return address.getHostString() + ":" + address.getPort();
    }
}
