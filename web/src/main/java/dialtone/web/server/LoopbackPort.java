package dialtone.web.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** Takes a port on 127.0.0.1, and on no other address. */
public final class LoopbackPort {

    private static final int TRIES = 100;

    private LoopbackPort() {}

    /** The wanted port or the next free one; 0 takes any. Somebody else's listener is never shared. */
    public static ServerSocketChannel listen(int wanted) throws IOException {
        int last = wanted == 0 ? 0 : Math.min(wanted + TRIES, 65_535);
        for (int port = wanted; port <= last; port++) {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                return channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            } catch (BindException e) {
                channel.close();
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
        throw new BindException("no free port on 127.0.0.1 from " + wanted + " to " + last);
    }
}
