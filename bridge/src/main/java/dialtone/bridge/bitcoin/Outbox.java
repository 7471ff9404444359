package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.signaling.Bytes;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;

/**
 * The table of the transactions we signed. A row is committed before the first byte of its transaction leaves, and the bytes never change. The rows of one intent are its
 * attempts: each replaces the one before and spends the same coins.
 */
final class Outbox {

    /** @param expiry after it the transaction is not broadcast again, except where a later one of ours needs it */
    record Entry(
            String intentId,
            int attempt,
            String purpose,
            Instant expiry,
            Sha256Hash txid,
            Bytes raw,
            Bytes payload,
            int vsize,
            long feeSat,
            Instant signedAt,
            Spend.State state,
            boolean released) {

        /** Neither in a block nor given up. */
        boolean isOpen() {
            return state != Spend.State.CONFIRMED && !released;
        }

        /** It only brings coins back: what it replaced does not happen. */
        boolean takesBack() {
            return attempt > 0 && payload.size() == 0;
        }

        Transaction transaction() {
            return Transaction.read(ByteBuffer.wrap(raw.toArray()));
        }

        SentFrame frame(boolean again) {
            return new SentFrame(
                    intentId,
                    txid.toString(),
                    Networks.outpoints(transaction()),
                    payload,
                    vsize,
                    feeSat,
                    signedAt,
                    again);
        }

        double feeRateSatPerVbyte() {
            return (double) feeSat / vsize;
        }
    }

    /** Begins the purpose of what only brings coins back. */
    static final String TAKEN_BACK = "Taken back: ";

    private final Database database;
    private final Set<Sha256Hash> txids = ConcurrentHashMap.newKeySet();

    Outbox(Database database) {
        this.database = database;
        database.query("SELECT txid FROM outbox", row -> txids.add(Networks.hash(row.bytes("txid"))));
    }

