package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** A client with its own data directory that remembers what it was told. Payloads for a person begin with the person's name. */
final class Person implements AutoCloseable, BitcoinListener {

    final String name;
    final Database database;
    final BitcoinClient client;
    final List<Payload> payloads = new CopyOnWriteArrayList<>();
    final Map<Bytes, Long> heardNanos = new ConcurrentHashMap<>();
    final Map<String, List<Progress>> progress = new ConcurrentHashMap<>();
    final List<NodeStatus> statuses = new CopyOnWriteArrayList<>();
    volatile Funds toldFunds;
    /** Called before (false) and after (true) a progress is remembered. */
    volatile BiConsumer<Progress, Boolean> onProgress = (progress, after) -> {};

    private final Path directory;
    private final BitcoinConfig config;
    private final Clock clock;
    private final ExecutorService listenerThread;

    private Person(String name, Path directory, BitcoinConfig config, Clock clock) {
        this.name = name;
        this.directory = directory;
        this.config = config;
        this.clock = clock;
        listenerThread = Executors.newSingleThreadExecutor(task -> new Thread(task, name + "-bridge"));
        database = Database.open(directory.resolve(name).resolve("bridge.db"));
        client = new BitcoinClient(config, database, seed(name), clock, new OurKeys(), this, listenerThread);
    }

    static Person create(String name, Path directory, BitcoinConfig config) {
        return new Person(name, directory, config, Clock.systemUTC());
    }

    static Person create(String name, Path directory, BitcoinConfig config, Clock clock) {
        return new Person(name, directory, config, clock);
    }

    static Person start(String name, Path directory, BitcoinConfig config) {
        Person person = create(name, directory, config);
        person.client.start();
        return person;
    }

    static byte[] seed(String name) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What pays the first address. */
    byte[] script() {
        Keys keys = new Keys(database, config.chain(), seed(name));
        return keys.script(new Keys.Path(Keys.RECEIVE, 0)).program();
    }

    /** The same person after a restart of the process. */
    Person restarted() {
        close();
        Person again = create(name, directory, config, clock);
        again.client.start();
        return again;
    }

    SentFrame call(String friend, String id) throws CannotPayException {
        return client.send(
                new Intent(id, "invitation to " + friend, clock.instant().plus(Duration.ofMinutes(2))),
                outpoints -> frame(friend, id));
    }

    static Bytes frame(String friend, String id) {
        return Bytes.of((friend + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    /** Frames of these tests are for whom they begin with; the day keys are real ones. */
    private final class OurKeys implements Recognizer {
        private final Opener opener = new Opener(Identity.fromSeed(Bytes.of(seed(name)), config.chain()));

        @Override
        public boolean recognises(Bytes payload, Instant sentAround) {
            return new String(payload.toArray(), StandardCharsets.UTF_8).startsWith(name + " ");
        }

        @Override
        public Optional<LocalDate> dayOfKey(Bytes hash160, Instant sentAround) {
            return opener.dayOfKey(hash160, sentAround);
        }
    }

    List<String> heard() {
        return payloads.stream()
                .map(payload -> new String(payload.bytes().toArray(), StandardCharsets.UTF_8))
                .toList();
    }

    List<Progress> progressOf(String intentId) {
        return progress.getOrDefault(intentId, List.of());
    }

    @Override
    public void payload(Payload payload) {
        heardNanos.put(payload.bytes(), System.nanoTime());
        payloads.add(payload);
    }

    @Override
    public void broadcast(String intentId, Progress step) {
        onProgress.accept(step, false);
        progress.computeIfAbsent(intentId, id -> new CopyOnWriteArrayList<>()).add(step);
        onProgress.accept(step, true);
    }

    @Override
    public void fundsChanged(Funds funds) {
        toldFunds = funds;
    }

    @Override
    public void nodeChanged(NodeStatus status) {
        statuses.add(status);
    }

    Instant now() {
        return clock.instant();
    }

    @Override
    public void close() {
        client.close();
        listenerThread.shutdown();
        database.close();
    }
}
