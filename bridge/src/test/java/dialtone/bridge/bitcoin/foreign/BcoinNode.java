package dialtone.bridge.bitcoin.foreign;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * bcoin. {@code DIALTONE_BCOIN} names a folder in which it is installed ({@code npm install bcoin@1.0.2 --ignore-scripts}, with leveldown 6.1.1 as an override); Node.js is taken
 * from the {@code PATH}.
 */
public final class BcoinNode implements ForeignNode {

    /** How long it collects what it will announce to a peer, if nobody changes it. */
    public static final Duration DEFAULT_TRICKLE = Duration.ofSeconds(5);

    private static final Duration SHORT_TRICKLE = Duration.ofMillis(50);
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

    /** Announces transactions almost at once. {@code others}: host:port of bcoin nodes it connects to. */
    public static BcoinNode start(Policy policy, List<String> others) {
        return start(policy, SHORT_TRICKLE, others);
    }

    public static BcoinNode start(Policy policy, Duration trickle, List<String> others) {
        String home = System.getenv(VARIABLE);
        Assumptions.assumeTrue(home != null, "No bcoin: install it and set " + VARIABLE + " to its folder.");
        Optional<Path> node = ForeignNode.onPath("node");
        Assumptions.assumeTrue(node.isPresent(), "No Node.js on the PATH to run bcoin with.");
        try {
            Path script = Files.createTempFile("bcoin-", ".js");
            script.toFile().deleteOnExit();
            try (InputStream resource = BcoinNode.class.getResourceAsStream("bcoin.js")) {
                Files.write(script, resource.readAllBytes());
            }
            int port = ForeignNode.freePort();
            List<String> command = new ArrayList<>(List.of(
                    node.get().toString(),
                    script.toString(),
                    home,
                    String.valueOf(port),
                    policy.name().toLowerCase(Locale.ROOT),
                    String.valueOf(trickle.toMillis())));
            command.addAll(others);
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BcoinNode started = new BcoinNode(process, port);
            started.expect("ready");
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void mine(int blocks) {
        ask("mine " + blocks, "mined ");
    }

    @Override
    public void mine(int blocks, String address) {
        ask("mine " + blocks + " " + keyHash(address), "mined ");
    }

    @Override
    public int height() {
        return Integer.parseInt(ask("height", "height "));
    }

    @Override
    public int transactionsInMempool() {
        return Integer.parseInt(ask("mempool", "mempool "));
    }

    /** Ends the connections that others made to it, but those of other bcoin nodes; its next announcement to each is counted from when it comes back. */
    public void hangUp() {
        ask("hangup", "hung up");
    }

    private synchronized String ask(String line, String answer) {
        in.println(line);
        return expect(answer);
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
