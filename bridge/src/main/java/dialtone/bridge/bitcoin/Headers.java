package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.CheckpointManager;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.StoredBlock;
import org.bitcoinj.store.BlockStore;
import org.bitcoinj.store.BlockStoreException;

/**
 * The block headers, in the same database as the coins they confirm, so that a crash cannot separate the two. (bitcoinj's own {@code SPVBlockStore} is a second file: what
 * it has seen and our coins have not would never be read.)
 */
final class Headers implements BlockStore {

    /** Deeper reorganisations than this do not happen; regtest and difficulty checks (2016 back) are far inside. */
    private static final int KEPT_BELOW_BEST = 20_000;

    private final Database database;

    Headers(Database database, NetworkParameters parameters, Instant birthday) {
        this.database = database;
        if (tip("best").isEmpty()) {
            database.transaction(() -> {
                begin(parameters, birthday);
                setScanned(getChainHead());
                return null;
            });
        }
        database.update(
                "DELETE FROM headers WHERE height < ? AND height > 0",
                getChainHead().getHeight() - KEPT_BELOW_BEST);
    }

    /** At the newest checkpoint that bitcoinj ships and that is a week older than the birthday, else at the genesis block. */
    private void begin(NetworkParameters parameters, Instant birthday) {
        Block genesis = parameters.getGenesisBlock().cloneAsHeader();
        StoredBlock first = new StoredBlock(genesis, genesis.getWork(), 0);
        put(first);
        setChainHead(first);
        try (InputStream checkpoints = CheckpointManager.openStream(parameters)) {
            if (checkpoints != null && birthday.isAfter(genesis.time())) {
                CheckpointManager.checkpoint(parameters, checkpoints, this, birthday);
            }
        } catch (IOException | BlockStoreException e) {
            throw new IllegalStateException("the checkpoints of " + parameters.getId() + " cannot be read", e);
        }
    }

    @Override
    public void put(StoredBlock block) {
        ByteBuffer stored = ByteBuffer.allocate(StoredBlock.COMPACT_SERIALIZED_SIZE_V2);
        block.serializeCompactV2(stored);
        database.update(
                "INSERT OR REPLACE INTO headers (hash, height, stored) VALUES (?, ?, ?)",
                Networks.internal(block.getHeader().getHash()),
                block.getHeight(),
                stored.array());
    }

    /** Null when there is none, as the interface wants it. */
    @Override
    public StoredBlock get(Sha256Hash hash) {
        return find(hash).orElse(null);
    }

    Optional<StoredBlock> find(Sha256Hash hash) {
        return database.first(
                "SELECT stored FROM headers WHERE hash = ?",
                row -> StoredBlock.deserializeCompactV2(ByteBuffer.wrap(row.bytes("stored"))),
                Networks.internal(hash));
    }

    StoredBlock previous(StoredBlock block) {
        return find(block.getHeader().getPrevBlockHash())
                .orElseThrow(() -> new IllegalStateException("the header below height " + block.getHeight()
                        + " is gone: a reorganisation deeper than " + KEPT_BELOW_BEST + " blocks"));
    }

    @Override
    public StoredBlock getChainHead() {
        return tip("best").orElseThrow();
    }

    @Override
    public void setChainHead(StoredBlock block) {
        setTip("best", block);
    }

    /** The newest block whose transactions were read. */
    StoredBlock scanned() {
        return tip("scanned").orElseThrow();
    }

    void setScanned(StoredBlock block) {
        setTip("scanned", block);
    }

    @Override
    public void close() {}

    private Optional<StoredBlock> tip(String name) {
        return database.first(
                "SELECT stored FROM tips JOIN headers USING (hash) WHERE name = ?",
                row -> StoredBlock.deserializeCompactV2(ByteBuffer.wrap(row.bytes("stored"))),
                name);
    }

    private void setTip(String name, StoredBlock block) {
        database.update(
                "INSERT OR REPLACE INTO tips (name, hash) VALUES (?, ?)",
                name,
                Networks.internal(block.getHeader().getHash()));
    }
}
