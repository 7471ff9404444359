package dialtone.bridge;

import dialtone.signaling.crypto.PublicKey;
import java.time.Instant;

/**
 * Somebody we can call.
 *
 * @param automaticSat what answering them without a click may cost a day; 0 for never
 * @param paysAnswer our invitations to them pay for their answer
 * @param redial how to dial their standby connection, or empty ({@code docs/protocol.md}, 8.3). It holds ICE credentials, so it is not printed.
 */
record Friend(
        PublicKey key,
        String name,
        boolean verified,
        String redial,
        Instant readAt,
        long automaticSat,
        boolean paysAnswer) {

    String id() {
        return key.hex();
    }

    @Override
    public String toString() {
        return "Friend[" + key + "]";
    }
}
