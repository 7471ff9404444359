package dialtone.bridge;

import static org.awaitility.Awaitility.await;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.webrtc.BarePair;
import dialtone.bridge.webrtc.RunningPeer;
import dialtone.signaling.crypto.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How fast links come that native peers hold, with real transactions on the embedded chain. Only with {@code -Dmeasure=true}; {@code docs/measurements.md} has the command. */
@EnabledIfSystemProperty(named = "measure", matches = "true", disabledReason = "measures only with -Dmeasure=true")
@Timeout(1800)
class LinkMeasurement {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TIMES = Integer.getInteger("measure.calls", 30);
    private static final int WARM_UP = 3;
    private static final int FRIENDS = Integer.getInteger("measure.friends", 50);

    @TempDir
    Path directory;

    private static PeerConnectionFactory factory;

    private EmbeddedNode node;
    private final List<Party> parties = new ArrayList<>();

    @BeforeAll
    static void load() {
        factory = new PeerConnectionFactory(new HeadlessAudioDeviceModule());
    }

    @AfterAll
    static void unload() {
        factory.dispose();
    }

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
    }

    @AfterEach
    void stop() {
        parties.forEach(Party::close);
        node.close();
    }

    private Party party(String name) {
        Party party = new Party(name, directory, BitcoinConfig.regtest(node.address()), true);
        parties.add(party);
        return party;
    }

    @Test
    void oneMessageBetweenNativePeers() throws Exception {
        Party alice = party("alice");
        Party bob = party("bob");
        acquaint(alice, bob);
        call(alice, bob, "%032x".formatted(0xffff));
        List<Double> times = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        int before = alice.transactions() + bob.transactions();
        for (int i = 0; i < TIMES + WARM_UP; i++) {
            lose(alice, bob);
            alice.tab.says(new FromBrowser.Prepare(bob.key()));
            PublicKey friend = PublicKey.fromHex(bob.key());
            soon(() ->
                    alice.bridge.thread.ask(() -> alice.bridge.held.get().holds.isPrepared(friend)));
            int atAlice = alice.tab.received.size();
            int atBob = bob.tab.received.size();
            long clicked = System.nanoTime();
            alice.tab.says(new FromBrowser.Invite("%032x".formatted(i + 1), bob.key(), "", System.currentTimeMillis()));
            soon(() -> connectedSince(alice, bob, atAlice) && connectedSince(bob, alice, atBob));
            double took = (System.nanoTime() - clicked) / 1e6;
            double tookBare = bareTogether(1);
            if (i >= WARM_UP) {
                times.add(took);
                bare.add(tookBare);
            }
        }
        int transactions = alice.transactions() + bob.transactions() - before;
        print("reunion, one message, native to native: click to open link on both sides", times);
        print("bare webrtc-java in turns with it, gathering complete first", bare);
        System.out.printf(Locale.ROOT, "transactions: %d in %d calls%n", transactions, TIMES + WARM_UP);
    }

    @Test
    void backAfterTheNativePeerWasKilled() {
        Party alice = party("alice");
        Party bob = party("bob");
        acquaint(alice, bob);
        call(alice, bob, "%032x".formatted(0xffff));
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            await().atMost(PATIENCE).until(() -> hasTicket(alice, bob) && hasTicket(bob, alice));
            // One that dies again and again is started ever later, on purpose.
            alice.close();
            alice.start();
            await().atMost(PATIENCE).until(() -> alice.linkTo(bob).equals("connected") && hasTicket(alice, bob));
            int atAlice = alice.tab.received.size();
            long killed = System.nanoTime();
            ProcessHandle.of(alice.nativePeer.orElseThrow().pid()).orElseThrow().destroyForcibly();
            soon(() -> alice.tab.received.stream()
                    .skip(atAlice)
                    .anyMatch(message -> message instanceof ToBrowser.LinkChanged changed
                            && !changed.link().state().equals("connected")));
            int lost = alice.tab.received.size();
            soon(() -> connectedSince(alice, bob, lost));
            times.add((System.nanoTime() - killed) / 1e6);
            int atBob = bob.tab.received.size();
            bob.tab.says(new FromBrowser.Say(alice.key(), "%032x".formatted(i), "there?"));
            await().atMost(PATIENCE)
                    .until(() -> bob.tab.received.stream()
                            .skip(atBob)
                            .anyMatch(message -> message instanceof ToBrowser.MessageChanged changed
                                    && changed.message().state().equals("delivered")));
        }
        print("kill -9 of the native peer to the link being back, at the one who was killed", times);
    }

    @Test
    void bootWithManyFriends() throws Exception {
        try (RunningPeer shared = RunningPeer.start()) {
            Party alice = party("alice");
            alice.awaitCoins();
            List<Party> friends = new ArrayList<>();
            for (int i = 0; i < FRIENDS; i++) {
                Party friend = new Party(
                        "friend" + i, directory, BitcoinConfig.regtest(node.address()), true, Optional.of(shared.peer));
                friends.add(friend);
                parties.add(friend);
                acquaint(alice, friend);
                call(alice, friend, "%032x".formatted(i + 1));
            }
            List<Double> times = new ArrayList<>();
            List<Integer> costs = new ArrayList<>();
            List<Double> withTickets = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                boolean forgotten = round % 2 == 0;
                await().atMost(PATIENCE).until(() -> friends.stream().allMatch(friend -> hasTicket(alice, friend)));
                int before = alice.transactions();
                alice.close();
                if (forgotten) {
                    alice.change("UPDATE friends SET redial = ''");
                    alice.change("DELETE FROM standbys");
                    friends.forEach(friend -> friend.database.update("UPDATE friends SET redial = ''"));
                }
                await().atMost(PATIENCE)
                        .until(() -> friends.stream()
                                .noneMatch(friend -> friend.linkTo(alice).equals("connected")));
                alice.start();
                soon(() -> alice.nativePeer.orElseThrow().isReady());
                long ready = System.nanoTime();
                soon(() ->
                        friends.stream().allMatch(friend -> alice.linkTo(friend).equals("connected")));
                (forgotten ? times : withTickets).add((System.nanoTime() - ready) / 1e6);
                costs.add(alice.transactions() - before);
                bare.add(bareTogether(FRIENDS));
            }
            print("native peer ready to links to " + FRIENDS + " friends, no address known", times);
            print("the same, at the last addresses", withTickets);
            print(FRIENDS + " bare connections of webrtc-java at once, in turns with these", bare);
            System.out.println("transactions of each start, in turns: " + costs);
        }
    }

    /** So many connections of webrtc-java alone, begun at once in this process: ms until all are open on both sides. */
    private static double bareTogether(int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        Callable<BarePair> pair = () -> new BarePair(factory, false);
        List<BarePair> pairs = new ArrayList<>();
        try {
            long start = System.nanoTime();
            for (Future<BarePair> open : threads.invokeAll(Collections.nCopies(count, pair))) {
                pairs.add(open.get());
            }
            return (System.nanoTime() - start) / 1e6;
        } finally {
            threads.shutdownNow();
            pairs.forEach(BarePair::close);
        }
    }

    private static void print(String what, List<Double> times) {
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f | %.0f |%n",
                what,
                sorted.length,
                sorted[sorted.length / 2],
                sorted[(int) Math.ceil(sorted.length * 0.95) - 1],
                sorted[0],
                sorted[sorted.length - 1]);
    }

    /** As they would after months: neither knows the other's address. */
    private static void lose(Party alice, Party bob) {
        await().atMost(PATIENCE).until(() -> hasTicket(alice, bob) && hasTicket(bob, alice));
        drop(alice, bob);
        drop(bob, alice);
        await().atMost(PATIENCE)
                .until(() ->
                        alice.linkTo(bob).equals("none") && bob.linkTo(alice).equals("none"));
    }

    private static void drop(Party one, Party other) {
        one.bridge.thread.ask(() -> {
            one.database.update("UPDATE friends SET redial = '' WHERE id = ?", other.key());
            one.bridge.held.orElseThrow().links.drop(PublicKey.fromHex(other.key()));
            return null;
        });
    }

    private static void acquaint(Party one, Party other) {
        one.addFriend(other);
        other.addFriend(one);
        one.awaitCoins();
        other.awaitCoins();
        one.tab.says(new FromBrowser.AnswerByItself(other.key(), 100_000));
        other.tab.says(new FromBrowser.AnswerByItself(one.key(), 100_000));
        one.tab.says(new FromBrowser.LimitAutomatic(1_000_000));
        other.tab.says(new FromBrowser.LimitAutomatic(1_000_000));
    }

    private static void call(Party alice, Party bob, String call) {
        alice.tab.says(new FromBrowser.Invite(call, bob.key(), "", System.currentTimeMillis()));
        await().atMost(PATIENCE)
                .until(() -> alice.linkTo(bob).equals("connected")
                        && bob.linkTo(alice).equals("connected"));
    }

    private static boolean hasTicket(Party one, Party other) {
        return one.bridge.friends().stream()
                .anyMatch(friend ->
                        friend.id().equals(other.key()) && !friend.redial().isEmpty());
    }

    private static boolean connectedSince(Party one, Party other, int from) {
        return one.tab.received.stream()
                .skip(from)
                .anyMatch(message -> message instanceof ToBrowser.LinkChanged changed
                        && changed.link().friend().equals(other.key())
                        && changed.link().state().equals("connected"));
    }

    /** To the millisecond, which awaitility is not. */
    private static void soon(BooleanSupplier condition) {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("nothing came of it in " + PATIENCE);
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