    /** Inside the transaction that reserved the coins. */
    void add(Intent intent, int attempt, Transaction transaction, Bytes payload, long feeSat, Instant now) {
        txids.add(transaction.getTxId());
        database.update(
                """
                INSERT INTO outbox (intent_id, attempt, automatic, purpose, expiry, txid, raw, payload, vsize, fee_sat, signed_at, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                intent.id(),
                attempt,
                intent.budget()
                        .map(budget -> String.join(" ", budget.friendSat().keySet()))
                        .orElse(""),
                intent.purpose(),
                intent.expiry(),
                Networks.internal(transaction.getTxId()),
                transaction.serialize(),
                payload,
                transaction.getVsize(),
                feeSat,
                now,
                Spend.State.SIGNED);
    }

    /** Whether we signed it, or tried to. */
    boolean holds(Sha256Hash txid) {
        return txids.contains(txid);
    }

    /** Its newest attempt, or the one that a block decided for. */
    Optional<Entry> ofIntent(String intentId) {
        return database.first(
                "SELECT * FROM outbox WHERE intent_id = ? ORDER BY released, attempt DESC LIMIT 1",
                Outbox::entry,
                intentId);
    }

    Optional<Entry> ofTxid(Sha256Hash txid) {
        return holds(txid)
                ? database.first("SELECT * FROM outbox WHERE txid = ?", Outbox::entry, Networks.internal(txid))
                : Optional.empty();
    }

    /** Neither confirmed nor expired, and what those spend, in the order in which they were signed: parents first. */
    List<Entry> toBroadcast(Instant now) {
        List<Entry> unconfirmed = database.query(
                "SELECT * FROM outbox WHERE height IS NULL AND released = 0 ORDER BY sequence DESC", Outbox::entry);
        Deque<Entry> wanted = new ArrayDeque<>();
        Set<Sha256Hash> needed = new HashSet<>();
        for (Entry entry : unconfirmed) {
            if (entry.expiry().isAfter(now) || needed.contains(entry.txid())) {
                wanted.addFirst(entry);
                entry.transaction()
                        .getInputs()
                        .forEach(input -> needed.add(input.getOutpoint().hash()));
            }
        }
        return List.copyOf(wanted);
    }

    /** Changes the state, unless a block decided already or it was given up. */
    void mark(Sha256Hash txid, Spend.State state) {
        database.update(
                "UPDATE outbox SET state = ? WHERE txid = ? AND height IS NULL AND released = 0",
                state,
                Networks.internal(txid));
    }

    void confirm(Sha256Hash txid, int height) {
        database.update(
                "UPDATE outbox SET state = ?, height = ?, released = 0 WHERE txid = ?",
                Spend.State.CONFIRMED,
                height,
                Networks.internal(txid));
    }

    /** Another transaction spent its coin: it can never be confirmed. */
    void giveUp(Sha256Hash txid) {
        release(txid, Spend.State.REFUSED);
    }

    /** A later attempt took its place; or an earlier one was confirmed after all. */
    void replaced(Sha256Hash txid) {
        release(txid, Spend.State.REPLACED);
    }

    private void release(Sha256Hash txid, Spend.State state) {
        database.update(
                "UPDATE outbox SET state = ?, released = 1 WHERE txid = ? AND height IS NULL",
                state,
                Networks.internal(txid));
    }

    /** Whether both are attempts of one intent. */
    boolean sameIntent(Sha256Hash one, Sha256Hash other) {
        Optional<Entry> first = ofTxid(one);
        return first.isPresent()
                && first.map(Entry::intentId).equals(ofTxid(other).map(Entry::intentId));
    }

    /** What was sent without a click has cost since then: one friend's shares, or with an empty name the whole of all. */
    long automaticSat(String friend, Instant since) {
        return database.first("""
                        WITH automatically AS (SELECT fee_sat, ' ' || automatic || ' ' AS friends,
                            CASE ? WHEN '' THEN 1 ELSE length(automatic) - length(replace(automatic, ' ', '')) + 1 END AS share
                            FROM outbox WHERE automatic <> '' AND signed_at > ? AND (released = 0 OR state = 'REPLACED'))
                        SELECT coalesce(sum((fee_sat + share - 1) / share), 0) AS total FROM automatically
                        WHERE instr(friends, ' ' || ? || ' ') > 0 OR ? = ''""", row -> row.number("total"), friend, since, friend, friend)
                .orElseThrow();
    }

    void rollBack(int height) {
        database.update("UPDATE outbox SET state = ?, height = NULL WHERE height > ?", Spend.State.SEEN, height);
    }

    /**
     * Expired, and never in any mempool as far as we know: refused, or not even handed to a node. What replaced an earlier attempt stays: a node may hold that one. Or
     * expired {@code before} that, so that nodes have forgotten every attempt. Their coins may be spent by others; should one of them be confirmed all the same, the block
     * decides. Newest first, so that what spends their change is given up before them.
     */
    List<Sha256Hash> abandoned(Instant now, Instant before) {
        return database.query("""
                SELECT txid FROM outbox AS parent WHERE height IS NULL AND released = 0 AND state <> 'REPLACED'
                AND (attempt = 0 AND expiry < ? AND state IN ('SIGNED', 'REFUSED') OR expiry < ?)
                AND NOT EXISTS (SELECT 1 FROM coins JOIN outbox AS child ON child.txid = coins.spent_by
                    WHERE coins.txid = parent.txid AND child.released = 0)
                ORDER BY sequence DESC""", row -> Networks.hash(row.bytes("txid")), now, before);
    }

    /** Newest first, without what was replaced. */
    List<Entry> newest(int limit) {
        return database.query(
                "SELECT * FROM outbox WHERE state <> 'REPLACED' ORDER BY sequence DESC LIMIT ?", Outbox::entry, limit);
    }

    private static Entry entry(Row row) throws SQLException {
        return new Entry(
                row.text("intent_id"),
                row.integer("attempt"),
                row.text("purpose"),
                row.instant("expiry"),
                Networks.hash(row.bytes("txid")),
                Bytes.of(row.bytes("raw")),
                Bytes.of(row.bytes("payload")),
                row.integer("vsize"),
                row.number("fee_sat"),
                row.instant("signed_at"),
                row.constant("state", Spend.State.class),
                row.flag("released"));
    }
}
