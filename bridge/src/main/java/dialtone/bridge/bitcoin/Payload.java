package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The data of one OP_RETURN output, with the coins its transaction spends.
 *
 * <p>Nobody vouches for it: whoever sealed it must be found in the bytes. From the mempool, not even the fee need have been paid.
 *
 * @param seenAt when this client met it first, by its own clock
 * @param block where it was found, when it was not found in the mempool first
 * @param vouched a block holds it, or two nodes that have nothing to do with each other announced it; otherwise {@link BitcoinListener#vouched} may follow
 */
public record Payload(
        Bytes bytes, List<Outpoint> outpoints, String txid, Instant seenAt, Optional<BlockRef> block, boolean vouched) {

    public Payload {
        outpoints = List.copyOf(outpoints);
    }

    /** Vouched for by its block only. */
    public Payload(Bytes bytes, List<Outpoint> outpoints, String txid, Instant seenAt, Optional<BlockRef> block) {
        this(bytes, outpoints, txid, seenAt, block, block.isPresent());
    }
}
