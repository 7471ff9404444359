package dialtone.bridge.webrtc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process and the socket to it, in a directory that only its owner may enter. Its standard output is no way to talk: the library prints there when it ends.
 */
final class PeerProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerProcess.class);
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(60);
    private static final long LOOKS_EVERY_MS = 50;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final int LARGEST_REPORT_BYTES = 1024 * 1024;

    private final Path directory;
    private final Process process;
    private final SocketChannel socket;
    private final FrameReader reader;
    private final FrameWriter writer;

    private PeerProcess(Path directory, Process process, SocketChannel socket) {
        this.directory = directory;
        this.process = process;
        this.socket = socket;
        reader = new FrameReader(socket);
        writer = new FrameWriter(socket);
        writer.start("to native peer");
    }

    /** Waits until it has connected. @throws IOException it cannot be started: why, for people */
    static PeerProcess start(Starting starting) throws IOException {
        // Created for its owner alone, where the file system knows owners.
        Path directory = Files.createTempDirectory("dialtone-peer");
        Path address = directory.resolve("socket");
        Process process = null;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(address), 1);
            process = starting.command(directory, address).start();
            process.getOutputStream().close();
            return new PeerProcess(directory, process, accept(server, process));
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            delete(directory);
            throw e;
        }
    }

    interface Starting {
        ProcessBuilder command(Path directory, Path socket) throws IOException;
    }

    private static SocketChannel accept(ServerSocketChannel server, Process process) throws IOException {
        server.configureBlocking(false);
        long limit = System.nanoTime() + CONNECTS_WITHIN.toNanos();
        try (Selector selector = Selector.open()) {
            server.register(selector, SelectionKey.OP_ACCEPT);
            while (true) {
                SocketChannel accepted = server.accept();
                if (accepted != null) {
                    accepted.configureBlocking(true);
                    return accepted;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("nobody waits for the native peer any more");
                }
                if (!process.isAlive()) {
                    throw new IOException("the native peer ended at its start with code " + process.exitValue());
                }
                long left = limit - System.nanoTime();
                if (left <= 0) {
                    throw new IOException("the native peer did not start within " + CONNECTS_WITHIN.toSeconds() + " s");
                }
                selector.select(LOOKS_EVERY_MS);
            }
        }
    }

    long pid() {
        return process.pid();
    }

    void send(ToPeer message) {
        writer.add(message);
    }

    /** Waits. Empty when it has ended. */
    Optional<FromPeer> next() throws IOException {
        return reader.next().map(FromPeer::read);
    }

    /** For one that hangs: nothing less ends it. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends {@link #next}. The child ends when its socket does. */
    void disconnect() {
        try {
            socket.close();
        } catch (IOException already) {
            LOG.debug("The socket of the native peer was broken: {}", already.getMessage());
        }
    }

    /** Waits for its end, and says how it ended, for people. */
    String end(boolean kill) {
        disconnect();
        if (kill) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly().onExit().join();
            Thread.currentThread().interrupt();
        }
        return "code " + process.exitValue() + crash();
    }

    /** Where a crash of native code happened, out of what the JVM writes then. */
    private String crash() {
        Path report = PeerCommand.crashReport(directory);
        try {
            if (!Files.exists(report) || Files.size(report) > LARGEST_REPORT_BYTES) {
                return "";
            }
            List<String> lines = Files.readAllLines(report);
            return lines.stream()
                    .limit(30)
                    .filter(line -> line.startsWith("#  SIG") || line.startsWith("# C  ["))
                    .map(line -> line.substring(1).strip())
                    .collect(Collectors.joining(", ", ": ", ""));
        } catch (IOException unreadable) {
            return ", no report";
        }
    }

    @Override
    public void close() {
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException gone) {
            // The child removes it too, for the case that we cannot.
        } catch (IOException e) {
            LOG.warn("The directory of the native peer stays behind: {}", e.getMessage());
        }
    }
}
