package dialtone.bridge.link.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A port of this computer, open to its own programs only, each of whose connections goes to a friend's {@link Target}. */
public final class LocalPort implements AutoCloseable {

    private static final int MOST_THAT_WAIT = 50;

    /** For who wants one connection only. */
    private static final int PATIENCE_MS = 30_000;

    private final String friend;
    private final Target target;
    private final ServerSocket server;
    private final Consumer<LocalPort> closed;

    LocalPort(String friend, int port, Target target, Consumer<LocalPort> closed) throws IOException {
        this.friend = friend;
        this.target = target;
        this.closed = closed;
        this.server = new ServerSocket();
        try {
            server.bind(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), MOST_THAT_WAIT);
        } catch (IOException e) {
            server.close();
            throw new ForwardException("port " + port + " of this computer cannot be used (" + e.getMessage()
                    + "): another program has it, or ports this low need more rights; choose another");
        }
    }

    void accept(boolean once, Executor threads, Consumer<Socket> connections) {
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    if (once) {
                        server.setSoTimeout(PATIENCE_MS);
                    }
                    Socket socket = server.accept();
                    if (once) {
                        close();
                    }
                    socket.setTcpNoDelay(true);
                    connections.accept(socket);
                } catch (SocketTimeoutException e) {
                    close();
                } catch (IOException e) {
                    // Closed by us, or there are no more file descriptors: then a moment later there may be.
                    LockSupport.parkNanos(100_000_000);
                }
            }
        });
    }

    public String friend() {
        return friend;
    }

    public Target target() {
        return target;
    }

    public int port() {
        return server.getLocalPort();
    }

    public boolean isClosed() {
        return server.isClosed();
    }

    /** Connections that are open go on. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It listens no more in any case.
        }
        closed.accept(this);
    }
}
