package dialtone.bridge.webrtc;

import static org.awaitility.Awaitility.await;

import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One connection, and all that it told. What goes to the other side passes through a {@link Descriptor}, as on chain. */
final class Side implements Connection.Listener, AutoCloseable {

    final ExecutorService executor = Executors.newSingleThreadExecutor();
    final Connection connection;
    final List<String> descriptions = new CopyOnWriteArrayList<>();
    final List<Connection.State> states = new CopyOnWriteArrayList<>();
    final List<Channel> opened = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();

    Side(Peers peers, Peers.Setup setup) {
        connection = peers.open(setup, this, executor);
    }

    Descriptor offer(Optional<IceCredentials> ours) {
        int before = descriptions.size();
        connection.offer(ours);
        return described(before);
    }

    Descriptor answer(Descriptor offer, Optional<IceCredentials> ours) {
        int before = descriptions.size();
        connection.answer(offer.toOfferSdp(), ours);
        return described(before);
    }

    void connect(Side other) {
        connection.setAnswer(
                other.answer(offer(Optional.empty()), Optional.empty()).toAnswerSdp());
        awaitOpen();
        other.awaitOpen();
    }

    void awaitOpen() {
        awaited(() -> opened.size() >= 2);
    }

    String failure() {
        awaited(() -> !failures.isEmpty());
        return failures.get(0);
    }

    Inbox listen(Channel channel) {
        Inbox inbox = new Inbox();
        channel.listen(inbox, executor);
        return inbox;
    }

    private Descriptor described(int before) {
        awaited(() -> descriptions.size() > before || !failures.isEmpty());
        if (!failures.isEmpty()) {
            throw new AssertionError("the connection failed: " + failures);
        }
        return Descriptor.fromSdp(descriptions.get(before));
    }

    static void awaited(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(2)).atMost(RunningPeer.PATIENCE).until(condition);
    }

    @Override
    public void described(String sdp) {
        descriptions.add(sdp);
    }

    @Override
    public void state(Connection.State state) {
        states.add(state);
    }

    @Override
    public void opened(Channel channel) {
        opened.add(channel);
    }

    @Override
    public void failed(String why) {
        failures.add(why);
    }

    @Override
    public void close() {
        connection.close();
        executor.shutdownNow();
    }

    /** Nobody listens. */
    static final class Deaf implements Connection.Listener {
        @Override
        public void described(String sdp) {}

        @Override
        public void state(Connection.State state) {}

        @Override
        public void opened(Channel channel) {}

        @Override
        public void failed(String why) {}
    }

    static final class Inbox implements Channel.Listener {
        final List<String> texts = new CopyOnWriteArrayList<>();
        final List<byte[]> data = new CopyOnWriteArrayList<>();
        volatile boolean closed;

        @Override
        public void message(boolean text, byte[] bytes) {
            if (text) {
                texts.add(new String(bytes, StandardCharsets.UTF_8));
            } else {
                data.add(bytes);
            }
        }

        @Override
        public void drained() {}

        @Override
        public void closed() {
            closed = true;
        }
    }
}
