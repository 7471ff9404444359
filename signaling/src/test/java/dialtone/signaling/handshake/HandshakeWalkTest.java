package dialtone.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.handshake.Action.AskForAnswer;
import dialtone.signaling.handshake.Action.RecordOutcome;
import dialtone.signaling.handshake.Action.Ring;
import dialtone.signaling.handshake.Action.SendAcceptance;
import dialtone.signaling.handshake.Action.StopRinging;
import dialtone.signaling.handshake.Action.TellWithdrawn;
import dialtone.signaling.handshake.Event.AnswerGathered;
import dialtone.signaling.handshake.Event.UserAccepted;
import dialtone.signaling.handshake.Handshake.AcceptanceConsumed;
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
                "handshake: %,d sequences of up to %d events, 0 that spend, dial, reveal an address or open media without the user%n",
                sequences, LONGEST);
        assertThat(sequences).isGreaterThan(5_000_000);
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
        int asked = count(actions, AskForAnswer.class);
        int dialled = count(actions, Action.Dial.class);
        int sent = count(actions, SendAcceptance.class);
        boolean consent = wantedByUser(start) || has(events, UserAccepted.class);
        boolean linkWithMedia = state instanceof Linked
                && !(start instanceof Linked)
                && !withdrawn(start)
                && count(actions, TellWithdrawn.class) == 0;
        boolean wrong = asked + dialled + sent > 0 && !consent
                || linkWithMedia && !(consent && recorded(actions, Outcome.ANSWERED))
                || count(actions, Action.ApplyAnswer.class) > 0 && rings(start)
                || withdrawn(start) && asked + dialled + sent > 0
                || actedAfterTheEnd(actions)
                || sent > 0 && !has(events, AnswerGathered.class) && !gathered(start)
                || asked > 1
                || dialled > 1
                || asked + dialled > 1
                || sent > 1
                || count(actions, RecordOutcome.class) > 1
                || withdrawn(start) && count(actions, RecordOutcome.class) > 0
                || count(actions, StopRinging.class) > 1
                || count(actions, Ring.class) + count(actions, Action.AwaitDial.class) > 0
                || isOver(state) && !withdrawn(start) && !isOver(start) && count(actions, RecordOutcome.class) == 0;
        if (wrong) {
            throw new AssertionError(start + " by " + events + " did " + actions + " and is " + state);
        }
    }

    private static boolean isOver(Handshake state) {
        return state instanceof Ended || state instanceof Linked;
    }

    /** Our user called, or has accepted, and has not taken it back. */
    private static boolean wantedByUser(Handshake start) {
        return !withdrawn(start) && !rings(start) && !isOver(start);
    }

    /** A friend calls; our user has said nothing yet, and no answer of anybody is to be applied. */
    private static boolean rings(Handshake start) {
        return start instanceof Handshake.InvitationConsumed || start instanceof DialableConsumed;
    }

    private static boolean recorded(List<Action> actions, Outcome outcome) {
        for (Action action : actions) {
            if (action instanceof RecordOutcome record && record.outcome() == outcome) {
                return true;
            }
        }
        return false;
    }

    private static boolean gathered(Handshake start) {
        return start instanceof Dialing dialing && dialing.gathered().isPresent();
    }

    private static boolean withdrawn(Handshake start) {
        return start instanceof InvitationWithdrawn
                || start instanceof AcceptanceConsumed consumed
                        && consumed.withdrawn().isPresent()
                || start instanceof DialAwaited awaited && awaited.withdrawn().isPresent();
    }

    /** After an outcome is recorded nothing is asked of a browser, dialled or spent. */
    private static boolean actedAfterTheEnd(List<Action> actions) {
        boolean recorded = false;
        for (Action action : actions) {
            boolean acts =
                    action instanceof AskForAnswer || action instanceof Action.Dial || action instanceof SendAcceptance;
            if (recorded && acts) {
                return true;
            }
            recorded |= action instanceof RecordOutcome;
        }
        return false;
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
