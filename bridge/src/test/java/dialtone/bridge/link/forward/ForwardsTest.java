package dialtone.bridge.link.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.link.ChannelPair;
import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.store.Database;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice connects to what Bob allows, over channels in memory. */
@Timeout(120)
class ForwardsTest {

    private static final String ALICE = "alice";
    private static final String BOB = "bob";

    @TempDir
    Path directory;

    private final ExecutorService network = ChannelPair.network();
    private final List<ChannelPair> link = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private Forwards alice;
    private Forwards bob;

    @BeforeEach
    void start() {
        alice = forwards("alice");
        bob = forwards("bob");
        alice.linkOpened(BOB, () -> {
            ChannelPair pair = new ChannelPair(Forwards.LABEL, network);
            link.add(pair);
            bob.opened(ALICE, pair.theirs());
            return pair.ours();
        });
    }

    private Forwards forwards(String name) {
        Database database = Database.open(directory.resolve(name + ".db"));
        open.add(database);
        return new Forwards(
                database,
                Clock.systemUTC(),
                friend -> friend.equals(BOB) ? "Bob" : "Alice",
                (port, why) -> failures.add(why),
                Runnable::run);
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
        bob.close();
        for (AutoCloseable each : open) {
            each.close();
        }
        network.shutdownNow();
    }

    private interface Program {
        void run(Socket socket) throws Exception;
    }

    /** A program on Bob's computer; each connection on a thread of its own. */
    private Target server(Program program) throws IOException {
        ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread accepting = new Thread(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    Thread thread = new Thread(() -> {
                        try {
                            program.run(socket);
                        } catch (Exception e) {
                            // The test sees it on the other end.
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                } catch (IOException e) {
                    return;
                }
            }
        });
        accepting.setDaemon(true);
        accepting.start();
        return new Target("127.0.0.1", server.getLocalPort());
    }

    private Target echo() throws IOException {
        return server(socket -> {
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        });
    }

