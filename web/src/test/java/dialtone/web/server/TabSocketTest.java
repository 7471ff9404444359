package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TabSocketTest {

    private Running running;

    @BeforeEach
    void start() throws IOException {
        running = new Running();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void hello_with_the_token_is_welcomed_and_messages_reach_the_bridge_in_order() throws Exception {
        try (TabClient alice = new TabClient(running)) {
            assertThat(alice.say(TabClient.hello(running)).next().path("type").textValue())
                    .isEqualTo("welcome");
            for (int i = 0; i < 100; i++) {
                alice.say("{\"type\":\"cancel\",\"call\":\"" + i + "\"}");
            }
            await().until(() -> running.bridge.received.size() == 100);
            assertThat(running.bridge.received.get(99)).isEqualTo(new FromBrowser.Cancel("99"));
        }
        await().until(() -> running.bridge.active() == null);
    }

    @Test
    void a_wrong_token_is_refused_in_words_and_never_attached() throws Exception {
        try (TabClient mallory = new TabClient(running)) {
            var refused = mallory.say(TabClient.hello(ToBrowser.VERSION, "0".repeat(64)))
                    .next();
            assertThat(refused.path("type").textValue()).isEqualTo("refused");
            assertThat(refused.path("code").textValue()).isEqualTo("token");
            assertThat(refused.path("text").textValue()).contains("Open the link that Dialtone printed");
            assertThat(mallory.closeCode()).isEqualTo(1000);
        }
        assertThat(running.bridge.active()).isNull();
    }

    @Test
    void another_version_is_refused_before_the_token_is_looked_at() throws Exception {
        try (TabClient old = new TabClient(running)) {
            var refused = old.say(TabClient.hello(1, "wrong")).next();
            assertThat(refused.path("code").textValue()).isEqualTo("version");
            assertThat(refused.path("text").textValue())
                    .isEqualTo("This bridge speaks version 4, the page version 1. Reload the page.");
            assertThat(old.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void anything_but_hello_first_is_refused() throws Exception {
        for (String frame : new String[] {"{", "[]", "{\"type\":\"getCoins\"}", "{\"type\":\"hello\",\"version\":1}"}) {
            try (TabClient mallory = new TabClient(running)) {
                assertThat(mallory.say(frame).next().path("code").textValue()).isEqualTo("hello");
                assertThat(mallory.closeCode()).isEqualTo(1000);
            }
        }
        assertThat(running.bridge.received).isEmpty();
    }

    @Test
    void a_socket_without_hello_is_closed_after_two_seconds() throws Exception {
        long start = System.nanoTime();
        try (TabClient silent = new TabClient(running)) {
            assertThat(silent.next().path("code").textValue()).isEqualTo("hello");
            assertThat(silent.closeCode()).isEqualTo(1000);
        }
        long elapsedMs = (System.nanoTime() - start) / 1_000_000;
        System.out.printf("silent socket closed after %d ms%n", elapsedMs);
        assertThat(elapsedMs).isBetween(1_900L, 9_000L);
    }

    @Test
    void a_malformed_message_is_answered_with_a_problem_and_the_tab_goes_on() throws Exception {
        try (TabClient alice = new TabClient(running)) {
            alice.say(TabClient.hello(running)).next();
            for (String frame : new String[] {
                "{",
                "{\"type\":\"nonsense\"}",
                "{\"type\":\"cancel\"}",
                "{\"type\":\"cancel\",\"call\":7}",
                "{\"type\":\"hello\",\"version\":1,\"token\":\"x\"}",
                "{\"a\":" + "[".repeat(100_000)
            }) {
                var problem = alice.say(frame).next();
                assertThat(problem.path("type").textValue()).isEqualTo("problem");
                assertThat(problem.path("code").textValue()).isEqualTo("malformed");
                assertThat(problem.path("text").textValue())
                        .contains("expected")
                        .contains("got");
                assertThat(problem.path("todo").textValue()).isNotBlank();
            }
            alice.say("{\"type\":\"getCoins\"}");
            await().until(() -> running.bridge.received.equals(java.util.List.of(new FromBrowser.GetCoins())));
        }
    }

    @Test
    void a_newer_tab_supersedes_the_older_which_is_told_and_closed() throws Exception {
        try (TabClient older = new TabClient(running);
                TabClient newer = new TabClient(running)) {
            older.say(TabClient.hello(running)).next();
            newer.say(TabClient.hello(running)).next();
            assertThat(older.next().path("type").textValue()).isEqualTo("superseded");
            assertThat(older.closeCode()).isEqualTo(1000);
            running.bridge.active().send(new ToBrowser.FriendRemoved("bob"));
            assertThat(newer.next().path("type").textValue()).isEqualTo("friendRemoved");
        }
    }

    @Test
    void frames_over_256_kib_and_binary_frames_end_the_socket() throws Exception {
        try (TabClient alice = new TabClient(running)) {
            alice.say(TabClient.hello(running)).next();
            alice.say("{\"type\":\"decline\",\"call\":\"" + "x".repeat(StrictJson.LIMIT - 100) + "\"}");
            await().until(() -> running.bridge.received.size() == 1);
            alice.say("x".repeat(StrictJson.LIMIT + 1));
            assertThat(alice.closeCode()).isIn(1006, 1009);
        }
        try (TabClient alice = new TabClient(running)) {
            alice.say(TabClient.hello(running)).next();
            alice.socket().sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
            assertThat(alice.closeCode()).isIn(1003, 1006);
        }
        await().until(() -> running.bridge.active() == null);
    }

    @Test
    void a_tab_that_does_not_read_is_cut_off_and_never_blocks_the_sender() throws Exception {
        try (Socket slow = running.http.connect()) {
            slow.setReceiveBufferSize(4_096);
            slow.getOutputStream().write(handshake().getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().write(maskedText(TabClient.hello(running)));
            await().until(() -> running.bridge.active() != null);
            var tab = running.bridge.active();

            String big = "x".repeat(50_000);
            long slowestNanos = 0;
            for (int i = 0; i < 1_000 && running.bridge.active() != null; i++) {
                long start = System.nanoTime();
                tab.send(new ToBrowser.Problem("", "x", big, ""));
                slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
            }
            await().until(() -> running.bridge.active() == null);
            System.out.printf("slowest send to a tab that does not read: %d ms%n", slowestNanos / 1_000_000);
            assertThat(slowestNanos).isLessThan(2_000_000_000L);
        }
    }

    private String handshake() {
        return "GET /tab HTTP/1.1\r\nHost: " + running.host() + "\r\nOrigin: " + running.origin()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    /** A text frame of 126 to 65,535 bytes or less with the mask 0. */
    private static byte[] maskedText(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        return java.util.Arrays.copyOf(frame.array(), frame.position());
    }
}
