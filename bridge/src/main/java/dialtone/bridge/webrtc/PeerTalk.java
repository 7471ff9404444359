package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is said with one child: its connections, from its first message to its end. */
final class PeerTalk implements FromPeer.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(PeerTalk.class);

    /** The binding loses some 73 KB with each connection: 150 MB. */
    static final int MOST_CONNECTIONS = 2_000;

    /** And 88 bytes of the child's heap with each message that comes: 35 MB. */
    static final int MOST_MESSAGES = 400_000;

    /** A friend who breaks limits all day must not fill the log. */
    private static final int MOST_TROUBLES = 20;

    private final Consumer<ToPeer> child;
    private final Runnable whenReady;
    private final Runnable whenAlive;
    private final Map<Integer, PipedConnection> connections = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong messages = new AtomicLong();
    private final Unheard unheard = new Unheard();
    private volatile boolean ready;
    private volatile String unavailable = "";
    private boolean ended;
    private int troubles;

    /** {@code whenReady}: run once. {@code whenAlive}: whenever it answers a ping. */
    PeerTalk(Consumer<ToPeer> child, Runnable whenReady, Runnable whenAlive) {
        this.child = child;
        this.whenAlive = whenAlive;
        this.whenReady = whenReady;
    }

    /** Opens a connection, or, when the child has gone, one that fails. */
    Connection open(Peers.Setup setup, Connection.Listener listener, Executor executor) {
        int number = opened.getAndIncrement();
        PipedConnection connection =
                new PipedConnection(number, listener, executor, child, unheard, () -> connections.remove(number));
        ToPeer.Open open = new ToPeer.Open(number, setup);
        synchronized (this) {
            if (!ended) {
                connections.put(number, connection);
                child.accept(open);
                return connection;
            }
        }
        connection.failed("the native peer is not running");
        return connection;
    }

    boolean isReady() {
        return ready;
    }

    /** Why the library cannot be loaded; empty otherwise. */
    String unavailableBecause() {
        return unavailable;
    }

    boolean worn() {
        return opened.get() >= MOST_CONNECTIONS || messages.get() >= MOST_MESSAGES;
    }

    /** The child has gone. */
    void end(String why) {
        synchronized (this) {
            ended = true;
        }
        connections.values().forEach(each -> each.failed(why));
        connections.clear();
    }

    @Override
    public void ready() {
        if (ready) {
            throw new MalformedException("native peer", "ready once", "twice");
        }
        ready = true;
        whenReady.run();
    }

    @Override
    public void pong() {
        whenAlive.run();
    }

    @Override
    public void unavailable(FromPeer.Unavailable message) {
        unavailable = message.why().isEmpty() ? "for a reason it does not tell" : inOneLine(message.why());
    }

    @Override
    public void trouble(FromPeer.Trouble message) {
        if (troubles < MOST_TROUBLES) {
            troubles++;
            LOG.warn("Native peer: {}", inOneLine(message.what()));
        }
    }

    @Override
    public void described(FromPeer.Described message) {
        on(message.connection(), each -> each.described(message.sdp()));
    }

    @Override
    public void stateChanged(FromPeer.StateChanged message) {
        on(message.connection(), each -> each.state(message.state()));
    }

    @Override
    public void opened(FromPeer.Opened message) {
        on(message.connection(), each -> each.opened(message.channel(), message.label()));
    }

    @Override
    public void received(FromPeer.Received message) {
        messages.incrementAndGet();
        on(
                message.connection(),
                each -> each.received(
                        message.channel(), message.text(), message.data().array()));
    }

    @Override
    public void sent(FromPeer.Sent message) {
        on(message.connection(), each -> each.sent(message.channel(), message.bytes()));
    }

    @Override
    public void channelClosed(FromPeer.ChannelClosed message) {
        on(message.connection(), each -> each.channelClosed(message.channel()));
    }

    @Override
    public void failed(FromPeer.Failed message) {
        on(message.connection(), each -> {
            connections.remove(message.connection());
            each.failed(inOneLine(message.why()));
        });
    }

    /** One that we closed meanwhile is unknown, and what comes of it is of no interest. One that never was is a lie. */
    private void on(int number, Consumer<PipedConnection> then) {
        if (number >= opened.get()) {
            throw new MalformedException("connection", "less than " + opened.get(), String.valueOf(number));
        }
        PipedConnection connection = connections.get(number);
        if (connection != null) {
            then.accept(connection);
        }
    }

    private static String inOneLine(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }
}
