package dialtone.signaling.handshake;

import dialtone.signaling.descriptor.Descriptor;
import java.time.Instant;

/** All that can happen to a {@link Handshake}. */
public sealed interface Event {

    /** The user gives up a call that they started or have accepted. */
    record UserCancelled() implements Event {}

    record UserAccepted() implements Event {}

    record UserDeclined() implements Event {}

    /** Our browser has made its answer and gathered its candidates. */
    record AnswerGathered(Descriptor answer) implements Event {}

    /** An acceptance of this invitation was opened and verified. */
    record AcceptanceArrived(Descriptor answer, Instant expiry) implements Event {}

    /** The link of this call is open. */
    record LinkOpened() implements Event {}

    /** Our browser cannot go on: {@code why}, in words for the user. */
    record LinkFailed(String why) implements Event {}

    record TimePassed(Instant now) implements Event {}
}
