package dialtone.web;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
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
import java.util.function.Supplier;

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

    private final URI link;
    private final PersonalBridge bridge;

    private Dialtone(URI link, PersonalBridge bridge) {
        this.link = link;
        this.bridge = bridge;
    }

    /** Starts everything in front of a bridge. The caller holds the data directory's lock; {@code closing} gets all that must be closed. */
    static Dialtone start(DataDir dir, int port, Supplier<PersonalBridge> openBridge, PrintWriter talk, Closing closing)
            throws IOException {
        closing.add(Logs.toFile(dir.log()));
        PersonalBridge bridge = closing.add(openBridge.get());
        Token token = Token.random(new SecureRandom());
        ServerSocketChannel listening = LoopbackPort.listen(port);
        LocalServer server = closing.add(LocalServer.start(listening, token, bridge, bridge.tabs(), Release.version()));
        if (port != 0 && server.port() != port) {
            talk.println("Port " + port + " is taken: using " + server.port() + ".");
        }
        closing.add(RunningBridge.announce(dir, server.port(), token));
        return new Dialtone(URI.create("http://127.0.0.1:" + server.port() + "/#t=" + token.hex()), bridge);
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

    /** The page's address with the token, for the owner's eyes. */
    URI link() {
        return link;
    }

    PersonalBridge bridge() {
        return bridge;
    }
}
