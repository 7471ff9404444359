package dialtone.bridge.webrtc.child;

import dialtone.bridge.webrtc.Frame;
import dialtone.bridge.webrtc.FrameReader;
import dialtone.bridge.webrtc.FrameWriter;
import dialtone.bridge.webrtc.FromPeer;
import dialtone.bridge.webrtc.ToPeer;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The program of the child process. It lives as long as the socket to the bridge, whose path is its argument. */
public final class Child {

    private Child() {}

    public static void main(String[] args) throws IOException {
        Path address = Path.of(args[0]);
        outliveSignals();
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(address))) {
            serve(socket);
        } finally {
            // The bridge does this too, unless it was killed.
            delete(address.getParent());
            // Not exit: threads of the library are no daemons, and its destructors abort when connections are open.
            Runtime.getRuntime().halt(0);
        }
    }

    /** Ctrl-C in a terminal reaches the child too, and the bridge has yet to say goodbye on its links. While a hook waits, everything goes on. */
    private static void outliveSignals() {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                main.join();
            } catch (InterruptedException nobodyDoesThat) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static void serve(SocketChannel socket) throws IOException {
        FrameReader reader = new FrameReader(socket);
        FrameWriter writer = new FrameWriter(socket);
        writer.start("to bridge");
        Optional<Library> library = load(writer);
        library.ifPresent(loaded -> writer.add(new FromPeer.Ready()));
        NativePeers peers =
                library.map(loaded -> new NativePeers(loaded, writer)).orElse(null);
        Optional<Frame.Fields> next = reader.next();
        while (next.isPresent()) {
            if (peers != null) {
                peers.handle(ToPeer.read(next.get()));
            }
            next = reader.next();
        }
    }

    private static Optional<Library> load(FrameWriter writer) {
        try {
            return Optional.of(new Library());
        } catch (Throwable why) {
            // UnsatisfiedLinkError where a library of the system is missing, NoClassDefFoundError without the jar,
            // plain Error by the binding.
            Throwable cause = why;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            writer.add(new FromPeer.Unavailable("webrtc-java cannot be loaded: " + cause));
            return Optional.empty();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException gone) {
            // The bridge was faster.
        }
    }
}
