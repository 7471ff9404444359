package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.time.Instant;
import java.util.List;

/**
 * A frame whose signed transaction is on disk. It was broadcast already or will be as soon as a node is there.
 *
 * @param txid as people write it: the hash's bytes reversed, in hex
 * @param again the intent was in the outbox before: this is the transaction of that first time
 */
public record SentFrame(
        String intentId,
        String txid,
        List<Outpoint> outpoints,
        Bytes payload,
        int vsize,
        long feeSat,
        Instant signedAt,
        boolean again) {

    public SentFrame {
        outpoints = List.copyOf(outpoints);
    }
}
