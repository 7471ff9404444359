package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.tab.ToBrowser;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that hold connections open without asking for anything do not keep the owner out (threat W7). */
@Timeout(120)
class SlowClientsTest {

    private static final int SLOW = 300;
    private static final int HALF_BODIES = 50;
    private static final int ASKED = 60;

    @Test
    void while_slow_clients_drip_the_page_is_served_the_tab_lives_and_they_are_gone_in_fifteen_seconds()
            throws Exception {
        ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
        List<Socket> slow = new ArrayList<>();
        try (Running running = new Running();
                TabClient tab = new TabClient(running)) {
            tab.say(TabClient.hello(running)).next();
            for (int i = 0; i < SLOW; i++) {
                slow.add(begin(running, "GET / HTTP/1.1\r\nHost: " + running.host() + "\r\nX: "));
            }
            for (int i = 0; i < HALF_BODIES; i++) {
                slow.add(begin(
                        running,
                        "POST /api/friends HTTP/1.1\r\nHost: " + running.host() + "\r\nOrigin: " + running.origin()
                                + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
            }
            long start = System.nanoTime();
            var unused = dripping.scheduleAtFixedRate(
                    () -> slow.forEach(SlowClientsTest::drip), 0, 500, TimeUnit.MILLISECONDS);

            List<Long> tookMs = new ArrayList<>();
            for (int i = 0; i < ASKED; i++) {
                long asked = System.nanoTime();
                assertThat(running.http
                                .send("GET / HTTP/1.1", "Host: " + running.host())
                                .status())
                        .isEqualTo(200);
                tookMs.add((System.nanoTime() - asked) / 1_000_000);
            }
            running.bridge.active().send(new ToBrowser.FriendRemoved("bob"));
            assertThat(tab.next().path("type").textValue()).isEqualTo("friendRemoved");

            for (Socket socket : slow) {
                assertThat(closedByServer(socket)).isTrue();
            }
            double goneSeconds = (System.nanoTime() - start) / 1e9;
            tookMs.sort(null);
            System.out.printf(
                    "W7: %d slow clients; page p50 %d ms, p99 %d ms; all slow ones gone after %.1f s%n",
                    slow.size(), tookMs.get(ASKED / 2), tookMs.get(ASKED - 1), goneSeconds);
            assertThat(tookMs.get(ASKED - 1)).isLessThan(2_000);
            assertThat(goneSeconds).isLessThan(15);

            running.bridge.active().send(new ToBrowser.FriendRemoved("carol"));
            assertThat(tab.next().path("friend").textValue()).isEqualTo("carol");
        } finally {
            dripping.shutdownNow();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static Socket begin(Running running, String head) throws IOException {
        Socket socket = running.http.connect();
        try {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Already made to leave by those that came later.
        }
        return socket;
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write('x');
        } catch (IOException e) {
            // Closed by the server, which is what this test waits for.
        }
    }

    private static boolean closedByServer(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // An error response may come first.
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
