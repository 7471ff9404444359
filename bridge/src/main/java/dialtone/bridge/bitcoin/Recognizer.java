package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Tells what may be for us, of all that the network carries. Hash look-ups, called on the client's own thread.
 *
 * <p>{@code sentAround}: now, or the time of the block that holds it: an invitation of last week was sealed to a key of last week.
 */
public interface Recognizer {

    /** Whether a payload may be a frame for us ({@code docs/protocol.md}, section 6, check 1, and section 10.2). */
    boolean recognises(Bytes payload, Instant sentAround);

    /** The day of the key of ours with that hash160, if it is one: an invitation may pay it ({@code docs/protocol.md}, section 5.6). */
    Optional<LocalDate> dayOfKey(Bytes hash160, Instant sentAround);
}
