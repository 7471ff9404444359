package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** Coins, outbox and scanner of one bridge, over the nodes it was given. */
public final class BitcoinClient implements AutoCloseable {

    /**
     * @param walletSeed the BIP-39 seed, 64 bytes; not kept, the caller may wipe it
     * @param interest whether a payload may be for us: a cheap look-up, called on the client's own thread
     * @param listenerThread runs the listener, one task at a time and in order; never in the calling thread
     */
    public BitcoinClient(
            BitcoinConfig config,
            Database database,
            byte[] walletSeed,
            Clock clock,
            Predicate<Bytes> interest,
            BitcoinListener listener,
            Executor listenerThread) {}

    /** Connects, reads what happened since the last time, and broadcasts what is unconfirmed. Returns at once. */
    public void start() {}

    /** See {@link Sealer}. On return the signed transaction is on disk; it is broadcast right after. */
    public SentFrame send(Intent intent, Sealer sealer) throws NotEnoughCoinsException {
        throw new UnsupportedOperationException();
    }

    public Optional<SentFrame> sent(String intentId) {
        throw new UnsupportedOperationException();
    }

    public Funds funds() {
        throw new UnsupportedOperationException();
    }

    public long costSat(int payloadBytes) {
        throw new UnsupportedOperationException();
    }

    public List<Spend> spends(int limit) {
        throw new UnsupportedOperationException();
    }

    public NodeStatus node() {
        throw new UnsupportedOperationException();
    }

    public String freshAddress() {
        throw new UnsupportedOperationException();
    }

    public void requestCoins() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
