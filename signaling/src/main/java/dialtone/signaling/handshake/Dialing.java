package dialtone.signaling.handshake;

import dialtone.signaling.descriptor.Descriptor;
import java.time.Instant;
import java.util.Optional;

/** The user wants the call and our peer dials; nothing is spent. {@code gathered}: our answer, which costs a transaction only when the dial fails. */
public record Dialing(Instant expiry, Optional<Descriptor> gathered) implements Handshake {

    @Override
    public Step on(Event event) {
        if (event instanceof Event.LinkOpened) {
            return Step.answered();
        }
        if (event instanceof Event.AnswerGathered answer && gathered.isEmpty()) {
            return Step.to(new Dialing(expiry, Optional.of(answer.answer())));
        }
        if (event instanceof Event.DialFailed) {
            return gathered.map(answer ->
                            Step.to(new AcceptanceCreated(expiry.plus(GRACE)), new Action.SendAcceptance(answer)))
                    .orElseGet(() -> Step.to(new AnswerAwaited(expiry)));
        }
        if (event instanceof Event.UserCancelled) {
            return Step.ended(Outcome.CANCELLED, "");
        }
        if (Step.reached(expiry, event)) {
            return Step.ended(Outcome.FAILED, NO_CONNECTION);
        }
        return event instanceof Event.LinkFailed failed ? Step.ended(Outcome.FAILED, failed.why()) : Step.to(this);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(expiry);
    }
}
