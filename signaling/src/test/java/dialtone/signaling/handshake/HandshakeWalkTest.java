package dialtone.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.handshake.Action.AskForAnswer;
import dialtone.signaling.handshake.Action.RecordOutcome;
import dialtone.signaling.handshake.Action.Ring;
import dialtone.signaling.handshake.Action.SendAcceptance;
import dialtone.signaling.handshake.Action.StopRinging;
import dialtone.signaling.handshake.Event.AnswerGathered;
import dialtone.signaling.handshake.Event.UserAccepted;
import dialtone.signaling.handshake.Handshake.AcceptanceConsumed;
import dialtone.signaling.handshake.Handshake.AnswerAwaited;
import dialtone.signaling.handshake.Handshake.Ended;
import dialtone.signaling.handshake.Handshake.InvitationWithdrawn;
import dialtone.signaling.handshake.Handshake.Linked;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every sequence of up to five events from every state. */
class HandshakeWalkTest {

    private static final int LONGEST = 5;

    private long sequences;

    @Test
    void nothing_is_asked_or_spent_before_the_user_accepted_and_nothing_is_said_twice() {
        HandshakeTest.STATES.values().forEach(state -> walk(state, state, new ArrayList<>(), new ArrayList<>()));

        System.out.printf(
                "handshake: %,d sequences of up to %d events, no answer asked for or sent without the user%n",
                sequences, LONGEST);
        assertThat(sequences).isGreaterThan(900_000);
    }

    private void walk(Handshake start, Handshake state, List<Event> events, List<Action> actions) {
        sequences++;
        check(start, state, events, actions);
        if (events.size() == LONGEST) {
            return;
        }
        for (Event event : HandshakeTest.EVENTS.values()) {
            Step step = state.on(event);
            int before = actions.size();
            events.add(event);
            actions.addAll(step.actions());
            walk(start, step.next(), events, actions);
            events.remove(events.size() - 1);
            actions.subList(before, actions.size()).clear();
        }
    }

    private static void check(Handshake start, Handshake state, List<Event> events, List<Action> actions) {
        boolean acceptedBefore = start instanceof AnswerAwaited;
        int asked = count(actions, AskForAnswer.class);
        int sent = count(actions, SendAcceptance.class);
        boolean sentWithoutUser = sent > 0 && !acceptedBefore && !has(events, UserAccepted.class);
        boolean wrong = asked > 0 && !has(events, UserAccepted.class)
                || sentWithoutUser
                || sent > 0 && !has(events, AnswerGathered.class)
                || asked > 1
                || sent > 1
                || count(actions, RecordOutcome.class) > 1
                || count(actions, StopRinging.class) > 1
                || count(actions, Ring.class) > 0
                || isOver(state) && !recorded(start) && !isOver(start) && count(actions, RecordOutcome.class) == 0;
        if (wrong) {
            throw new AssertionError(start + " by " + events + " did " + actions + " and is " + state);
        }
    }

    private static boolean isOver(Handshake state) {
        return state instanceof Ended || state instanceof Linked;
    }

    private static boolean recorded(Handshake start) {
        return start instanceof InvitationWithdrawn
                || start instanceof AcceptanceConsumed consumed
                        && consumed.withdrawn().isPresent();
    }

    private static boolean has(List<Event> events, Class<? extends Event> type) {
        for (Event event : events) {
            if (type.isInstance(event)) {
                return true;
            }
        }
        return false;
    }

    private static int count(List<Action> actions, Class<? extends Action> type) {
        int count = 0;
        for (Action action : actions) {
            count += type.isInstance(action) ? 1 : 0;
        }
        return count;
    }
}
