package dialtone.bridge.bitcoin;

/**
 * A transaction of ours that takes the place of another one: the same coins, a higher fee.
 *
 * @param txid of the new one, empty while it is only a quote
 * @param feeSat what the new one pays
 * @param extraSat more than the old one
 * @param backSat what comes back to us
 */
public record Replacement(
        Kind kind, String replacedTxid, String txid, long feeSat, long extraSat, long backSat, double satPerVbyte) {

    public enum Kind {
        /** The same frame, or the same payment, sooner. */
        BUMP,
        /** All to ourselves; the frame does not happen. */
        TAKE_BACK
    }
}
