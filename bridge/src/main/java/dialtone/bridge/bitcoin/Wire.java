package dialtone.bridge.bitcoin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.bitcoinj.net.MessageWriteTarget;
import org.bitcoinj.utils.ListenableCompletableFuture;

/**
 * One TCP connection to a node: a thread that connects and reads, and one that writes.
 *
 * <p>bitcoinj's own clients do not fit: its NIO client never sets TCP_NODELAY, which costs 38 ms in bursts, and its blocking client writes in the caller's thread, so a
 * node that stops reading would stop us. Here writing never blocks the caller, and what a node does not read is bounded.
 */
final class Wire implements MessageWriteTarget {

    /** A node that lets more than this pile up is not keeping up with us; it is dropped. */
    private static final long MAX_UNSENT_BYTES = 8L << 20;

    private static final int READ_BUFFER_BYTES = 65_536;
    private static final byte[] END = new byte[0];

    private final InetSocketAddress address;
    private final NodeConnection connection;
    private final Framing framing;
    private final boolean proxied;
    private final Socket socket;
    private final BlockingQueue<byte[]> unsent = new LinkedBlockingQueue<>();
    private final AtomicLong unsentBytes = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Wire(
            InetSocketAddress address, Optional<InetSocketAddress> proxy, NodeConnection connection, Framing framing) {
        this.address = address;
        this.connection = connection;
        this.framing = framing;
        this.proxied = proxy.isPresent();
        this.socket =
                new Socket(proxy.map(at -> new Proxy(Proxy.Type.SOCKS, at)).orElse(Proxy.NO_PROXY));
    }

    /** Returns at once; {@code connection} is told on the reading thread when it is open, and exactly once when it is closed or could not be opened. */
    static void open(
            InetSocketAddress address,
            Optional<InetSocketAddress> proxy,
            NodeConnection connection,
            Framing framing,
            Duration connectTimeout) {
        Wire wire = new Wire(address, proxy, connection, framing);
        connection.setWriteTarget(wire);
        wire.start("read", () -> wire.connectAndRead(connectTimeout));
    }

    private void start(String what, Runnable loop) {
        Thread thread =
                new Thread(loop, "dialtone-bitcoin-" + what + " " + address.getHostString() + ":" + address.getPort());
        thread.setDaemon(true);
        thread.start();
    }

    private void connectAndRead(Duration connectTimeout) {
        try {
            InetSocketAddress to = proxied ? address : resolved(address);
            if (!proxied) {
                connection.leadsTo(to.getAddress());
            }
            socket.connect(to, Math.toIntExact(connectTimeout.toMillis()));
            socket.setTcpNoDelay(true);
            start("write", this::write);
            connection.connectionOpened();
            read(socket.getInputStream());
        } catch (Exception gone) {
            // Refused, reset, closed by us, or a message that does not parse: the connection is over in each case.
        } finally {
            closeConnection();
            connection.connectionClosed();
        }
    }

    /** Again for every attempt, because a name may have moved; any one of its addresses, because a DNS seed has many. */
    private static InetSocketAddress resolved(InetSocketAddress address) throws IOException {
        if (!address.isUnresolved()) {
            return address;
        }
        InetAddress[] all = InetAddress.getAllByName(address.getHostString());
        return new InetSocketAddress(all[ThreadLocalRandom.current().nextInt(all.length)], address.getPort());
    }

    private void read(InputStream in) throws Exception {
        byte[] chunk = new byte[READ_BUFFER_BYTES];
        ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER_BYTES);
        for (int read = in.read(chunk, 0, buffer.remaining());
                read >= 0;
                read = in.read(chunk, 0, buffer.remaining())) {
            framing.next(chunk, read);
            buffer.put(chunk, 0, read);
            buffer.flip();
            if (connection.receiveBytes(buffer) < 0) {
                return;
            }
            buffer.compact();
        }
    }

    private void write() {
        try {
            OutputStream out = socket.getOutputStream();
            for (byte[] message = unsent.take(); message != END; message = unsent.take()) {
                out.write(message);
                unsentBytes.addAndGet(-message.length);
            }
        } catch (IOException | InterruptedException gone) {
            closeConnection();
        }
    }

    @Override
    public ListenableCompletableFuture<Void> writeBytes(byte[] message) throws IOException {
        if (closed.get()) {
            throw new IOException("the connection to " + address + " is closed");
        }
        if (unsentBytes.addAndGet(message.length) > MAX_UNSENT_BYTES) {
            closeConnection();
            throw new IOException(
                    address + " does not read what it is sent: more than " + MAX_UNSENT_BYTES + " bytes are waiting");
        }
        unsent.add(message);
        return ListenableCompletableFuture.completedFuture(null);
    }

    @Override
    public void closeConnection() {
        if (closed.compareAndSet(false, true)) {
            unsent.clear();
            unsent.add(END);
            try {
                socket.close();
            } catch (IOException alreadyGone) {
                // Nothing is left to close.
            }
        }
    }
}
