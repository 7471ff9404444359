package dialtone.bridge.bitcoin.foreign;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A Bitcoin node that we did not write, on regtest and on this machine. Looks for nobody but the nodes it is told of. */
public interface ForeignNode extends AutoCloseable {

    /** How large an OP_RETURN may be that it relays. */
    enum Policy {
        OPEN,
        /** One, of at most 80 bytes. */
        LEGACY
    }

    enum Kind {
        BCOIN,
        CORE;

        /** Aborts the test, with what to install, where there is none. {@code others}: host:port of nodes it connects to. */
        public ForeignNode start(Policy policy, List<String> others) {
            return this == BCOIN ? BcoinNode.start(policy, others) : CoreNode.start(policy, others);
        }
    }

    /** host:port of its peer-to-peer protocol. */
    String address();

    void mine(int blocks);

    /** Each block pays the P2WPKH address. */
    void mine(int blocks, String address);

    int height();

    int transactionsInMempool();

    @Override
    void close();

    static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
