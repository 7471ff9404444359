package dialtone.bridge;

import dialtone.bridge.bitcoin.Payload;
import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.Reach;
import dialtone.signaling.handshake.Action;
import dialtone.signaling.handshake.Event;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.handshake.Outcome;
import dialtone.signaling.handshake.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Invitations of others: which of them ring, which are answered without a click, and which become missed calls. Used on the bridge's thread only. */
final class ArrivingCalls {
    private static final String CALLED_TOO_OFTEN = "They have called too often; your phone stayed silent.";
    private static final String CALLED_AGAIN = "They called again.";

    /** Public nodes announce within 2 to 5 s; a call that waits longer rings. */
    private static final Duration VOUCHED_WITHIN = Duration.ofSeconds(4);

    /** What becomes of a call. */
    interface Steps {
        void happened(Call call, Event event);

        void take(Call call, Step step);
    }

    private final Clock clock;
    private final BridgeThread thread;
    private final CurrentCalls current;
    private final Steps steps;
    private final Friends friends;
    private final FriendsInView friendsInView;
    private final WalletInView wallet;
    private final AutomaticAnswers automatic;
    private final BooleanSupplier canAnswer;
    private final Reach reach;
    private final RingLimit ringLimit = new RingLimit();

    /** {@code canAnswer}: whether whoever holds the connections is there. */
    ArrivingCalls(
            Clock clock,
            BridgeThread thread,
            CurrentCalls current,
            Steps steps,
            Friends friends,
            FriendsInView friendsInView,
            WalletInView wallet,
            AutomaticAnswers automatic,
            BooleanSupplier canAnswer,
            Reach reach) {
        this.clock = clock;
        this.thread = thread;
        this.current = current;
        this.steps = steps;
        this.friends = friends;
        this.friendsInView = friendsInView;
        this.wallet = wallet;
        this.automatic = automatic;
        this.canAnswer = canAnswer;
        this.reach = reach;
    }

    /** An authentic invitation that still counts. */
    void invited(Invited invitation, Payload payload) {
        String friend = invitation.from().hex();
        boolean known = friends.find(friend).isPresent();
        boolean silent =
                mayAnswerByItself(friend, payload.txid(), invitation.derived().isPresent());
        if (invitation.quiet()) {
            if (silent) {
                begin(
                        invitation,
                        payload,
                        Dials.receive(invitation, invitation.offer().usableFor(reach)),
                        true);
            }
            return; // nobody is disturbed, and who is not allowed it learns nothing
        }
        if (!silent && !ringLimit.mayRing(friend, known, clock.instant())) {
            missed(invitation, CALLED_TOO_OFTEN);
            return;
        }
        Optional<Call> earlier = current.ringingFrom(invitation.from());
        if (earlier.isPresent() && invitation.expiry().isBefore(earlier.get().expiresAt)) {
            missed(invitation, CALLED_AGAIN);
            return;
        }
        Descriptor offer = invitation.offer().usableFor(reach);
        Step rings = Dials.receive(invitation, offer);
        Step step = earlier.isPresent() ? new Step(rings.next(), List.of()) : rings;
        begin(invitation, payload, step, silent);
        earlier.ifPresent(this::replaced);
    }

    private void begin(Invited invitation, Payload payload, Step step, boolean silent) {
        Call call = incoming(invitation, step.next());
        call.received =
                Optional.of(new Call.Received(invitation, payload.bytes(), payload.outpoints(), payload.txid()));
        call.vouched = payload.vouched();
        call.automatic = silent;
        call.quiet = invitation.quiet();
        call.timeline.frameArrived(payload.seenAt(), payload.bytes().size(), payload.txid());
        call.timeline.here("opened");
        current.add(call);
        steps.take(call, step);
        if (silent) {
            answerByItself(call);
            Future<?> unused = thread.after(VOUCHED_WITHIN, () -> {
                if (call.isRinging() && !ringInstead(call)) {
                    dropped(call);
                }
            });
        }
    }

    /** Somebody else has that invitation too. */
    void vouched(String txid) {
        for (Call call : current.all()) {
            if (call.received.filter(frame -> frame.txid().equals(txid)).isPresent()) {
                call.vouched = true;
                answerByItself(call);
            }
        }
    }

    private boolean mayAnswerByItself(String friend, String txid, boolean dialable) {
        return canAnswer.getAsBoolean() && automatic.mayAnswer(friend, txid, dialable ? 0 : wallet.frameCostSat());
    }

    /** As if the user had clicked, where the user allowed it: a link, and nothing else. */
    private void answerByItself(Call call) {
        if (call.automatic && call.vouched && call.isRinging()) {
            call.timeline.here("accepted");
            steps.happened(call, new Event.UserAccepted());
        }
    }

    /** It was not vouched for in time, or no answer came about: the user decides after all. Whether that is still possible. */
    boolean ringInstead(Call call) {
        if (!call.automatic || call.quiet || !clock.instant().isBefore(call.expiresAt)) {
            return false;
        }
        call.automatic = false;
        boolean known = friends.find(call.friend.hex()).isPresent();
        if (ringLimit.mayRing(call.friend.hex(), known, clock.instant())) {
            Invited invitation = call.received.orElseThrow().invitation();
            steps.take(call, Dials.receive(invitation, invitation.offer().usableFor(reach)));
        } else {
            end(call, CALLED_TOO_OFTEN);
        }
        return true;
    }

    /** A newer call of the same friend rings in its place: the tab has heard of that one first, so it goes on ringing. */
    private void replaced(Call call) {
        end(call, CALLED_AGAIN);
    }

    /** A quiet invitation that nobody vouched for. */
    void dropped(Call call) {
        if (call.quiet) {
            end(call, "");
        }
    }

    private void end(Call call, String why) {
        Handshake.Ended missed = new Handshake.Ended(Outcome.MISSED);
        steps.take(call, new Step(missed, List.of(new Action.RecordOutcome(Outcome.MISSED, why))));
    }

    /** An authentic invitation that came too late, or may not ring. */
    void missed(Invited invitation, String why) {
        Call call = incoming(invitation, new Handshake.Ended(Outcome.MISSED));
        call.outcome = Optional.of(Outcome.MISSED);
        call.why = why;
        call.received = Optional.of(new Call.Received(invitation, Bytes.EMPTY, List.of(), ""));
        steps.take(call, new Step(call.state, List.of()));
        friendsInView.changed(call.friend.hex());
    }

    private Call incoming(Invited invitation, Handshake state) {
        return new Call(
                invitation.id().hex(),
                invitation.from(),
                true,
                // Nobody vouches for when it was sent; it rings for as long as its expiry says.
                invitation.expiry().minus(Handshake.INVITATION_LIFETIME),
                invitation.expiry(),
                new Timeline(clock, List.of()),
                state);
    }

    /** The user wants to talk to them: they may ring anew. */
    void answeredByUser(Call call) {
        ringLimit.answered(call.friend.hex(), true);
        ringLimit.answered(call.friend.hex(), false);
    }
}
