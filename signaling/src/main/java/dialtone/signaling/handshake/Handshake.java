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
 * InvitationCreated             --crossed and lost----> AnswerAwaited                  [AskForAnswer]
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
 * InvitationConsumed            --replaced------------> InvitationConsumed             []
 * AnswerAwaited                 --answer gathered-----> AcceptanceCreated              [SendAcceptance]
 * AnswerAwaited                 --link opened---------> Linked                         [RecordOutcome ANSWERED]
 * AnswerAwaited                 --user cancelled------> Ended                          [RecordOutcome CANCELLED]
 * AnswerAwaited                 --expiry passed-------> Ended                          [RecordOutcome FAILED]
 * AnswerAwaited                 --link failed---------> Ended                          [RecordOutcome FAILED]
 * AcceptanceCreated             --link opened---------> Linked                         [RecordOutcome ANSWERED]
 * AcceptanceCreated             --user cancelled------> Ended                          [RecordOutcome CANCELLED]
 * AcceptanceCreated             --grace passed--------> Ended                          [RecordOutcome FAILED]
 * AcceptanceCreated             --link failed---------> Ended                          [RecordOutcome FAILED]
 *
 * (dialable call)               --invitation sent-----> DialAwaited                    [AwaitDial]
 * DialAwaited                   --link opened---------> Linked                         [RecordOutcome ANSWERED]
 * DialAwaited                   --acceptance arrived--> AcceptanceConsumed             [ApplyAnswer]
 * DialAwaited                   --crossed and lost----> Dialing                        [Dial]
 * DialAwaited                   --user cancelled------> DialAwaited, withdrawn         [RecordOutcome CANCELLED]
 * DialAwaited                   --expiry passed-------> DialAwaited, withdrawn         [RecordOutcome NO_ANSWER]
 * DialAwaited                   --link failed---------> Ended                          [RecordOutcome FAILED]
 * DialAwaited, withdrawn        --link opened---------> Linked                         [TellWithdrawn]
 * DialAwaited, withdrawn        --acceptance arrived--> AcceptanceConsumed, withdrawn  [ApplyAnswer]
 * DialAwaited, withdrawn        --grace passed--------> Ended                          []
 * DialAwaited, withdrawn        --link failed---------> Ended                          []
 *
 * (dialable ring)               --invitation arrived--> DialableConsumed               [Ring]
 * DialableConsumed              --replaced------------> DialableConsumed               []
 * DialableConsumed              --user accepted-------> Dialing                        [StopRinging, Dial]
 * DialableConsumed              --user declined-------> Ended                          [StopRinging, RecordOutcome DECLINED]
 * DialableConsumed              --expiry passed-------> Ended                          [StopRinging, RecordOutcome MISSED]
 * Dialing                       --link opened---------> Linked                         [RecordOutcome ANSWERED]
 * Dialing                       --answer gathered-----> Dialing, gathered              []
 * Dialing                       --dial failed---------> AnswerAwaited                  []
 * Dialing                       --user cancelled------> Ended                          [RecordOutcome CANCELLED]
 * Dialing                       --expiry passed-------> Ended                          [RecordOutcome FAILED]
 * Dialing                       --link failed---------> Ended                          [RecordOutcome FAILED]
 * Dialing, gathered             --link opened---------> Linked                         [RecordOutcome ANSWERED]
 * Dialing, gathered             --dial failed---------> AcceptanceCreated              [SendAcceptance]
 * Dialing, gathered             --user cancelled------> Ended                          [RecordOutcome CANCELLED]
 * Dialing, gathered             --expiry passed-------> Ended                          [RecordOutcome FAILED]
 * Dialing, gathered             --link failed---------> Ended                          [RecordOutcome FAILED]
 *
 * Linked and Ended are final.
 * </pre>
 */
