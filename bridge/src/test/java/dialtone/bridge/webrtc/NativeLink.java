package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;

import dialtone.bridge.link.file.Transfer;
import dialtone.bridge.link.file.Transfers;
import dialtone.bridge.link.forward.Forwards;
import dialtone.bridge.store.Database;
import dialtone.signaling.descriptor.Descriptor;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Alice and Bob, each with a native peer, files and forwards, and a link between them. */
final class NativeLink implements AutoCloseable {

    static final String ALICE = "02" + "a".repeat(64);
    static final String BOB = "03" + "b".repeat(64);

    final End alice;
    final End bob;

    NativeLink(Path directory) {
        alice = new End("alice", BOB, directory);
        bob = new End("bob", ALICE, directory);
        alice.connection.offer(Optional.empty());
        bob.connection.answer(alice.described().toOfferSdp(), Optional.empty());
        alice.connection.setAnswer(bob.described().toAnswerSdp());
        awaited(() -> alice.connection.chat().isOpen() && bob.connection.chat().isOpen());
        alice.linkOpened();
        bob.linkOpened();
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
    }

    static final class End implements Connection.Listener, AutoCloseable {

        final Map<String, Transfer> told = new ConcurrentHashMap<>();
        final Transfers transfers;
        final Forwards forwards;
        final Connection connection;
        final Path folder;
        volatile Consumer<Channel> others = channel -> {};
        private final BlockingQueue<Descriptor> described = new LinkedBlockingQueue<>();
        private final ExecutorService executor = Executors.newSingleThreadExecutor();
        private final RunningPeer peer = RunningPeer.start();
        private final Database database;
        private final String friend;

        End(String name, String friend, Path directory) {
            this.friend = friend;
            folder = directory.resolve(name);
            database = Database.open(directory.resolve(name + ".db"));
            transfers = new Transfers(
                    database,
                    () -> folder,
                    Clock.systemUTC(),
                    new SecureRandom(),
                    transfer -> told.put(transfer.id(), transfer),
                    executor);
            forwards = new Forwards(database, Clock.systemUTC(), id -> "Bob", (port, why) -> {}, executor);
            connection = peer.peer.open(RunningPeer.setup(name, 0), this, executor);
        }

        Descriptor described() {
            awaited(() -> !described.isEmpty());
            return described.remove();
        }

        void linkOpened() {
            transfers.linkOpened(friend, () -> connection.channel(Transfers.LABEL));
            forwards.linkOpened(friend, () -> connection.channel(Forwards.LABEL));
        }

        Transfer await(String id, Transfer.State state) {
            awaited(() -> told.containsKey(id) && told.get(id).state() == state);
            return told.get(id);
        }

        @Override
        public void described(String sdp) {
            described.add(Descriptor.fromSdp(sdp));
        }

        @Override
        public void state(Connection.State state) {}

        @Override
        public void opened(Channel channel) {
            switch (channel.label()) {
                case Transfers.LABEL -> transfers.opened(friend, channel);
                case Forwards.LABEL -> forwards.opened(friend, channel);
                default -> others.accept(channel);
            }
        }

        @Override
        public void failed(String why) {}

        @Override
        public void close() {
            connection.close();
            transfers.close();
            forwards.close();
            database.close();
            peer.close();
            executor.shutdownNow();
        }
    }
}
