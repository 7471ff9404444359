package dialtone.signaling.handshake;

import java.util.List;

/** What an event leads to. */
public record Step(Handshake next, List<Action> actions) {

    public Step {
        actions = List.copyOf(actions);
    }

    static Step to(Handshake next, Action... actions) {
        return new Step(next, List.of(actions));
    }
}
