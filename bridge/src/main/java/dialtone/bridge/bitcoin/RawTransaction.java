package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.core.ProtocolException;
import org.bitcoinj.core.Transaction;

/**
 * What of a serialized transaction matters to frames.
 *
 * @param txid as people write it: the hash's bytes reversed, in hex
 * @param payloads the data of its OP_RETURN outputs
 */
public record RawTransaction(String txid, List<Outpoint> outpoints, List<Bytes> payloads) {

    public RawTransaction {
        outpoints = List.copyOf(outpoints);
        payloads = List.copyOf(payloads);
    }

    /** Empty when the bytes are no transaction. */
    public static Optional<RawTransaction> read(Bytes bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
            Transaction transaction = Transaction.read(buffer);
            boolean whole = !buffer.hasRemaining() && !transaction.getInputs().isEmpty();
            return whole
                    ? Optional.of(new RawTransaction(
                            transaction.getTxId().toString(),
                            Networks.outpoints(transaction),
                            Scanner.payloads(transaction)))
                    : Optional.empty();
        } catch (ProtocolException | BufferUnderflowException | IllegalArgumentException noTransaction) {
            return Optional.empty();
        }
    }
}
