package dialtone.web;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.TabPort;
import dialtone.web.server.BridgeApi;
import dialtone.web.server.LocalServer;
import dialtone.web.server.LoopbackPort;
import dialtone.web.server.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The composition root: builds one person's application from its parts, by hand.
 *
 * <pre>
 * embedded node (or --node) <-- bridge <-- web server <-- browser tab
 * </pre>
 */
final class Dialtone {

    static final int FIRST_PORT = 7001;

    private static final int NODE_PORT = 18_444;
    private static final int NODE_PORT_TRIES = 20;

    private Dialtone() {}

    /** Takes the place for this process alone, and sends the log there. */
    static void occupy(DataDir dir, Closing closing) throws IOException {
        dir.create();
        Optional<DataDir.Lock> lock = dir.lock();
        closing.add(lock.orElseThrow(() -> new CommandFailure(
                CommandFailure.LOCKED,
                "Another Dialtone uses " + dir.path() + ". End it first, or name another place with --data-dir.")));
        closing.add(Logs.toFile(dir.log()));
    }

    /**
     * Serves a bridge on the port or the next free one, and tells the owner's other commands where.
     *
     * @return the page's address with the token, for the owner's eyes
     */
    static URI serve(DataDir dir, int port, BridgeApi bridge, TabPort tabs, PrintWriter talk, Closing closing)
            throws IOException {
        Token token = Token.random(new SecureRandom());
        ServerSocketChannel listening = LoopbackPort.listen(port);
        LocalServer server = closing.add(LocalServer.start(listening, token, bridge, tabs, Release.version()));
        if (port != 0 && server.port() != port) {
            talk.println("Port " + port + " is taken: using " + server.port() + ".");
        }
        closing.add(RunningBridge.announce(dir, server.port(), token));
        return URI.create("http://127.0.0.1:" + server.port() + "/#t=" + token.hex());
    }

    /** A regtest node on this machine with coins to give away; in memory when there is no directory for its chain. */
    static EmbeddedNode startNode(Optional<Path> chain, PrintWriter talk) throws IOException {
        EmbeddedNodeConfig config = EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT);
        if (chain.isPresent()) {
            config = config.withDataDir(chain.get());
        }
        for (int port = NODE_PORT; ; port++) {
            try {
                EmbeddedNode node = EmbeddedNode.start(config.withPort(port));
                InetSocketAddress address = node.address();
                talk.println("Bitcoin node (regtest) on 127.0.0.1:" + address.getPort() + ".");
                return node;
            } catch (BindException e) {
                if (port >= NODE_PORT + NODE_PORT_TRIES) {
                    throw e;
                }
            }
        }
    }
}
