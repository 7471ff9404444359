package dialtone.signaling.frame;

import dialtone.signaling.Bytes;
import java.time.Instant;

/** A frame for one output of the transaction that has the given outpoints, and of no other. {@code expiry}: as it stands in the frame, in whole seconds. */
public sealed interface Sealed {

    /** The bytes to put behind OP_RETURN. */
    Bytes payload();

    /** The id of the invitation that this is, or that this accepts. */
    Bytes invitationId();

    Instant expiry();

    /** {@code secret}: to be kept until the acceptance. */
    record Invitation(Bytes payload, Bytes invitationId, Instant expiry, EphemeralSecret secret) implements Sealed {}

    /** {@code pairSecret}: the same as the inviter's when the acceptance arrives. */
    record Acceptance(Bytes payload, Bytes invitationId, Instant expiry, PairSecret pairSecret) implements Sealed {}
}
