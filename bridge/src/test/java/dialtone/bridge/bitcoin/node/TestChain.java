package dialtone.bridge.bitcoin.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.crypto.ECKey;

/** A node's state without sockets, whose coinbase key the test holds: coins 0 to 9 are mature. */
final class TestChain {
    static final long COIN_SAT = 5_000_000_000L;

    final ECKey key = new ECKey();
    final BlocksInMemory blocks = new BlocksInMemory();
    final NodeState state;

    TestChain() {
        try {
            state = new NodeState(Clock.systemUTC(), blocks, key);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    Spend spend(int coin) {
        return new Spend(key).from(coin(coin), COIN_SAT);
    }

    TransactionOutPoint coin(int index) {
        Block block = Block.read(ByteBuffer.wrap(blocks.read(index)));
        return new TransactionOutPoint(0, block.getTransactions().get(0).getTxId());
    }

    Admission admit(Transaction tx) {
        // As it comes from the wire: amounts and connections that the builder knows are gone.
        return state.mempool().admit(Transaction.read(ByteBuffer.wrap(tx.serialize())));
    }

    String refusal(Transaction tx) {
        Admission admission = admit(tx);
        return admission instanceof Admission.Refused refused ? refused.reason() : admission.toString();
    }

    List<Block> mine(int count) {
        try {
            return state.mine(count);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
