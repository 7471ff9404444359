package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.bridge.store.StorageException;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.bitcoinj.base.Sha256Hash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands payloads to the listener, each exactly once.
 *
 * <p>From the mempool a payload is handed on first and written down once the listener has returned: no disk stands between the node and the ring, and what a crash loses in
 * between is found again in the block. A payload that was first found in a block is written down together with that block, and told again at the next start when the
 * process died before the listener had returned. On the worker's thread, except where noted.
 */
final class Deliveries {

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    /** No block that old is read again, and no frame is that long valid. */
    private static final Duration REMEMBERED = Duration.ofDays(60);

    /** No more calls than that ring at once. */
    private static final int MOST_UNVOUCHED = 1_000;

    private final Database database;
    private final BitcoinListener listener;
    private final Executor listenerThread;
    private final Worker worker;
    // Handed to the listener, not yet written down.
    private final Set<Bytes> handed = new HashSet<>();
    // Told when nobody but one node vouched for them.
    private final Set<String> unvouched = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_UNVOUCHED;
        }
    });
    private final Queue<Returned> returned = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private record Returned(Bytes id, Instant seenAt) {}

    Deliveries(Database database, BitcoinListener listener, Executor listenerThread, Worker worker) {
        this.database = database;
        this.listener = listener;
        this.listenerThread = listenerThread;
        this.worker = worker;
    }

    /** What the last run did not get to. */
    void start(Instant now) {
        database.update("DELETE FROM payloads WHERE delivered = 1 AND seen_at < ?", now.minus(REMEMBERED));
        database.query("SELECT * FROM payloads WHERE delivered = 0 ORDER BY seen_at", Deliveries::payload)
                .forEach(this::hand);
    }

    void fromMempool(Payload payload) {
        Bytes id = id(payload);
        if (!handed.contains(id) && delivered(id).isEmpty()) {
            if (!payload.vouched()) {
                unvouched.add(payload.txid());
            }
            hand(payload);
        }
    }

    void vouched(String txid) {
        if (unvouched.remove(txid)) {
            listenerThread.execute(() -> {
                if (!closed) {
                    listener.vouched(txid);
                }
            });
        }
    }

    /** Inside the transaction of the block; what it returns is to be handed on after the commit. */
    Optional<Runnable> fromBlock(Payload payload, BlockRef block) {
        Bytes id = id(payload);
        if (delivered(id).isPresent()) {
            return Optional.empty();
        }
        database.update(
                """
                INSERT INTO payloads (id, delivered, seen_at, payload, outpoints, txid, block_hash, height, block_time)
                VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?)""",
                id,
                payload.seenAt(),
                payload.bytes(),
                Outpoint.serialize(payload.outpoints()),
                payload.txid(),
                block.hash(),
                block.height(),
                block.time());
        return handed.contains(id) ? Optional.empty() : Optional.of(() -> hand(payload));
    }

    /** After the worker has stopped: whatever the listener has taken is not told again. */
    void close() {
        closed = true;
        writeDown();
    }

    private void hand(Payload payload) {
        Bytes id = id(payload);
        handed.add(id);
        listenerThread.execute(() -> {
            if (closed) {
                return;
            }
            try {
                listener.payload(payload);
            } catch (StorageException e) {
                // What it did was rolled back: it is told again when its block comes, or at the next start.
                log.error("a payload of transaction {} could not be stored", payload.txid(), e);
                worker.run(() -> handed.remove(id));
                return;
            } catch (RuntimeException e) {
                // Told once all the same: one that fails now would fail at every start.
                log.error("the listener failed on a payload of transaction {}", payload.txid(), e);
            }
            returned.add(new Returned(id, payload.seenAt()));
            worker.run(this::writeDown);
        });
    }

    /** All that came back so far, in one transaction. */
    private void writeDown() {
        List<Returned> batch = new ArrayList<>();
        for (Returned next = returned.poll(); next != null; next = returned.poll()) {
            batch.add(next);
        }
        if (batch.isEmpty()) {
            return;
        }
        database.transaction(() -> {
            for (Returned entry : batch) {
                database.update(
                        "INSERT OR REPLACE INTO payloads (id, delivered, seen_at) VALUES (?, 1, ?)",
                        entry.id(),
                        entry.seenAt());
            }
            return null;
        });
        batch.forEach(entry -> handed.remove(entry.id()));
    }

    /** Empty when the payload was never met. */
    private Optional<Boolean> delivered(Bytes id) {
        return database.first("SELECT delivered FROM payloads WHERE id = ?", row -> row.flag("delivered"), id);
    }

    private static Bytes id(Payload payload) {
        Bytes content = Outpoint.serialize(payload.outpoints()).concat(payload.bytes());
        return Bytes.of(Sha256Hash.hash(content.toArray()));
    }

    private static Payload payload(Row row) throws SQLException {
        List<Outpoint> outpoints = new ArrayList<>();
        ByteBuffer serialized = ByteBuffer.wrap(row.bytes("outpoints")).order(ByteOrder.LITTLE_ENDIAN);
        while (serialized.hasRemaining()) {
            byte[] txid = new byte[32];
            serialized.get(txid);
            outpoints.add(new Outpoint(Bytes.of(txid), Integer.toUnsignedLong(serialized.getInt())));
        }
        return new Payload(
                Bytes.of(row.bytes("payload")),
                outpoints,
                row.text("txid"),
                row.instant("seen_at"),
                Optional.of(new BlockRef(row.text("block_hash"), row.integer("height"), row.instant("block_time"))),
                true);
    }
}
