package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.util.List;

/**
 * Makes the payload of a frame for the coins that will carry it: its keys depend on them ({@code docs/protocol.md}).
 *
 * <p>Called inside the database transaction, after the coins are reserved and before anything is signed. It may be called again with other coins when its payload
 * turns out to be longer than the first coins can pay for; only the last result is used. What it throws undoes the reservation.
 */
@FunctionalInterface
public interface Sealer {

    /** @param outpoints the coins the transaction will spend, in the order of its inputs, normally one */
    Bytes seal(List<Outpoint> outpoints);
}