    private Socket through(Target target) throws IOException {
        LocalPort port = alice.listen(BOB, 0, target);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port());
        open.add(socket);
        return socket;
    }

    @Test
    void a_port_for_one_connection_takes_no_second() throws Exception {
        LocalPort port = alice.listenOnce(BOB, allowed(echo()));
        Socket first = new Socket(InetAddress.getLoopbackAddress(), port.port());
        open.add(first);
        await().until(port::isClosed);

        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port.port()))
                .isInstanceOf(IOException.class);
        first.getOutputStream().write("still here".getBytes(UTF_8));
        first.shutdownOutput();
        assertThat(first.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("still here");
        assertThat(alice.listening()).isEmpty();
    }

    private Target allowed(Target target) {
        bob.allow(ALICE, target);
        return target;
    }

    private static CompletableFuture<Void> async(Callable what) {
        return CompletableFuture.runAsync(() -> {
            try {
                what.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private interface Callable {
        void call() throws Exception;
    }

    private void awaitNoConnections() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> link.stream()
                        .noneMatch(each -> each.ours().isOpen() || each.theirs().isOpen()));
    }

    @Test
    void manyWindowsComeBackAsTheyWent() throws Exception {
        Socket socket = through(allowed(echo()));
        int rounds = 30;
        byte[] block = new byte[1024 * 1024];
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        CompletableFuture<Void> sending = async(() -> {
            Random random = new Random(7);
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < rounds; i++) {
                random.nextBytes(block);
                sent.update(block);
                out.write(block);
            }
            socket.shutdownOutput();
        });
        MessageDigest came = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[100_000];
        long total = 0;
        InputStream in = socket.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            came.update(buffer, 0, count);
            total += count;
        }
        sending.get(60, TimeUnit.SECONDS);
        assertThat(total).isEqualTo((long) rounds * block.length);
        assertThat(came.digest()).isEqualTo(sent.digest());
        awaitNoConnections();
    }

    @Test
    void eachDirectionEndsByItself() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Socket socket = through(allowed(server(program -> {
            heard.add(new String(program.getInputStream().readAllBytes(), UTF_8));
            program.getOutputStream().write("answer after your end".getBytes(UTF_8));
            program.close();
        })));
        socket.getOutputStream().write("question".getBytes(UTF_8));
        socket.shutdownOutput();
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("question");
        assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("answer after your end");
        awaitNoConnections();
    }

    @Test
    void aServerThatSpeaksFirstAndClosesIsHeardToItsEnd() throws Exception {
        byte[] much = new byte[5_000_000];
        Socket socket = through(allowed(server(program -> {
            program.getOutputStream().write(much);
            program.close();
        })));
        assertThat(socket.getInputStream().readAllBytes()).hasSize(much.length);
        socket.close();
        awaitNoConnections();
    }

    @Test
    void aResetOnOneSideIsOneOnTheOther() throws Exception {
        BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
        Socket socket = through(allowed(server(program -> {
            program.getOutputStream().write(1);
            try {
                ended.add(program.getInputStream().read());
            } catch (IOException e) {
                ended.add("reset");
            }
        })));
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        socket.setSoLinger(true, 0);
        socket.close();
        assertThat(ended.poll(30, TimeUnit.SECONDS)).isEqualTo("reset");
        awaitNoConnections();
    }

    @Test
    void aLinkThatBreaksResetsBothEnds() throws Exception {
        Socket socket = through(allowed(echo()));
        socket.getOutputStream().write(1);
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        link.forEach(ChannelPair::cut);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
    }

    @Test
    void nothingIsAllowedByDefault() throws Exception {
        Target target = echo();
        assertThatThrownBy(() -> through(target).getInputStream().read()).isInstanceOf(IOException.class);
        assertThat(failures.poll(30, TimeUnit.SECONDS))
                .isEqualTo("Bob does not allow " + target + ": ask them to allow it");
    }

    @Test
    void exactlyWhatIsAllowedIs() throws Exception {
        Target target = allowed(echo());
        assertThat(bob.allowed(ALICE)).containsExactly(target);
        assertThat(bob.allowed("carol")).isEmpty();
        assertRefused(new Target("localhost", target.port()), "does not allow");
        assertRefused(new Target("127.0.0.1", target.port() == 65_535 ? 1 : target.port() + 1), "does not allow");
        // Not resolved, so nothing is learned: this would take long, or be unknown.
        assertRefused(new Target("no-such-host.invalid", 80), "does not allow");
        bob.allow(ALICE, Target.parse("No-Such-Host.invalid:80"));
        assertRefused(new Target("no-such-host.invalid", 80), "does not know the host");
        assertRefused(allowed(closedPort()), "cannot connect to");
    }

    private Target closedPort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Target("127.0.0.1", server.getLocalPort());
        }
    }

    private void assertRefused(Target target, String why) {
        assertThatThrownBy(
                        () -> alice.connect(BOB, target, InputStream.nullInputStream(), OutputStream.nullOutputStream())
                                .get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(ForwardException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Bob");
    }

    @Test
    void whatIsForbiddenAgainEndsWhatIsOpen() throws Exception {
        Target target = allowed(echo());
        Socket socket = through(target);
        socket.getOutputStream().write(1);
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        assertThat(bob.forbid(ALICE, target)).isTrue();
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        assertRefused(target, "does not allow");
        assertThat(bob.forbid(ALICE, target)).isFalse();
    }

    @Test
    void withoutALinkItIsSaid() throws Exception {
        alice.linkClosed(BOB);
        assertRefused(new Target("localhost", 22), "there is no link to Bob");
    }

    @Test
    void aFriendWithoutForwardingIsSaid() throws Exception {
        alice.linkOpened(BOB, () -> {
            ChannelPair pair = new ChannelPair(Forwards.LABEL, network);
            pair.theirs().close();
            return pair.ours();
        });
        assertRefused(new Target("localhost", 22), "their release does not forward");
    }

    @Test
    void aProcessSpeaksThroughItsStreams() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        alice.connect(BOB, allowed(echo()), new ByteArrayInputStream("SSH-2.0-test\r\n".getBytes(UTF_8)), out)
                .get(30, TimeUnit.SECONDS);
        assertThat(out.toString(UTF_8)).isEqualTo("SSH-2.0-test\r\n");
    }

    @Test
    void moreThanSixtyFourConnectionsAreRefused() throws Exception {
        Target target = allowed(echo());
        LocalPort port = alice.listen(BOB, 0, target);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < Forwards.MOST_OF_A_FRIEND; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port());
            open.add(socket);
            sockets.add(socket);
            socket.getOutputStream().write(i);
            assertThat(socket.getInputStream().read()).isEqualTo(i);
        }
        assertRefused(target, "there are 64 connections");
        // Bob counts for himself too.
        FakeOpener mallory = opener();
        mallory.say(connect(target));
        assertThat(mallory.hear().text("why", 30)).isEqualTo("too-many");
        sockets.get(0).close();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            alice.connect(BOB, target, new ByteArrayInputStream(new byte[3]), out)
                    .get(30, TimeUnit.SECONDS);
            assertThat(out.size()).isEqualTo(3);
        });
    }

    /** The one who reads nothing holds back the one who writes, all the way: what waits in between is bounded. */
    @Test
    void aReaderWhoStopsStopsTheWriter() throws Exception {
        long most = 40_000_000;
        CompletableFuture<Long> written = new CompletableFuture<>();
        Target target = allowed(server(program -> {
            program.setSendBufferSize(65_536);
            OutputStream out = program.getOutputStream();
            byte[] block = new byte[10_000];
            long total = 0;
            try {
                while (total < most) {
                    out.write(block);
                    total += block.length;
                }
            } finally {
                written.complete(total);
            }
        }));
        FakeOpener mallory = opener();
        mallory.say(connect(target));
        assertThat(mallory.hear().type()).isEqualTo("connected");
        await().atMost(Duration.ofSeconds(60)).until(() -> mallory.bytes >= Relay.WINDOW - Channel.LARGEST_MESSAGE);
        mallory.channel.close();
        assertThat(written.get(60, TimeUnit.SECONDS)).isLessThan(20_000_000);
        assertThat(mallory.bytes).isLessThanOrEqualTo(Relay.WINDOW);
    }

    @Test
    void aFriendWhoSendsMoreThanTheWindowIsDisconnected() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        FakeOpener mallory = opener();
        mallory.say(connect(allowed(server(program -> never.get()))));
        assertThat(mallory.hear().type()).isEqualTo("connected");
        // More than all buffers of the sockets and the window hold.
        for (int i = 0; i < 2_000 && mallory.channel.isOpen(); i++) {
            while (mallory.channel.waiting() > Channel.HIGH_WATER && mallory.channel.isOpen()) {
                Thread.onSpinWait();
            }
            mallory.channel.send(false, new byte[64 * 1024]);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> !mallory.channel.isOpen());
        never.complete(null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{\"type\":\"got\",\"bytes\":0}",
                "{\"type\":\"connect\",\"version\":1,\"host\":\"a b\",\"port\":22}",
                "{\"type\":\"connect\",\"version\":1,\"host\":\"\",\"port\":22}",
                "{\"type\":\"connect\",\"version\":1,\"host\":\"a\",\"port\":0}",
                "{\"type\":\"connect\",\"version\":1,\"host\":\"a\",\"port\":65536}",
                "{\"type\":\"connect\",\"version\":1,\"port\":22}"
            })
    void aFirstMessageThatIsNoneIsBroken(String text) throws Exception {
        FakeOpener mallory = opener();
        mallory.say(text);
        assertThat(mallory.hear().text("why", 30)).isEqualTo("broken");
    }

    @Test
    void bytesBeforeTheAnswerAreBroken() throws Exception {
        FakeOpener mallory = opener();
        mallory.channel.send(false, new byte[1]);
        assertThat(mallory.hear().text("why", 30)).isEqualTo("broken");
    }

    @Test
    void anAcknowledgementOfWhatWasNotSentIsAReset() throws Exception {
        FakeOpener mallory = opener();
        mallory.say(connect(allowed(echo())));
        mallory.hear();
        mallory.say("{\"type\":\"got\",\"bytes\":1}");
        await().until(() -> !mallory.channel.isOpen());
    }

    @Test
    void aTargetIsAHostAndAPort() {
        assertThat(Target.parse("LocalHost:22"))
                .isEqualTo(new Target("localhost", 22))
                .hasToString("localhost:22");
        assertThat(Target.parse("[::1]:22")).isEqualTo(new Target("::1", 22)).hasToString("[::1]:22");
        for (String text :
                List.of("", ":22", "localhost", "localhost:", "localhost:0", "localhost:65536", "a b:1", "ü:1")) {
            assertThatThrownBy(() -> Target.parse(text)).as(text).isInstanceOf(MalformedException.class);
        }
    }

    private static String connect(Target target) {
        return JsonObject.of("connect")
                .with("version", 1)
                .with("host", target.host())
                .with("port", target.port())
                .toString();
    }

    private FakeOpener opener() {
        ChannelPair pair = new ChannelPair(Forwards.LABEL, network);
        bob.opened(ALICE, pair.theirs());
        return new FakeOpener(pair.ours());
    }

    /** Says by hand what it likes. */
    private static final class FakeOpener implements Channel.Listener {
        final Channel channel;
        volatile long bytes;
        private final BlockingQueue<JsonObject> texts = new LinkedBlockingQueue<>();

        FakeOpener(Channel channel) {
            this.channel = channel;
            channel.listen(this, Runnable::run);
        }

        void say(String text) {
            channel.send(text);
        }

        JsonObject hear() throws InterruptedException {
            JsonObject message = texts.poll(30, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
        public void message(boolean text, byte[] data) {
            if (text) {
                texts.add(JsonObject.parse(data));
            } else {
                bytes += data.length;
            }
        }
    }
}
