package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.CannotPayException;
import dialtone.bridge.bitcoin.OverBudgetException;
import dialtone.bridge.bitcoin.Payload;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.Reach;
import dialtone.signaling.handshake.Action;
import dialtone.signaling.handshake.Dialing;
import dialtone.signaling.handshake.Event;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.handshake.Outcome;
import dialtone.signaling.handshake.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * The calls that are set up over Bitcoin: hands each what happens ({@link Event}) and carries out what it decides ({@link Action}). What others send begins in
 * {@link ArrivingCalls}; what is only looked at is in {@link CallProgress}. Used on the bridge's thread only.
 */
final class Calls implements ArrivingCalls.Steps {
    private static final int HISTORY = 50;
    private static final String CONNECTED_BY_ITSELF = "Connected by itself, as you allowed.";

    /** Those that are not over. */
    final CurrentCalls current;

    final ArrivingCalls arriving;
    final CallProgress progress;

    private final Clock clock;
    private final BridgeThread thread;
    private final CallTable table;
    private final Friends friends;
    private final BitcoinClient bitcoin;
    private final CandidateNames names;
    private final Tabs tab;
    private final CallsInView inView;
    private final FriendsInView friendsInView;
    private final Pairs pairs;
    private final CallFrames frames;
    private final Dials dials;
    private final Reach reach;
    private Holder holder;

    private final Map<String, Future<?>> deadlines = new HashMap<>();

    Calls(
            Chain chain,
            Clock clock,
            BridgeThread thread,
            CallTable table,
            Friends friends,
            BitcoinClient bitcoin,
            CandidateNames names,
            Tabs tab,
            FriendsInView friendsInView,
            WalletInView wallet,
            AutomaticAnswers automatic,
            Pairs pairs,
            CallFrames frames,
            Dials dials) {
        this.clock = clock;
        this.thread = thread;
        this.table = table;
        current = new CurrentCalls(table);
        this.friends = friends;
        this.bitcoin = bitcoin;
        this.names = names;
        this.tab = tab;
        inView = new CallsInView(thread, friends, frames, tab);
        this.friendsInView = friendsInView;
        this.pairs = pairs;
        this.frames = frames;
        this.dials = dials;
        reach = Reach.of(chain);
        progress = new CallProgress(current, table, inView, tab);
        arriving = new ArrivingCalls(
                clock, thread, current, this, friends, friendsInView, wallet, automatic, () -> holder.isThere(), reach);
    }

    /** Before anything else, and again when another takes over. */
    void heldBy(Holder whoever) {
        holder = whoever;
    }

    /** Takes up the calls that a stop interrupted. */
    void resume() {
        for (Call call : table.unfinished()) {
            current.add(call);
            if (call.quiet && call.isRinging()) {
                arriving.dropped(call);
            } else {
                happened(call, new Event.TimePassed(clock.instant()));
            }
        }
    }

    /** Their connections went with our native peer; what still rings can be accepted. */
    void endInterrupted() {
        for (Call call : current.all()) {
            if (!call.incoming) {
                happened(call, new Event.UserCancelled());
            } else if (!call.isRinging()) {
                happened(call, new Event.LinkFailed("Dialtone was restarted meanwhile."));
            }
        }
    }

    List<CallView> views() {
        List<CallView> views = new ArrayList<>();
        current.all().stream().filter(call -> !call.quiet).forEach(call -> views.add(inView.of(call)));
        table.newest(HISTORY).stream()
                .filter(call -> !current.contains(call))
                .forEach(call -> views.add(inView.of(call)));
        return views;
    }

    /** A tab has connected: give it what it may have missed of the calls that wait for it. */
    void tabAttached() {
        for (Call call : current.all()) {
            if (call.state instanceof Handshake.AnswerAwaited) {
                call.received.ifPresent(
                        frame -> askForAnswer(call, frame.invitation().offer()));
            }
            if (call.state instanceof Dialing) {
                call.received.ifPresent(frame -> dial(call, frame.invitation().offer()));
            }
            if (call.state instanceof Handshake.AcceptanceConsumed) {
                call.answer.ifPresent(answer -> holder.apply(call, answer));
            }
        }
    }

    void invite(FromBrowser.Invite request) {
        invite(request, Descriptor.fromSdp(request.offer()));
    }

    void invite(FromBrowser.Invite request, Descriptor offer) {
        Optional<Call> known = current.find(request.call());
        if (known.isPresent()) {
            inView.changed(known.get());
            return;
        }
        requireCallId(request.call());
        Friend friend = friends.find(request.friend())
                .orElseThrow(() -> new MalformedException("friend to call", "one you have added", request.friend()));
        Instant expiry = clock.instant().plus(Handshake.INVITATION_LIFETIME);
        Step step = dials.invite(friend.key(), offer, expiry);
        Call call = new Call(
                request.call(),
                friend.key(),
                false,
                startOf(request),
                expiry,
                new Timeline(clock, List.of()),
                step.next());
        current.add(call);
        progress.begin(call);
        step.actions().forEach(action -> perform(call, action));
        names.resolve(offer)
                .thenAcceptAsync(resolved -> sendInvitation(call, resolved), thread)
                .exceptionally(failure -> broken(call, failure));
    }

