package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Opened.Reason;
import java.time.Instant;

/** What {@link ReunionOpener} makes of a payload whose tag was found. */
public sealed interface ReunionOpened {

    /** The friend invites us. {@code dialable}: the friend waits to be dialled. {@code quiet}: it brings a link and never rings. {@code credentials}: to be used where {@code offer} carries none. {@code after}: to be stored before anything else. */
    record Invitation(
            Bytes id,
            Instant expiry,
            boolean dialable,
            boolean quiet,
            ShortDescriptor offer,
            DerivedCredentials credentials,
            PairState after)
            implements ReunionOpened {}

    /** The friend accepts an invitation of ours. */
    record Acceptance(Bytes invitationId, Instant expiry, ShortDescriptor answer, PairState after)
            implements ReunionOpened {}

    /** An authentic invitation whose expiry has passed: a missed call, never a ring and never a spend. */
    record Missed(Invitation invitation) implements ReunionOpened {}

    /** {@code after}: the state, changed only when the frame was the friend's own. {@code detail}: for people, without secrets. */
    record Rejected(Reason reason, String detail, PairState after) implements ReunionOpened {}
}
