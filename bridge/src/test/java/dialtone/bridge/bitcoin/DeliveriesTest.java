package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener's thread runs when the test says so: what happens in between is where a payload could be lost or told twice. */
class DeliveriesTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);
    private static final BlockRef BLOCK = new BlockRef("00ab", 7, NOW.minusSeconds(9));
    private static final Payload MEMPOOL = new Payload(
            Bytes.fromHex("0102"),
            List.of(
                    new Outpoint(Bytes.of(new byte[32]), 0xffff_fffeL),
                    new Outpoint(Bytes.fromHex("0f".repeat(32)), 1)),
            "ab".repeat(32),
            NOW,
            Optional.empty());
    private static final Payload IN_BLOCK =
            new Payload(MEMPOOL.bytes(), MEMPOOL.outpoints(), MEMPOOL.txid(), NOW, Optional.of(BLOCK));

    @TempDir
    Path directory;

    private Database database;
    private final Queue<Runnable> listenerQueue = new ArrayDeque<>();
    private final List<Payload> told = new ArrayList<>();
    private boolean failing;
    private boolean diskIsFull;
    private Worker worker;
    private Deliveries deliveries;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("bridge.db"));
        startProcess();
    }

    @AfterEach
    void close() {
        worker.stop();
        database.close();
    }

    private void startProcess() {
        worker = new Worker(() -> {});
        listenerQueue.clear();
        deliveries = new Deliveries(database, new Listener(), listenerQueue::add, worker);
        onWorker(() -> {
            deliveries.start(NOW);
            return null;
        });
    }

    /** Without a chance to write anything down. */
    private void killAndStartAgain() {
        worker.stop();
        startProcess();
    }

    private void closeAndStartAgain() {
        worker.stop();
        deliveries.close();
        runListener();
        startProcess();
    }

    private <T> T onWorker(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        worker.run(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }

    private void mempool() {
        onWorker(() -> {
            deliveries.fromMempool(MEMPOOL);
            return null;
        });
    }

    private void block() {
        onWorker(() -> {
            database.transaction(() -> deliveries.fromBlock(IN_BLOCK, BLOCK)).ifPresent(Runnable::run);
            return null;
        });
    }

    private void runListener() {
        for (Runnable task = listenerQueue.poll(); task != null; task = listenerQueue.poll()) {
            task.run();
        }
    }

    /** The listener's thread runs, and the worker has done what that caused. */
    private void listen() {
        runListener();
        onWorker(() -> null);
    }

    @Test
    void mempoolTwiceIsToldOnce() {
        mempool();
        mempool();
        listen();
        mempool();
        listen();
        assertThat(told).containsExactly(MEMPOOL);
    }

    @Test
    void aBlockThatComesBeforeTheListenerHasRunAddsNothing() {
        mempool();
        block();
        listen();
        block();
        listen();
        killAndStartAgain();
        listen();
        assertThat(told).containsExactly(MEMPOOL);
    }

    @Test
    void aBlockAloneIsToldOnce() {
        block();
        block();
        listen();
        mempool();
        listen();
        assertThat(told).containsExactly(IN_BLOCK);
    }

    @Test
    void whatAKilledProcessDidNotTellIsToldAtTheNextStart() {
        block();
        killAndStartAgain();
        listen();
        killAndStartAgain();
        listen();
        assertThat(told).containsExactly(IN_BLOCK);
    }

    @Test
    void whatAKilledProcessHadFromTheMempoolIsToldByTheBlock() {
        mempool();
        killAndStartAgain();
        block();
        listen();
        assertThat(told).containsExactly(IN_BLOCK);
    }

    @Test
    void closingForgetsNothingAndTellsNothingAfterwards() {
        block();
        closeAndStartAgain();
        assertThat(told).isEmpty();
        listen();
        closeAndStartAgain();
        listen();
        assertThat(told).containsExactly(IN_BLOCK);
    }

    @Test
    void aListenerThatFailsIsNotToldAgain() {
        failing = true;
        mempool();
        listen();
        mempool();
        listen();
        assertThat(told).isEmpty();
    }

    @Test
    void aBlockThatIsRolledBackWithItsTransactionTellsNothing() {
        assertThatThrownBy(() -> onWorker(() -> database.transaction(() -> {
                    deliveries.fromBlock(IN_BLOCK, BLOCK);
                    throw new IllegalStateException("disk full");
                })))
                .hasRootCauseMessage("disk full");
        killAndStartAgain();
        listen();
        assertThat(told).isEmpty();
    }

    @Test
    void theSameBytesOverOtherCoinsAreAnotherPayload() {
        Payload copied = new Payload(
                MEMPOOL.bytes(), List.of(MEMPOOL.outpoints().get(0)), MEMPOOL.txid(), NOW, Optional.empty());
        mempool();
        onWorker(() -> {
            deliveries.fromMempool(copied);
            return null;
        });
        listen();
        assertThat(told).containsExactly(MEMPOOL, copied);
    }

    @Test
    void whatIsLongPastIsForgotten() {
        mempool();
        listen();
        onWorker(() -> {
            deliveries.start(NOW.plus(Duration.ofDays(61)));
            return null;
        });
        assertThat(database.query("SELECT id FROM payloads", row -> row.bytes("id")))
                .isEmpty();
    }

    /** What the listener did was rolled back with it, so it must hear of it again. */
    @Test
    void whatCouldNotBeStoredIsToldAgainWithItsBlock() {
        diskIsFull = true;
        mempool();
        listen();
        assertThat(told).isEmpty();
        block();
        listen();
        assertThat(told).containsExactly(IN_BLOCK);
    }

    private final class Listener implements BitcoinListener {
        @Override
        public void payload(Payload payload) {
            if (diskIsFull) {
                diskIsFull = false;
                database.update("INSERT INTO a_table_that_is_not_there VALUES (1)");
            }
            if (failing) {
                failing = false;
                throw new IllegalStateException("the listener's own fault");
            }
            told.add(payload);
        }

        @Override
        public void broadcast(String intentId, Progress progress) {}

        @Override
        public void fundsChanged(Funds funds) {}

        @Override
        public void nodeChanged(NodeStatus status) {}
    }
}
