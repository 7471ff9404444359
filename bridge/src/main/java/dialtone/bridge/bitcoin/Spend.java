package dialtone.bridge.bitcoin;

import java.time.Instant;

/**
 * One transaction we paid for, for the wallet panel. {@code purpose}: that of its {@link Intent}. {@code replaceable}: not confirmed, and nothing later of ours hangs on it
 * ({@link Replacement}).
 */
public record Spend(
        String intentId, String purpose, String txid, long feeSat, Instant at, State state, boolean replaceable) {

    public enum State {
        /** On disk, and handed to the nodes as soon as there are any. */
        SIGNED,
        BROADCAST,
        /** At least one node has it in its mempool. */
        SEEN,
        CONFIRMED,
        /** See {@link Progress.Refused}. */
        REFUSED,
        /** Another attempt for the same coins took its place. */
        REPLACED
    }
}
