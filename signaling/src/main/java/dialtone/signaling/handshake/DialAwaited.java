package dialtone.signaling.handshake;

import dialtone.signaling.handshake.Action.ApplyAnswer;
import dialtone.signaling.handshake.Action.RecordOutcome;
import dialtone.signaling.handshake.Action.TellWithdrawn;
import java.time.Instant;
import java.util.Optional;

/**
 * We sent an invitation that the friend can dial, and our peer waits with the synthesized answer. {@code withdrawn}: the outcome that was recorded, if our user cancelled or
 * the invitation expired; the friend may still dial until the grace ends.
 */
public record DialAwaited(Instant expiry, Optional<Outcome> withdrawn) implements Handshake {

    @Override
    public Step on(Event event) {
        if (event instanceof Event.LinkOpened) {
            return withdrawn.isPresent() ? Step.to(new Linked(), new TellWithdrawn()) : Step.answered();
        }
        if (event instanceof Event.AcceptanceArrived arrived) {
            return Step.to(new AcceptanceConsumed(withdrawn, expiry.plus(GRACE)), new ApplyAnswer(arrived.answer()));
        }
        if (withdrawn.isPresent()) {
            boolean over = Step.reached(expiry.plus(GRACE), event) || event instanceof Event.LinkFailed;
            return over ? Step.to(new Ended(withdrawn.get())) : Step.to(this);
        }
        if (event instanceof Event.CrossedAndLost crossed) {
            return Step.to(new Dialing(crossed.expiry(), Optional.empty()), new Action.Dial(crossed.offer()));
        }
        if (event instanceof Event.UserCancelled) {
            return withdrawn(Outcome.CANCELLED);
        }
        if (Step.reached(expiry, event)) {
            return withdrawn(Outcome.NO_ANSWER);
        }
        return event instanceof Event.LinkFailed failed ? Step.ended(Outcome.FAILED, failed.why()) : Step.to(this);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(withdrawn.isPresent() ? expiry.plus(GRACE) : expiry);
    }

    private Step withdrawn(Outcome outcome) {
        return Step.to(new DialAwaited(expiry, Optional.of(outcome)), new RecordOutcome(outcome, ""));
    }
}
