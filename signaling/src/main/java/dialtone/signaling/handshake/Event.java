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

    /** Our dial has not connected within {@link Handshake#DIAL_PATIENCE}, or our browser cannot dial. */
    record DialFailed() implements Event {}

    /** While ours was out, an invitation of the very friend arrived, and theirs is the lower key: theirs counts, and ours is forgotten. One of a higher key is ignored. */
    record CrossedAndLost(Descriptor offer, Instant expiry) implements Event {}

    /** While it rang, the same friend sent another invitation. */
    record Replaced(Descriptor offer, Instant expiry) implements Event {}
}
