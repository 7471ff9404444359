package dialtone.signaling.frame;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ServiceEndpoint;
import java.time.Instant;
import java.time.LocalDate;

/** What {@link Opener} makes of a payload: a closed list, so that nobody forgets a case. */
public sealed interface Opened {

    /**
     * Somebody invites us; the signature is verified and it has not expired. {@code offer}: as signed; before a browser gets it,
     * {@link Descriptor#usableFor} takes out the addresses that nobody else can have. {@code day}, {@code ephemeralX}: which of our day keys it was sealed to, and
     * with what; the acceptance needs both. {@code quiet}: it brings a link and never rings.
     */
    record Invitation(
            PublicKey from,
            Bytes id,
            Instant expiry,
            Descriptor offer,
            LocalDate day,
            Bytes ephemeralX,
            Bytes challengeSignature,
            boolean quiet)
            implements Opened {}

    /** The friend we invited accepts; the signature is verified and it has not expired. {@code day}: which of our day keys it was sealed to. */
    record Acceptance(
            PublicKey from,
            Bytes invitationId,
            Instant expiry,
            Descriptor answer,
            LocalDate day,
            PairSecret pairSecret,
            Bytes challengeSignature)
            implements Opened {}

    /** Somebody tells us where a service of theirs is; the signature is verified and it has not expired. It does not ring. */
    record Endpoint(
            PublicKey from, Bytes id, Instant expiry, ServiceEndpoint endpoint, LocalDate day, Bytes challengeSignature)
            implements Opened {}

    /** An authentic invitation whose expiry has passed: a missed call, never a ring and never a spend. */
    record Missed(Invitation invitation) implements Opened {}

    /** Not a frame, or not to one of our day keys. By far the most common case, and nobody's fault. */
    record NotForUs() implements Opened {}

    /** Addressed to us and refused. {@code detail}: for people, without secrets. */
    record Rejected(Reason reason, String detail) implements Opened {}

    enum Reason {
        /** The sender wrote something that does not parse. */
        MALFORMED,
        /** The sender has a newer Dialtone: ours must be updated. */
        UNKNOWN_VERSION,
        /** Changed on the way, copied out of another transaction, or made for another network. */
        NOT_AUTHENTIC,
        /** Sealed by somebody who does not have the key of the person it claims to come from, or signed for somebody else. */
        BAD_SIGNATURE,
        /** An invitation from our own key. */
        FROM_OURSELVES,
        /** An acceptance of an invitation that is not, or no longer, pending. */
        UNKNOWN_INVITATION,
        /** An acceptance, or the address of a service, that arrived too late. */
        EXPIRED,
        /** Valid for longer than any message may be: the sender's clock, or ours, is wrong. */
        EXPIRES_TOO_LATE
    }
}
