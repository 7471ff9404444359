package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PrivateKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Our keys for frames, as the scanner needs them ({@code docs/protocol.md}, section 3). Called on the client's own thread, for every OP_RETURN output of the network. */
public interface FrameKeys {

    /**
     * Whether a payload may be for us: the day whose key of ours it is addressed to. A hash look-up.
     *
     * @param sentAround now, or the time of the block that holds it: an invitation of last week was sealed to a key of last week
     */
    Optional<LocalDate> recognise(Bytes payload, Instant sentAround);

    /** Our private key of that day, which an invitation may have paid. */
    PrivateKey dayKey(LocalDate day);
}
