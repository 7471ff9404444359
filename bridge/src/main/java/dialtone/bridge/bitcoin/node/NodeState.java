package dialtone.bridge.bitcoin.node;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.crypto.ECKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything the node knows, and the only place that changes it. No sockets: callers announce what the methods return. */
final class NodeState implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(NodeState.class);

    /** The first ten coinbases are mature when the first peer connects. */
    static final int INITIAL_BLOCKS = Regtest.COINBASE_MATURITY + 10;

    private static final int MAX_BLOCKS_AT_ONCE = 10_000;

    private final Clock clock;
    private final BlockLog blocks;
    private final ChainState chain = new ChainState();
    private final Mempool mempool = new Mempool(chain);
    private final Orphans orphans = new Orphans();
    private final RecentTransactions recent = new RecentTransactions();
    private final Treasury treasury;
    private final Miner miner;

    NodeState(Clock clock, BlockLog blocks, ECKey treasuryKey) throws IOException {
        this.clock = clock;
        this.blocks = blocks;
        this.treasury = new Treasury(treasuryKey);
        this.miner = new Miner(chain, mempool, treasury.script());
        replay();
        while (chain.height() < INITIAL_BLOCKS) {
            extend(clock.instant().minusSeconds(INITIAL_BLOCKS - chain.height()));
        }
        blocks.sync();
    }

    private void replay() throws IOException {
        for (int i = 0; i < blocks.size(); i++) {
            try {
                Block block = Block.read(ByteBuffer.wrap(blocks.read(i)));
                chain.connect(block);
                treasury.learn(block);
                recent.add(block);
            } catch (RuntimeException invalid) {
                throw new IOException(
                        "block " + (i + 1) + " of the data directory does not fit the chain (" + invalid.getMessage()
                                + "): move the directory away to start a new chain",
                        invalid);
            }
        }
    }

    ChainState chain() {
        return chain;
    }

    Mempool mempool() {
        return mempool;
    }

    /** Takes the transaction and whatever waited for it; returns what is new in the mempool, parents first. */
    List<Transaction> accept(Transaction tx) {
        List<Transaction> accepted = new ArrayList<>();
        Deque<Transaction> open = new ArrayDeque<>(List.of(tx));
        while (!open.isEmpty()) {
            Transaction candidate = open.poll();
            Admission admission = mempool.admit(candidate);
            if (admission instanceof Admission.Accepted) {
                accepted.add(candidate);
                open.addAll(orphans.takeChildrenOf(candidate.getTxId()));
            } else if (admission instanceof Admission.MissingParents missing) {
                orphans.add(candidate, missing.txids());
            } else if (admission instanceof Admission.Refused refused) {
                log.info("refused transaction {}: {}", candidate.getTxId(), refused.reason());
            }
        }
        return accepted;
    }

    boolean wants(Sha256Hash txid) {
        return mempool.transaction(txid).isEmpty() && !chain.confirmed(txid) && !orphans.contains(txid);
    }

    Optional<Transaction> transaction(Sha256Hash txid) {
        return mempool.transaction(txid).or(() -> recent.get(txid));
    }

    /** Raw block by hash; the genesis block too. */
    Optional<byte[]> block(Sha256Hash hash, boolean withWitness) {
        return chain.heightOf(hash).map(height -> {
            try {
                byte[] raw = height == 0 ? Regtest.genesis().serialize() : blocks.read(height - 1);
                return withWitness ? raw : Wire.withoutWitness(raw);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    List<Block> mine(int count) throws IOException {
        if (count < 1 || count > MAX_BLOCKS_AT_ONCE) {
            throw new IllegalArgumentException("expected 1 to " + MAX_BLOCKS_AT_ONCE + " blocks, got " + count);
        }
        List<Block> mined = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            mined.add(extend(clock.instant()));
        }
        blocks.sync(); // before anybody hears of them
        return mined;
    }

    /** Checked, then written, then applied: a full disk leaves chain and mempool as they were. */
    private Block extend(Instant time) throws IOException {
        Block block = miner.next(time);
        ChainState.Effects effects = chain.check(block);
        blocks.append(block.serialize());
        chain.apply(block, effects);
        mempool.removeMined(block);
        recent.add(block);
        return block;
    }

    /** A faucet payment, in the mempool when this returns. */
    Transaction pay(SegwitAddress address, int outputs, long satEach) throws Treasury.TooPoor {
        Transaction tx = treasury.pay(address, outputs, satEach, chain, mempool);
        Admission admission = mempool.admit(tx);
        if (!(admission instanceof Admission.Accepted)) {
            throw new IllegalStateException("the treasury's payment was not taken: " + admission);
        }
        treasury.learn(tx);
        return tx;
    }

    boolean hasPaid(SegwitAddress address) {
        return treasury.hasPaid(address);
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
