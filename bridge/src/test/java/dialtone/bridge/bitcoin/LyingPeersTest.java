package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of eight nodes one to seven lie, in every way of {@link Lie#ALL}; while one is honest, the client believes what it would believe with honest nodes alone. */
class LyingPeersTest {

    @TempDir
    Path directory;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger right = new AtomicInteger();
    private final AtomicInteger forgedAccepted = new AtomicInteger();

    @Test
    void oneHonestNodeIsEnough() throws Exception {
        ExecutorService fleets = Executors.newFixedThreadPool(Fleet.NODES - 1);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int hostile = Fleet.NODES - 1; hostile >= 1; hostile--) {
                int liars = hostile;
                running.add(fleets.submit(() -> {
                    sail(liars);
                    return null;
                }));
            }
            for (Future<?> fleet : running) {
                fleet.get();
            }
        } finally {
            fleets.shutdownNow();
        }
        int cases = Lie.ALL.size() * (Fleet.NODES - 1);
        System.out.printf(
                "lying peers: %d/%d cases right, forged accepted %d%n", right.get(), cases, forgedAccepted.get());
        assertThat(wrong).isEmpty();
        assertThat(right.get()).isEqualTo(cases);
        assertThat(forgedAccepted.get()).isZero();
    }

    private void sail(int liars) throws Exception {
        try (Fleet fleet = new Fleet(liars, directory.resolve(liars + " liars"))) {
            for (Map.Entry<String, Lie> lie : new TreeMap<>(Lie.ALL).entrySet()) {
                try {
                    tell(fleet, lie.getValue());
                    right.incrementAndGet();
                } catch (Exception | AssertionError e) {
                    wrong.add("%d of %d lie: %s: %s; client %s, twin %s"
                            .formatted(
                                    liars,
                                    Fleet.NODES,
                                    lie.getKey(),
                                    e.getMessage(),
                                    Fleet.belief(fleet.alice),
                                    Fleet.belief(fleet.twin)));
                    return;
                }
            }
            forgedAccepted.addAndGet(fleet.alice
                    .database
                    .query("SELECT 1 FROM coins WHERE spent_by IS NOT NULL", row -> 1)
                    .size());
        }
    }

    private static void tell(Fleet fleet, Lie lie) throws Exception {
        fleet.repent();
        fleet.awaitConnected();
        Transaction frame = fleet.frame();
        Block next = lie.next(fleet, frame);
        for (ScriptedNode liar : fleet.liars) {
            lie.tell(fleet, liar, next, frame);
        }
        fleet.extend(next);
        fleet.liars.forEach(fleet::awaitRead);
        fleet.awaitAgreement();
    }
}
