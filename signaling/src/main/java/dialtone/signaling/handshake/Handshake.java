package dialtone.signaling.handshake;

import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.handshake.Action.ApplyAnswer;
import dialtone.signaling.handshake.Action.AskForAnswer;
import dialtone.signaling.handshake.Action.RecordOutcome;
import dialtone.signaling.handshake.Action.Ring;
import dialtone.signaling.handshake.Action.SendAcceptance;
import dialtone.signaling.handshake.Action.StopRinging;
import dialtone.signaling.handshake.Action.TellWithdrawn;
import dialtone.signaling.handshake.Event.AcceptanceArrived;
import dialtone.signaling.handshake.Event.AnswerGathered;
import dialtone.signaling.handshake.Event.LinkFailed;
import dialtone.signaling.handshake.Event.LinkOpened;
import dialtone.signaling.handshake.Event.TimePassed;
import dialtone.signaling.handshake.Event.UserAccepted;
import dialtone.signaling.handshake.Event.UserCancelled;
import dialtone.signaling.handshake.Event.UserDeclined;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One call being set up on chain, from the invitation to the open link ({@code docs/protocol.md}, section 7). A state is named by the message that was created or consumed;
 * it answers each event with the next state and what is to be done. An event that has no arrow here changes nothing and does nothing.
 *
 * <pre>
 * (call)                        --invitation sent-----> InvitationCreated              []
 * InvitationCreated             --acceptance arrived--> AcceptanceConsumed             [ApplyAnswer]
 * InvitationCreated             --user cancelled------> InvitationWithdrawn            [RecordOutcome CANCELLED]
 * InvitationCreated             --expiry passed-------> InvitationWithdrawn            [RecordOutcome NO_ANSWER]
 * InvitationCreated             --link failed---------> Ended                          [RecordOutcome FAILED]
 * InvitationWithdrawn           --acceptance arrived--> AcceptanceConsumed, withdrawn  [ApplyAnswer]
 * InvitationWithdrawn           --grace passed--------> Ended                          []
 * InvitationWithdrawn           --link failed---------> Ended                          []
 * AcceptanceConsumed            --link opened---------> Linked                         [RecordOutcome ANSWERED]
 * AcceptanceConsumed            --user cancelled------> AcceptanceConsumed, withdrawn  [RecordOutcome CANCELLED]
 * AcceptanceConsumed            --grace passed--------> Ended                          [RecordOutcome FAILED]
 * AcceptanceConsumed            --link failed---------> Ended                          [RecordOutcome FAILED]
 * AcceptanceConsumed, withdrawn --link opened---------> Linked                         [TellWithdrawn]
 * AcceptanceConsumed, withdrawn --grace passed--------> Ended                          []
 * AcceptanceConsumed, withdrawn --link failed---------> Ended                          []
 *
 * (ring)                        --invitation arrived--> InvitationConsumed             [Ring]
 * (ring)                        --arrived while busy--> Ended                          [RecordOutcome BUSY]
 * InvitationConsumed            --user accepted-------> AnswerAwaited                  [StopRinging, AskForAnswer]
 * InvitationConsumed            --user declined-------> Ended                          [StopRinging, RecordOutcome DECLINED]
 * InvitationConsumed            --expiry passed-------> Ended                          [StopRinging, RecordOutcome MISSED]
 * AnswerAwaited                 --answer gathered-----> AcceptanceCreated              [SendAcceptance]
 * AnswerAwaited                 --user cancelled------> Ended                          [RecordOutcome CANCELLED]
 * AnswerAwaited                 --expiry passed-------> Ended                          [RecordOutcome FAILED]
 * AnswerAwaited                 --link failed---------> Ended                          [RecordOutcome FAILED]
 * AcceptanceCreated             --link opened---------> Linked                         [RecordOutcome ANSWERED]
 * AcceptanceCreated             --user cancelled------> Ended                          [RecordOutcome CANCELLED]
 * AcceptanceCreated             --grace passed--------> Ended                          [RecordOutcome FAILED]
 * AcceptanceCreated             --link failed---------> Ended                          [RecordOutcome FAILED]
 *
 * Linked and Ended are final.
 * </pre>
 */
public sealed interface Handshake {

    /** How long after the click an invitation rings. */
    Duration INVITATION_LIFETIME = Duration.ofSeconds(60);

    /** What an acceptance that was sent at the last moment gets to arrive, and the link to open; an acceptance expires this long after its invitation. */
    Duration GRACE = Duration.ofSeconds(30);

    Step on(Event event);

    /** When {@link TimePassed} will next make a difference. */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** We sent an invitation. */
    static Step invite(Instant expiry) {
        return Step.to(new InvitationCreated(expiry));
    }

    /** An invitation came that has not expired. */
    static Step receive(Descriptor offer, Instant expiry) {
        return Step.to(new InvitationConsumed(offer, expiry), new Ring());
    }

    /** An invitation came while our user was in another call. */
    static Step receiveWhileBusy() {
        return ended(Outcome.BUSY, "");
    }

