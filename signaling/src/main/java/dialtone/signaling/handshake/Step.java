package dialtone.signaling.handshake;

import java.time.Instant;
import java.util.List;

/** What an event leads to. */
public record Step(Handshake next, List<Action> actions) {

    public Step {
        actions = List.copyOf(actions);
    }

    static Step to(Handshake next, Action... actions) {
        return new Step(next, List.of(actions));
    }

    static Step ended(Outcome outcome, String why) {
        return to(new Handshake.Ended(outcome), new Action.RecordOutcome(outcome, why));
    }

    static Step silenced(Outcome outcome) {
        return to(new Handshake.Ended(outcome), new Action.StopRinging(), new Action.RecordOutcome(outcome, ""));
    }

    static Step answered() {
        return to(new Handshake.Linked(), new Action.RecordOutcome(Outcome.ANSWERED, ""));
    }

    static boolean reached(Instant deadline, Event event) {
        return event instanceof Event.TimePassed time && !time.now().isBefore(deadline);
    }
}
