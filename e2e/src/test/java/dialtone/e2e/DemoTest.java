package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
        App demo = stage.demo().awaitReady();
        System.out.printf("demo: both links after %.1f s%n", (System.nanoTime() - before) / 1e9);

        assertThat(statusOf(demo.link(0))).isEqualTo(200);
        assertThat(statusOf(demo.link(1))).isEqualTo(200);
        assertThat(App.portOf(demo.link(0)) == 7001 || demo.talk().contains("Port 7001 is taken"))
                .as("Alice on port 7001, or told why not: %s", demo.link(0))
                .isTrue();
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
    void aPortThatIsTakenIsLeftToWhoHasItAndTheNextIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            App bridge = stage.run("Alice", stage.dataDir("Alice"), taken.getLocalPort(), "");

            int port = App.portOf(bridge.link());
            assertThat(port).isGreaterThan(taken.getLocalPort());
            assertThat(bridge.talk()).contains("Port " + taken.getLocalPort() + " is taken: using " + port + ".");
        }
    }

    @Test
    void ctrlCEndsItCleanly() throws IOException {
        Assumptions.assumeFalse(interruptIsIgnored(), "this process ignores SIGINT, and so would its children");
        App demo = stage.demo().awaitReady();
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
