package dialtone.bridge.bitcoin;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A SOCKS5 proxy (RFC 1928, no authentication) that connects whoever asks for a name to one target, and notes the names. */
final class SocksProxy implements AutoCloseable {

    private static final byte[] NO_AUTHENTICATION = {5, 0};
    private static final byte[] CONNECTED = {5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    private static final int BY_NAME = 3;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** {@code host:port}, or {@code address} for a request that names no host. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    SocksProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                Socket client = server.accept();
                start(() -> serve(client));
            }
        });
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void serve(Socket client) throws IOException {
        sockets.add(client);
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.skipNBytes(1);
        in.skipNBytes(in.readUnsignedByte());
        client.getOutputStream().write(NO_AUTHENTICATION);
        in.skipNBytes(3);
        if (in.readUnsignedByte() != BY_NAME) {
            asked.add("address");
            client.close();
            return;
        }
        byte[] name = in.readNBytes(in.readUnsignedByte());
        asked.add(new String(name, StandardCharsets.US_ASCII) + ":" + in.readUnsignedShort());
        Socket node = new Socket(target.getAddress(), target.getPort());
        sockets.add(node);
        client.getOutputStream().write(CONNECTED);
        start(() -> copy(node, client));
        copy(client, node);
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        }
    }

    private interface Loop {
        void run() throws IOException;
    }

    private static void start(Loop loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (IOException closed) {
                        // One of the two sides is gone, or the test is done.
                    }
                },
                "socks-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
