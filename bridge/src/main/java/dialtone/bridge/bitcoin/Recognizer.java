package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Tells which payloads may be for us ({@code docs/protocol.md}, section 6, check 1). Called on the client's own thread, for every OP_RETURN output of the network. */
@FunctionalInterface
public interface Recognizer {

    /**
     * The day whose key of ours a payload is addressed to, if it is. A hash look-up.
     *
     * @param sentAround now, or the time of the block that holds it: an invitation of last week was sealed to a key of last week
     */
    Optional<LocalDate> dayOf(Bytes payload, Instant sentAround);
}
