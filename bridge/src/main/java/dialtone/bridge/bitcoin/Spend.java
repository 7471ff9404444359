package dialtone.bridge.bitcoin;

import java.time.Instant;

/** One frame we paid for, for the wallet panel. {@code purpose}: that of its {@link Intent}. */
public record Spend(String intentId, String purpose, String txid, long feeSat, Instant at, State state) {

    public enum State {
        /** On disk, and handed to the nodes as soon as there are any. */
        SIGNED,
        BROADCAST,
        /** At least one node has it in its mempool. */
        SEEN,
        CONFIRMED,
        /** See {@link Progress.Refused}. */
        REFUSED
    }
}
