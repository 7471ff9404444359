package dialtone.bridge.bitcoin.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Bitcoin Core: the {@code bitcoind} that {@code DIALTONE_BITCOIND} names, or the one on the {@code PATH}. Mines over its RPC, with its cookie. */
public final class CoreNode implements ForeignNode {

    private static final String VARIABLE = "DIALTONE_BITCOIND";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** OP_RETURN, push and 80 bytes of data. */
    private static final int LEGACY_CARRIER_BYTES = 83;

    /** The hash of twenty ones: nobody's. */
    private static final String NOBODY = "bcrt1qqyqszqgpqyqszqgpqyqszqgpqyqszqgpvxat9t";

    private static final Pattern RESULT = Pattern.compile("\"result\":\\s*(\\d+)");
    private static final Pattern SIZE = Pattern.compile("\"size\":\\s*(\\d+)");

    private final Process process;
    private final Path directory;
    private final int port;
    private final int rpcPort;
    private final HttpClient http = HttpClient.newHttpClient();

    private CoreNode(Process process, Path directory, int port, int rpcPort) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.rpcPort = rpcPort;
    }

    /** {@code others}: host:port of nodes it connects to. */
    public static CoreNode start(Policy policy, List<String> others) {
        Optional<Path> program =
                Optional.ofNullable(System.getenv(VARIABLE)).map(Path::of).or(() -> ForeignNode.onPath("bitcoind"));
        Assumptions.assumeTrue(
                program.isPresent(), "No Bitcoin Core: put bitcoind on the PATH or set " + VARIABLE + " to it.");
        try {
            Path directory = Files.createTempDirectory("bitcoind-");
            int port = ForeignNode.freePort();
            int rpcPort = ForeignNode.freePort();
            List<String> command = new ArrayList<>(List.of(
                    program.get().toString(),
                    "-regtest",
                    "-datadir=" + directory,
                    "-listen=1",
                    // noban: announces to us at once, and forgives what we send unasked.
                    "-whitebind=noban@127.0.0.1:" + port,
                    "-listenonion=0",
                    "-discover=0",
                    "-dnsseed=0",
                    "-rpcport=" + rpcPort,
                    "-disablewallet",
                    "-printtoconsole=0"));
            if (policy == Policy.LEGACY) {
                command.add("-datacarriersize=" + LEGACY_CARRIER_BYTES);
            }
            if (others.isEmpty()) {
                command.add("-connect=0");
            }
            others.forEach(other -> command.add("-connect=" + other));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            CoreNode started = new CoreNode(process, directory, port, rpcPort);
            Awaitility.await("bitcoind")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .failFast("bitcoind has ended", () -> !process.isAlive())
                    .until(() -> started.height() >= 0);
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
        mine(blocks, NOBODY);
    }

    @Override
    public void mine(int blocks, String address) {
        call("generatetoaddress", blocks + ", \"" + address + "\"");
    }

    @Override
    public int height() {
        return number(RESULT, call("getblockcount", ""));
    }

    @Override
    public int transactionsInMempool() {
        return number(SIZE, call("getmempoolinfo", ""));
    }

    private static int number(Pattern pattern, String answer) {
        Matcher matcher = pattern.matcher(answer);
        if (!matcher.find()) {
            throw new IllegalStateException("expected " + pattern + " from bitcoind, got " + answer);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** JSON-RPC, as text. */
    private String call(String method, String parameters) {
        try {
            String cookie = Files.readString(directory.resolve("regtest").resolve(".cookie"))
                    .strip();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rpcPort + "/"))
                    .timeout(PATIENCE)
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString(cookie.getBytes(StandardCharsets.UTF_8)))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\": \"1.0\", \"id\": 1, \"method\": \""
                            + method + "\", \"params\": [" + parameters + "]}"))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        method + ": bitcoind answered " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while bitcoind answered", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
