package dialtone.e2e;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A Bitcoin full node that we did not write: bcoin, on regtest and on this machine. {@code DIALTONE_BCOIN} names a folder in which it is installed ({@code npm install
 * bcoin@1.0.2 --ignore-scripts}, with leveldown 6.1.1 as an override); Node.js is taken from the {@code PATH}.
 */
final class BcoinNode implements AutoCloseable {

    private static final String VARIABLE = "DIALTONE_BCOIN";
    private static final String CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int CHECKSUM_CHARACTERS = 6;

    private final Process process;
    private final PrintWriter in;
    private final BufferedReader out;
    private final int port;

    private BcoinNode(Process process, int port) {
        this.process = process;
        this.port = port;
        in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param policy open, or legacy: one OP_RETURN of at most 80 bytes */
    static BcoinNode start(String policy) {
        String home = System.getenv(VARIABLE);
        Assumptions.assumeTrue(home != null, "No bcoin: install it and set " + VARIABLE + " to its folder.");
        Optional<Path> node = onPath("node");
        Assumptions.assumeTrue(node.isPresent(), "No Node.js on the PATH to run bcoin with.");
        try {
            Path script = Files.createTempFile("bcoin-", ".js");
            script.toFile().deleteOnExit();
            try (InputStream resource = BcoinNode.class.getResourceAsStream("bcoin.js")) {
                Files.write(script, resource.readAllBytes());
            }
            int port = freePort();
            Process process = new ProcessBuilder(
                            node.get().toString(), script.toString(), home, String.valueOf(port), policy)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BcoinNode started = new BcoinNode(process, port);
            started.expect("ready");
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void mine(int blocks) {
        in.println("mine " + blocks);
        expect("height ");
    }

    /** Each block pays the P2WPKH address. */
    void mine(int blocks, String address) {
        in.println("mine " + blocks + " " + keyHash(address));
        expect("height ");
    }

    int transactionsInMempool() {
        in.println("mempool");
        return Integer.parseInt(expect("mempool "));
    }

    private String expect(String beginning) {
        try {
            String line = out.readLine();
            if (line == null || !line.startsWith(beginning)) {
                throw new IllegalStateException("expected '" + beginning + "...' from bcoin, got " + line);
            }
            return line.substring(beginning.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the data characters of a bech32 address hold after the version, five bits each (BIP-173). */
    private static String keyHash(String address) {
        String data = address.substring(address.lastIndexOf('1') + 2, address.length() - CHECKSUM_CHARACTERS);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (char each : data.toCharArray()) {
            held = (held << 5 | CHARACTERS.indexOf(each)) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(held >> bits);
            }
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
