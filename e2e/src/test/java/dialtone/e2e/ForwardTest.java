package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command line carries TCP connections between two bridges that run. */
@Timeout(300) // it starts five more processes
class ForwardTest {

    @RegisterExtension
    static final Stage stage = Stage.withNativeLinks();

    @Test
    void aPortAndAPipeLeadToAServerThatTheFriendAllowed() throws Exception {
        App alices = stage.run("Alice");
        App bobs = stage.run("Bob", alices.node());
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, alices.link(), bob, bobs.link());
        AbsenceTest.befriend(alice, bob);
        AbsenceTest.connect(alice, bob);
        Path alicesData = stage.dataDir("Alice");
        Path bobsData = stage.dataDir("Bob");

        try (ServerSocket echo = echoServer()) {
            String target = "localhost:" + echo.getLocalPort();
            App.Ended refused = App.command(alicesData, "hello", "forward", "-W", target, "Bob");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.talk()).contains("Bob does not allow " + target);
            assertThat(refused.out()).isEmpty();

            assertThat(App.command(bobsData, "", "allow", "Alice", target).code())
                    .isZero();
            assertThat(App.command(bobsData, "", "allow", "--list").out()).isEqualTo("Alice\t" + target);
            App.Ended piped = App.command(alicesData, "over the pipe", "forward", "-", target, "Bob");
            assertThat(piped.code()).as(piped.talk()).isZero();
            assertThat(piped.out()).isEqualTo("over the pipe");

            try (App.Running forward = App.begin(alicesData, "forward", "0:" + target, "Bob")) {
                int port = Integer.parseInt(forward.firstLine().replace("127.0.0.1:", ""));
                byte[] bytes = new byte[300_000];
                new Random(1).nextBytes(bytes);
                assertThat(echoed(port, bytes)).isEqualTo(bytes);
                forward.terminate();
                assertThat(forward.awaitExit()).isEqualTo(143);
                assertThat(isOpen(port)).isFalse();
            }
        }
    }

    /** Gives back what comes, connection by connection, until it is closed. */
    private static ServerSocket echoServer() throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                    // Closed, or the other end is gone.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static byte[] echoed(int port, byte[] bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    // What is read says it.
                }
            });
            writer.start();
            byte[] back = socket.getInputStream().readAllBytes();
            writer.join();
            return back;
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
