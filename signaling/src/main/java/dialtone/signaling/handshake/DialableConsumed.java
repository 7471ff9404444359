package dialtone.signaling.handshake;

import dialtone.signaling.descriptor.Descriptor;
import java.time.Instant;
import java.util.Optional;

/** An invitation that can be dialled rings. Nothing has left this machine. */
public record DialableConsumed(Descriptor offer, Instant expiry) implements Handshake {

    @Override
    public Step on(Event event) {
        if (event instanceof Event.UserAccepted) {
            return Step.to(new Dialing(expiry, Optional.empty()), new Action.StopRinging(), new Action.Dial(offer));
        }
        if (event instanceof Event.UserDeclined) {
            return Step.silenced(Outcome.DECLINED);
        }
        if (event instanceof Event.Replaced replaced) {
            return Step.to(new DialableConsumed(replaced.offer(), replaced.expiry()));
        }
        return Step.reached(expiry, event) ? Step.silenced(Outcome.MISSED) : Step.to(this);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(expiry);
    }
}