    record InvitationCreated(Instant expiry) implements Handshake {
        @Override
        public Step on(Event event) {
            if (event instanceof AcceptanceArrived arrived) {
                return Step.to(
                        new AcceptanceConsumed(Optional.empty(), expiry.plus(GRACE)),
                        new ApplyAnswer(arrived.answer()));
            }
            if (event instanceof UserCancelled) {
                return withdrawn(Outcome.CANCELLED);
            }
            if (reached(expiry, event)) {
                return withdrawn(Outcome.NO_ANSWER);
            }
            return event instanceof LinkFailed failed ? ended(Outcome.FAILED, failed.why()) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(expiry);
        }

        private Step withdrawn(Outcome outcome) {
            return Step.to(new InvitationWithdrawn(outcome, expiry.plus(GRACE)), new RecordOutcome(outcome, ""));
        }
    }

    /**
     * The user cancelled, or nobody answered in time. Nothing tells the friend, who may still accept: then the link opens and says so, and the friend's transaction has at
     * least brought a link.
     */
    record InvitationWithdrawn(Outcome outcome, Instant until) implements Handshake {
        @Override
        public Step on(Event event) {
            if (event instanceof AcceptanceArrived arrived) {
                return Step.to(new AcceptanceConsumed(Optional.of(outcome), until), new ApplyAnswer(arrived.answer()));
            }
            return reached(until, event) || event instanceof LinkFailed ? Step.to(new Ended(outcome)) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }
    }

    /** {@code withdrawn}: the outcome that was recorded before, if the call was withdrawn. */
    record AcceptanceConsumed(Optional<Outcome> withdrawn, Instant until) implements Handshake {
        @Override
        public Step on(Event event) {
            if (event instanceof LinkOpened) {
                return Step.to(
                        new Linked(),
                        withdrawn.isPresent() ? new TellWithdrawn() : new RecordOutcome(Outcome.ANSWERED, ""));
            }
            if (event instanceof UserCancelled && withdrawn.isEmpty()) {
                return Step.to(
                        new AcceptanceConsumed(Optional.of(Outcome.CANCELLED), until),
                        new RecordOutcome(Outcome.CANCELLED, ""));
            }
            if (reached(until, event)) {
                return failed(NO_CONNECTION);
            }
            return event instanceof LinkFailed failed ? failed(failed.why()) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }

        private Step failed(String why) {
            return withdrawn.map(outcome -> Step.to(new Ended(outcome))).orElseGet(() -> ended(Outcome.FAILED, why));
        }
    }

    /** It rings. Nothing has left this machine. */
    record InvitationConsumed(Descriptor offer, Instant expiry) implements Handshake {
        @Override
        public Step on(Event event) {
            if (event instanceof UserAccepted) {
                return Step.to(new AnswerAwaited(expiry), new StopRinging(), new AskForAnswer(offer));
            }
            if (event instanceof UserDeclined) {
                return silenced(Outcome.DECLINED);
            }
            return reached(expiry, event) ? silenced(Outcome.MISSED) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(expiry);
        }

        private static Step silenced(Outcome outcome) {
            return Step.to(new Ended(outcome), new StopRinging(), new RecordOutcome(outcome, ""));
        }
    }

    /** The user accepted; our browser is gathering. Nothing is spent yet. */
    record AnswerAwaited(Instant expiry) implements Handshake {
        @Override
        public Step on(Event event) {
            if (event instanceof AnswerGathered gathered) {
                return Step.to(new AcceptanceCreated(expiry.plus(GRACE)), new SendAcceptance(gathered.answer()));
            }
            if (event instanceof UserCancelled) {
                return ended(Outcome.CANCELLED, "");
            }
            if (reached(expiry, event)) {
                return ended(Outcome.FAILED, "The browser had no answer ready before the invitation expired.");
            }
            return event instanceof LinkFailed failed ? ended(Outcome.FAILED, failed.why()) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(expiry);
        }
    }

    record AcceptanceCreated(Instant until) implements Handshake {
        @Override
        public Step on(Event event) {
            if (event instanceof LinkOpened) {
                return Step.to(new Linked(), new RecordOutcome(Outcome.ANSWERED, ""));
            }
            if (event instanceof UserCancelled) {
                return ended(Outcome.CANCELLED, "");
            }
            if (reached(until, event)) {
                return ended(Outcome.FAILED, NO_CONNECTION);
            }
            return event instanceof LinkFailed failed ? ended(Outcome.FAILED, failed.why()) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }
    }

    record Linked() implements Handshake {
        @Override
        public Step on(Event event) {
            return Step.to(this);
        }
    }

    record Ended(Outcome outcome) implements Handshake {
        @Override
        public Step on(Event event) {
            return Step.to(this);
        }
    }

    /** For the user, when both browsers had all they need and did not reach each other. */
    String NO_CONNECTION = "No connection to the friend's browser came about.";

    private static Step ended(Outcome outcome, String why) {
        return Step.to(new Ended(outcome), new RecordOutcome(outcome, why));
    }

    private static boolean reached(Instant deadline, Event event) {
        return event instanceof TimePassed time && !time.now().isBefore(deadline);
    }
}
