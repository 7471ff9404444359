package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.Row;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The table of our coins: which there are, which can be spent now. */
final class Coins {

    /** Below what anybody pays on purpose: such an output only links our addresses when it is spent. */
    static final long SMALLEST_SAT = 546;

    /** Consensus: an output of a coinbase can be spent 100 blocks later. */
    private static final int COINBASE_MATURITY = 100;

    /** Nodes before Core 31 keep at most 25 transactions that are connected and not confirmed; bcoin too. */
    static final int MAX_UNCONFIRMED_CLUSTER = 25;

    /**
     * Not spent, mature, not dust, and: confirmed, or our own change, or (where trusted) paid by others. Change of what others paid us and no block holds yet counts as paid
     * by others.
     */
    private static final String SPENDABLE = """
            spent_by IS NULL AND value_sat >= %d AND CASE
                WHEN height IS NOT NULL THEN coinbase = 0 OR height <= :tip - %d
                WHEN NOT :trusted AND EXISTS (SELECT 1 FROM coins AS input WHERE input.spent_by = coins.txid AND input.height IS NULL
                    AND input.txid NOT IN (SELECT txid FROM outbox)) THEN 0
                ELSE CASE (SELECT state FROM outbox WHERE outbox.txid = coins.txid AND released = 0)
                    WHEN 'REFUSED' THEN 0
                    WHEN 'SIGNED' THEN 1 WHEN 'BROADCAST' THEN 1 WHEN 'SEEN' THEN 1
                    ELSE :trusted AND coinbase = 0 END
                END
            """.formatted(SMALLEST_SAT, COINBASE_MATURITY - 1);

    private final Database database;
    private final boolean trustUnconfirmed;
    // Of every coin we ever had: what does not spend an output of these does not spend a coin of ours. Grows only.
    private final Set<Bytes> txids = ConcurrentHashMap.newKeySet();

    Coins(Database database, boolean trustUnconfirmed) {
        this.database = database;
        this.trustUnconfirmed = trustUnconfirmed;
        database.query("SELECT DISTINCT txid FROM coins", row -> txids.add(Bytes.of(row.bytes("txid"))));
    }

    boolean mayHold(Bytes txid) {
        return txids.contains(txid);
    }

    Optional<WalletCoin> find(Outpoint outpoint) {
        return mayHold(outpoint.txid())
                ? database.first(
                        "SELECT * FROM coins WHERE txid = ? AND vout = ?",
                        Coins::coin,
                        outpoint.txid(),
                        outpoint.index())
                : Optional.empty();
    }

    /** What an invitation paid our day key and nobody has spent. */
    Optional<WalletCoin> collected(Bytes txid) {
        return database.first(
                "SELECT * FROM coins WHERE txid = ? AND branch = ? AND spent_by IS NULL ORDER BY value_sat DESC",
                Coins::coin,
                txid,
                Keys.DAY);
    }

    /** Who spends a coin of ours, as far as we know. */
    Optional<Bytes> spender(Outpoint outpoint) {
        return database.first(
                "SELECT spent_by FROM coins WHERE txid = ? AND vout = ? AND spent_by IS NOT NULL",
                row -> Bytes.of(row.bytes("spent_by")),
                outpoint.txid(),
                outpoint.index());
    }

    /** Which transactions spend the outputs that {@code txid} pays us. */
    List<Bytes> spendersOf(Bytes txid) {
        return database.query(
                "SELECT DISTINCT spent_by FROM coins WHERE txid = ? AND spent_by IS NOT NULL",
                row -> Bytes.of(row.bytes("spent_by")),
                txid);
    }

    /** An output of a transaction that pays us. {@code height}: of its block, null for the mempool. */
    void paid(Outpoint outpoint, long valueSat, Keys.Path path, boolean coinbase, Instant seenAt, Integer height) {
        txids.add(outpoint.txid());
        database.update(
                """
                INSERT INTO coins (txid, vout, value_sat, branch, key_index, coinbase, first_seen, height)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (txid, vout) DO UPDATE SET height = coalesce(excluded.height, height)""",
                outpoint.txid(),
                outpoint.index(),
                valueSat,
                path.branch(),
                path.index(),
                coinbase,
                seenAt,
                height);
    }

    void spent(Outpoint outpoint, Bytes byTxid, Integer height) {
        database.update(
                "UPDATE coins SET spent_by = ?, spent_height = ? WHERE txid = ? AND vout = ?",
                byTxid,
                height,
                outpoint.txid(),
                outpoint.index());
    }

    /** Forgets a transaction that will not happen: what it paid us, and that it spent. */
    void undo(Bytes txid) {
        database.update("DELETE FROM coins WHERE txid = ? AND height IS NULL", txid);
        database.update("UPDATE coins SET spent_by = NULL WHERE spent_by = ? AND spent_height IS NULL", txid);
    }

    /** The blocks above {@code height} are not in the best chain any more. What they paid us may come again, except newly mined money. */
    void rollBack(int height) {
        database.update("DELETE FROM coins WHERE height > ? AND coinbase = 1", height);
        database.update("UPDATE coins SET height = NULL WHERE height > ?", height);
        database.update("UPDATE coins SET spent_height = NULL WHERE spent_height > ?", height);
    }

    /** Coins others paid us that nobody confirmed since {@code before}: nodes have forgotten them too. */
    void forgetUnconfirmed(Instant before) {
        database.update("""
                DELETE FROM coins WHERE height IS NULL AND first_seen < ? AND spent_by IS NULL
                AND txid NOT IN (SELECT txid FROM outbox)""", before);
    }

    /** Those that can be spent now, in the order in which to spend them: the longest confirmed first, then change, oldest first. */
    List<WalletCoin> spendable(int tip) {
        return database.query(
                "SELECT * FROM coins WHERE " + bound(tip)
                        + " ORDER BY height IS NULL, height, first_seen, value_sat DESC, txid",
                Coins::coin);
    }

    long balanceSat(int tip) {
        return sum(bound(tip));
    }

    long pendingSat(int tip) {
        return sum("spent_by IS NULL AND value_sat >= " + SMALLEST_SAT + " AND NOT (" + bound(tip) + ")");
    }

    /** How many transactions that are not confirmed hang together with {@code txid}, itself included: ancestors, and all descendants of those. */
    int unconfirmedCluster(Bytes txid) {
        return database.first("""
                        WITH RECURSIVE
                            up(id) AS (SELECT ? UNION SELECT coins.txid FROM coins JOIN up ON coins.spent_by = up.id WHERE coins.height IS NULL),
                            cluster(id) AS (SELECT id FROM up UNION SELECT coins.spent_by FROM coins JOIN cluster ON coins.txid = cluster.id
                                WHERE coins.spent_by IS NOT NULL AND coins.spent_height IS NULL)
                        SELECT count(*) AS size FROM cluster""", row -> row.integer("size"), txid).orElseThrow();
    }

    private long sum(String condition) {
        return database.first(
                        "SELECT coalesce(sum(value_sat), 0) AS total FROM coins WHERE " + condition,
                        row -> row.number("total"))
                .orElseThrow();
    }

    /** The two values are ours, not from outside. */
    private String bound(int tip) {
        return SPENDABLE.replace(":tip", Integer.toString(tip)).replace(":trusted", trustUnconfirmed ? "1" : "0");
    }

    private static WalletCoin coin(Row row) throws SQLException {
        return new WalletCoin(
                new Outpoint(Bytes.of(row.bytes("txid")), row.number("vout")),
                row.number("value_sat"),
                new Keys.Path(row.integer("branch"), row.integer("key_index")),
                !row.isNull("height"));
    }
}