public sealed interface Handshake
        permits Handshake.InvitationCreated,
                Handshake.InvitationWithdrawn,
                Handshake.AcceptanceConsumed,
                Handshake.InvitationConsumed,
                Handshake.AnswerAwaited,
                Handshake.AcceptanceCreated,
                Handshake.Linked,
                Handshake.Ended,
                DialAwaited,
                DialableConsumed,
                Dialing {

    /** How long after the click an invitation rings. */
    Duration INVITATION_LIFETIME = Duration.ofSeconds(60);

    /** What an acceptance that was sent at the last moment gets to arrive, and the link to open; an acceptance expires this long after its invitation. */
    Duration GRACE = Duration.ofSeconds(30);

    /** How long an invitee dials before the runner reports {@link Event.DialFailed} and an acceptance is paid for. */
    Duration DIAL_PATIENCE = Duration.ofSeconds(3);

    Step on(Event event);

    /** When {@link TimePassed} will next make a difference. */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** We sent an invitation. */
    static Step invite(Instant expiry) {
        return Step.to(new InvitationCreated(expiry));
    }

    /** We send an invitation that the friend can dial; {@code synthesized} is to be set before it leaves. */
    static Step inviteDialable(Descriptor synthesized, Instant expiry) {
        return Step.to(new DialAwaited(expiry, Optional.empty()), new Action.AwaitDial(synthesized));
    }

    /** An invitation came that can be dialled and has not expired. */
    static Step receiveDialable(Descriptor offer, Instant expiry) {
        return Step.to(new DialableConsumed(offer, expiry), new Ring());
    }

    /** An invitation came that has not expired. */
    static Step receive(Descriptor offer, Instant expiry) {
        return Step.to(new InvitationConsumed(offer, expiry), new Ring());
    }

    /** An invitation came while our user was in another call. */
    static Step receiveWhileBusy() {
        return Step.ended(Outcome.BUSY, "");
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
            if (event instanceof Event.CrossedAndLost crossed) {
                return Step.to(new AnswerAwaited(crossed.expiry()), new AskForAnswer(crossed.offer()));
            }
            if (Step.reached(expiry, event)) {
                return withdrawn(Outcome.NO_ANSWER);
            }
            return event instanceof LinkFailed failed ? Step.ended(Outcome.FAILED, failed.why()) : Step.to(this);
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
            return Step.reached(until, event) || event instanceof LinkFailed
                    ? Step.to(new Ended(outcome))
                    : Step.to(this);
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
            if (Step.reached(until, event)) {
                return failed(NO_CONNECTION);
            }
            return event instanceof LinkFailed failed ? failed(failed.why()) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }

        private Step failed(String why) {
            return withdrawn
                    .map(outcome -> Step.to(new Ended(outcome)))
                    .orElseGet(() -> Step.ended(Outcome.FAILED, why));
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
                return Step.silenced(Outcome.DECLINED);
            }
            if (event instanceof Event.Replaced replaced) {
                return Step.to(new InvitationConsumed(replaced.offer(), replaced.expiry()));
            }
            return Step.reached(expiry, event) ? Step.silenced(Outcome.MISSED) : Step.to(this);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(expiry);
        }
    }

    /** The user accepted; our browser is gathering. Nothing is spent yet. A dial that goes on may still open the link. */
    record AnswerAwaited(Instant expiry) implements Handshake {
        @Override
        public Step on(Event event) {
            if (event instanceof LinkOpened) {
                return Step.answered();
            }
            if (event instanceof AnswerGathered gathered) {
                return Step.to(new AcceptanceCreated(expiry.plus(GRACE)), new SendAcceptance(gathered.answer()));
            }
            if (event instanceof UserCancelled) {
                return Step.ended(Outcome.CANCELLED, "");
            }
            if (Step.reached(expiry, event)) {
                return Step.ended(Outcome.FAILED, "The browser had no answer ready before the invitation expired.");
            }
            return event instanceof LinkFailed failed ? Step.ended(Outcome.FAILED, failed.why()) : Step.to(this);
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
                return Step.answered();
            }
            if (event instanceof UserCancelled) {
                return Step.ended(Outcome.CANCELLED, "");
            }
            if (Step.reached(until, event)) {
                return Step.ended(Outcome.FAILED, NO_CONNECTION);
            }
            return event instanceof LinkFailed failed ? Step.ended(Outcome.FAILED, failed.why()) : Step.to(this);
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
}