    /** The click, unless the tab's idea of it is absurd. */
    private Instant startOf(FromBrowser.Invite request) {
        Instant now = clock.instant();
        Instant clicked = Instant.ofEpochMilli((long) request.clickedAt());
        boolean plausible = !clicked.isAfter(now) && clicked.isAfter(now.minus(Handshake.INVITATION_LIFETIME));
        return plausible ? clicked : now;
    }

    private void sendInvitation(Call call, Descriptor offer) {
        if (call.outcome.isPresent()) {
            return; // cancelled while the names were looked up: nothing is spent
        }
        call.timeline.here("resolved");
        send(call, () -> frames.invitation(call, offer.usableFor(reach)));
        schedule(call);
    }

    private interface Sending {
        CallFrames.Sent send() throws CannotPayException;
    }

    private void send(Call call, Sending sending) {
        try {
            CallFrames.Sent sent = sending.send();
            call.timeline.sealed(sent.sealedAt(), sent.frame());
            changed(call);
        } catch (CannotPayException refused) {
            notPaid(call, refused);
        } catch (IceSettings.NothingToTell unreachable) {
            notSent(call, "Nothing was sent: " + unreachable.getMessage() + ". Check the connection in the wallet.");
        } catch (Envelopes.DoesNotFit tooLong) {
            notSent(call, tooLong.getMessage() + " Call them back: that goes another way.");
        }
    }

    private void notPaid(Call call, CannotPayException refused) {
        if (refused instanceof OverBudgetException) {
            notSent(call, "Not answered by itself: " + refused.getMessage() + ".");
        } else {
            if (!call.automatic) {
                noCoins(call.id, refused.getMessage());
            }
            notSent(call, "There were no coins to pay for it.");
        }
    }

    private void notSent(Call call, String why) {
        if (!arriving.ringInstead(call)) {
            happened(call, new Event.LinkFailed(why));
        }
    }

    private void noCoins(String about, String detail) {
        tab.problem(
                about,
                "no-coins",
                "Your coins do not pay for this: " + detail,
                "Open the wallet and get some coins, then try again.");
    }

    void cancel(String id) {
        current.find(id).ifPresent(call -> happened(call, new Event.UserCancelled()));
    }

    void accept(String id) {
        current.find(id).filter(Call::isRinging).ifPresent(call -> {
            long cost = frames.answerCostSat(call);
            if (bitcoin.funds().balanceSat() < cost) {
                noCoins(
                        id,
                        "answering costs %d sat, you have %d sat"
                                .formatted(cost, bitcoin.funds().balanceSat()));
                return;
            }
            if (friends.find(call.friend.hex()).isEmpty()) {
                friends.add(call.friend, "");
                friendsInView.changed(call.friend.hex());
            }
            call.timeline.here("accepted");
            happened(call, new Event.UserAccepted());
        });
    }

    void decline(String id) {
        current.find(id).ifPresent(call -> happened(call, new Event.UserDeclined()));
    }

    void answer(String id, String sdp) {
        answered(id, Descriptor.fromSdp(sdp));
    }

    void answered(String id, Descriptor answer) {
        current.find(id).ifPresent(call -> {
            names.resolve(answer)
                    .thenAcceptAsync(resolved -> happened(call, new Event.AnswerGathered(resolved)), thread)
                    .exceptionally(failure -> broken(call, failure));
        });
    }

    void dialFailed(String id) {
        current.find(id).ifPresent(call -> happened(call, new Event.DialFailed()));
    }

    void failed(String id, String why) {
        String shown = why.isBlank() ? "The page could not go on." : why.substring(0, Math.min(why.length(), 300));
        current.find(id).ifPresent(call -> happened(call, new Event.LinkFailed(shown)));
    }

    void linkOpened(String id) {
        current.find(id).ifPresent(call -> {
            pairs.linked(call.friend);
            call.fingerprint.ifPresent(ours -> pairs.theyKnow(call.friend, ours));
            happened(call, new Event.LinkOpened());
        });
    }

    void logged(FromBrowser.CallLogged entry) {
        requireCallId(entry.call());
        if (!entry.outcome().matches("answered|missed|declined|busy|cancelled|no-answer|failed")) {
            throw new MalformedException(
                    "outcome of a call", "answered, missed, ...", MalformedException.quote(entry.outcome()));
        }
        Outcome outcome = Call.outcome(entry.outcome());
        PublicKey friend = PublicKey.fromHex(entry.friend());
        Instant start = Instant.ofEpochMilli((long) entry.startedAt());
        table.log(entry.call(), friend, entry.incoming(), outcome, start, (long) entry.talkedMs());
        table.find(entry.call()).ifPresent(inView::changed);
        friendsInView.changed(entry.friend());
    }

