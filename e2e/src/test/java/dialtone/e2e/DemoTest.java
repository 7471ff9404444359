package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command that a new user types, and how it ends. */
class DemoTest {

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void bothLinksAnswer() throws Exception {
        long before = System.nanoTime();
        App demo = stage.demo();
        System.out.printf("demo: both links after %.1f s%n", (System.nanoTime() - before) / 1e9);

        assertThat(statusOf(demo.link(0))).isEqualTo(200);
        assertThat(statusOf(demo.link(1))).isEqualTo(200);
        assertThat(App.tokenOf(demo.link(0))).isNotEqualTo(App.tokenOf(demo.link(1)));
    }

    @Test
    void aBridgeAloneServesItsPageWithinThreeSeconds() throws Exception {
        long before = System.nanoTime();
        App bridge = stage.run("Alice");
        assertThat(statusOf(bridge.link())).isEqualTo(200);
        double seconds = (System.nanoTime() - before) / 1e9;
        System.out.printf("run: page after %.1f s%n", seconds);
    }

    @Test
    void takesTheNextFreePortAndSaysSo() throws IOException {
        try (ServerSocket taken = takeFirstPort()) {
            App demo = stage.demo();

            assertThat(App.portOf(demo.link(0))).isGreaterThan(7001);
            assertThat(App.portOf(demo.link(1))).isNotEqualTo(App.portOf(demo.link(0)));
            assertThat(demo.talk()).contains("Port 7001 is taken");
            assertThat(taken.isClosed()).isFalse();
        }
    }

    @Test
    void ctrlCEndsItCleanly() throws IOException {
        Assumptions.assumeFalse(interruptIsIgnored(), "this process ignores SIGINT, and so would its children");
        App demo = stage.demo();
        ProcessHandle process = demo.handle();
        var children = process.descendants().toList();
        int port = App.portOf(demo.link(0));

        demo.interrupt();

        assertThat(demo.awaitExit()).isEqualTo(130);
        assertThat(process.isAlive()).isFalse();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
        assertThat(demo.talk()).doesNotContain("Exception").doesNotContain("WARN");
    }

    /** Another program that ends may still hold it for a moment. */
    private static ServerSocket takeFirstPort() {
        try {
            return Awaitility.await()
                    .atMost(Person.PATIENCE)
                    .ignoreException(BindException.class)
                    .until(() -> new ServerSocket(7001, 1, InetAddress.getByName("127.0.0.1")), ServerSocket::isBound);
        } catch (ConditionTimeoutException e) {
            return Assumptions.abort("another program keeps port 7001");
        }
    }

    private static int statusOf(String link) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(App.originOf(link) + "/")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Jobs that a shell starts in the background inherit an ignored SIGINT. */
    private static boolean interruptIsIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
                .anyMatch(mask -> (mask & 0b10) != 0);
    }
}
