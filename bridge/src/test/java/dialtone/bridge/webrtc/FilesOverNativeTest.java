package dialtone.bridge.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.link.file.Transfer;
import dialtone.bridge.link.file.Transfer.State;
import dialtone.bridge.link.forward.LocalPort;
import dialtone.bridge.link.forward.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and TCP connections over a real link between two native peers. */
class FilesOverNativeTest {

    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    Path directory;

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void aFileAndAConnectionBesideItArriveWhole() throws Exception {
        try (NativeLink link = new NativeLink(directory);
                ServerSocket echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // More than may wait unheard: what was consumed makes room.
            Path file = file("film.mkv", Channel.MOST_UNHEARD + 2 * MEBIBYTE + 1);
            Transfer offer = link.alice.transfers.offer(NativeLink.BOB, file).get(30, TimeUnit.SECONDS);
            link.bob.await(offer.id(), State.OFFERED);
            link.bob.transfers.accept(NativeLink.ALICE, offer.id()).get(30, TimeUnit.SECONDS);

            Target target = new Target("127.0.0.1", echo.getLocalPort());
            link.bob.forwards.allow(NativeLink.ALICE, target);
            CompletableFuture<Void> echoing = CompletableFuture.runAsync(() -> {
                try (Socket socket = echo.accept()) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] sent = Files.readAllBytes(file("sent", 3 * MEBIBYTE));
            LocalPort port = link.alice.forwards.listen(NativeLink.BOB, 0, target);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
                CompletableFuture<byte[]> came = CompletableFuture.supplyAsync(() -> {
                    try {
                        return socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
                assertThat(came.get(60, TimeUnit.SECONDS)).isEqualTo(sent);
            }
            echoing.get(30, TimeUnit.SECONDS);

            Transfer received = link.bob.await(offer.id(), State.DONE);
            link.alice.await(offer.id(), State.DONE);
            assertThat(Files.mismatch(file, received.path())).isEqualTo(-1);
        }
    }

    /** More channels than a friend has open at first, and as many again as close. */
    @Test
    void manyFilesAtOnceAllArrive() throws Exception {
        try (NativeLink link = new NativeLink(directory)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                ids.add(link.alice
                        .transfers
                        .offer(NativeLink.BOB, file("many-" + i, 100_000 + i))
                        .get(30, TimeUnit.SECONDS)
                        .id());
            }
            for (String id : ids) {
                link.bob.await(id, State.OFFERED);
                link.bob.transfers.accept(NativeLink.ALICE, id).get(30, TimeUnit.SECONDS);
            }
            for (int i = 0; i < ids.size(); i++) {
                link.bob.await(ids.get(i), State.DONE);
                link.alice.await(ids.get(i), State.DONE);
                assertThat(Files.mismatch(directory.resolve("many-" + i), link.bob.folder.resolve("many-" + i)))
                        .isEqualTo(-1);
            }
        }
    }
}