    /** A call of ours that has been sent and stored. */
    void adopt(Call call) {
        current.add(call);
        schedule(call);
    }

    /** Without what is of no use to anybody else. */
    Descriptor usable(Descriptor own) {
        return own.usableFor(reach);
    }

    /** The friend accepts one of our invitations. */
    void accepted(Bytes invitationId, Descriptor offered, Instant expiry, Payload payload) {
        current.invited(invitationId).ifPresent(call -> {
            call.timeline.frameArrived(payload.seenAt(), payload.bytes().size(), payload.txid());
            call.timeline.here("opened");
            happened(call, new Event.AcceptanceArrived(offered.usableFor(reach), expiry));
        });
    }

    @Override
    public void happened(Call call, Event event) {
        boolean unanswered = event instanceof Event.LinkFailed && call.isAccepted();
        if (unanswered && arriving.ringInstead(call)) {
            return;
        }
        Step step = call.state.on(event);
        boolean nothing = step.next().equals(call.state) && step.actions().isEmpty();
        if (!nothing) {
            take(call, step);
        } else {
            schedule(call);
        }
    }

    @Override
    public void take(Call call, Step step) {
        call.state = step.next();
        for (Action action : step.actions()) {
            perform(call, action);
        }
        changed(call);
        schedule(call);
    }

    private void perform(Call call, Action action) {
        if (action instanceof Action.Ring) {
            call.timeline.here("rang");
        } else if (action instanceof Action.AskForAnswer ask) {
            pickedUp(call);
            askForAnswer(call, ask.offer());
        } else if (action instanceof Action.Dial dial) {
            pickedUp(call);
            dial(call, dial.offer());
        } else if (action instanceof Action.AwaitDial dial) {
            holder.expectDial(call, dial.synthesized());
        } else if (action instanceof Action.SendAcceptance acceptance) {
            send(call, () -> frames.acceptance(call, acceptance.answer().usableFor(reach)));
        } else if (action instanceof Action.ApplyAnswer apply) {
            call.answer = Optional.of(apply.answer());
            holder.apply(call, apply.answer());
        } else if (action instanceof Action.RecordOutcome outcome) {
            call.outcome = Optional.of(outcome.outcome());
            if (call.isReunion()
                    && !call.quiet // which may be dropped without a word
                    && (call.incoming ? outcome.outcome() == Outcome.FAILED : outcome.outcome() != Outcome.ANSWERED)) {
                pairs.unanswered(call.friend); // or answered, and what the short frames left out was needed
            }
            boolean byItself = call.automatic && outcome.outcome() == Outcome.ANSWERED;
            call.why = byItself ? CONNECTED_BY_ITSELF : outcome.why();
        }
        // StopRinging and TellWithdrawn: the tab follows the call's state and outcome.
    }

    private void pickedUp(Call call) {
        if (!call.automatic) {
            arriving.answeredByUser(call);
        }
    }

    private void dial(Call call, Descriptor offer) {
        dials.dial(
                holder,
                call,
                offer.usableFor(reach),
                pairs.knownOf(call.friend).orElse(Bytes.EMPTY),
                () -> happened(call, new Event.DialFailed()));
    }

    private void askForAnswer(Call call, Descriptor offer) {
        // Filtered here, whatever way it came: on arrival, out of the database, again to another tab.
        holder.answer(call, offer.usableFor(reach));
    }

    /** Tells the tab, which waits for it, then saves, and lets go of what is over. */
    private void changed(Call call) {
        inView.changed(call);
        table.save(call);
        if (call.outcome.isPresent()) {
            friendsInView.changed(call.friend.hex());
        }
        if (call.isOver()) {
            current.remove(call);
            if (!(call.state instanceof Handshake.Linked)) {
                holder.over(call);
            }
        }
    }

    private void schedule(Call call) {
        Future<?> earlier = deadlines.remove(call.id);
        if (earlier != null) {
            earlier.cancel(false);
        }
        call.state.deadline().ifPresent(deadline -> {
            Duration delay = Duration.between(clock.instant(), deadline).plusMillis(1);
            deadlines.put(call.id, thread.after(delay, () -> happened(call, new Event.TimePassed(clock.instant()))));
        });
    }

    private Void broken(Call call, Throwable failure) {
        thread.execute(() -> {
            happened(call, new Event.LinkFailed("Something went wrong inside Dialtone."));
            throw new IllegalStateException("call " + call.id + " could not go on", failure);
        });
        return null;
    }

    private static void requireCallId(String id) {
        if (!id.matches("[0-9a-f]{32}")) {
            throw new MalformedException("call id", "32 hex digits", MalformedException.quote(id));
        }
    }
}
