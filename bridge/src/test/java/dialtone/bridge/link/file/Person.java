package dialtone.bridge.link.file;

import dialtone.bridge.store.Database;
import dialtone.bridge.webrtc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Somebody with a database, a folder for what comes, and one friend. */
final class Person implements AutoCloseable {

    static final String ALICE = "02" + "a".repeat(64);
    static final String BOB = "03" + "b".repeat(64);

    final Path home;
    volatile Path folder;
    final String friend;
    /** The newest that was told of each. */
    final Map<String, Transfer> told = new ConcurrentHashMap<>();

    Database database;
    Transfers transfers;

    Person(Path home, String friend) {
        this.home = home;
        this.folder = home.resolve("received");
        this.friend = friend;
        start();
    }

    private void start() {
        database = Database.open(home.resolve("bridge.db"));
        transfers = new Transfers(
                database,
                () -> folder,
                Clock.systemUTC(),
                new SecureRandom(),
                transfer -> told.put(transfer.id(), transfer),
                Runnable::run);
    }

    void restart() {
        close();
        start();
    }

    void linkOpened(Supplier<Channel> channels) {
        transfers.linkOpened(friend, channels);
    }

    Transfer offer(Path file) {
        return transfers.offer(friend, file).join();
    }

    Transfer await(String id, Predicate<Transfer> wanted) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(60))
                .until(() -> told.containsKey(id) && wanted.test(told.get(id)));
        return told.get(id);
    }

    Transfer await(String id, Transfer.State state) {
        return await(id, each -> each.state() == state);
    }

    Transfer now(String id) {
        return transfers.of(friend).join().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<String> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    /** Until everything that was asked before is done. */
    void settle() {
        transfers.of(friend).join();
    }

    @Override
    public void close() {
        transfers.close();
        database.close();
    }
}
