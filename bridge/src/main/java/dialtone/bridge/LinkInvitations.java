package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.Budget;
import dialtone.bridge.bitcoin.CannotPayException;
import dialtone.bridge.bitcoin.Intent;
import dialtone.bridge.bitcoin.OverBudgetException;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.handshake.Step;
import dialtone.signaling.reunion.Batch;
import dialtone.signaling.reunion.DerivedCredentials;
import dialtone.signaling.reunion.SendSlot;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Invites many friends to a link at once, as after a start: quiet reunion frames that can be dialled, all in one transaction ({@code docs/protocol.md}, sections 7.1 and
 * 13). Nobody clicked, so it stays within what the user allowed ({@link AutomaticAnswers}). Used on the bridge's thread only, outside of transactions.
 *
 * <p>Each invitation is a {@link Call} that is shown nowhere; it is on disk together with the transaction, or neither is, and a friend to whom one is out is not invited
 * again, so a restart does not pay twice.
 */
final class LinkInvitations {
    /** Nobody waits for it with a telephone at the ear: a friend who starts a little later, or hears of it late, still finds us waiting. */
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    private final Clock clock;
    private final SecureRandom random;
    private final CallTable table;
    private final Calls calls;
    private final Dials dials;
    private final Pairs pairs;
    private final Envelopes envelopes;
    private final BitcoinClient bitcoin;
    private final AutomaticAnswers automatic;
    private final HelpingServers servers;
    private final IntPredicate isDoubtful;

    /** {@code offer}: gathered with the ICE credentials of the tag that {@link Pairs#ahead} keeps for this friend. */
    record Wanted(PublicKey friend, Descriptor offer) {}

    /** What became of a wish, in the order of the wishes. */
    sealed interface Result {
        PublicKey friend();
    }

    /** {@code call}: the name of what now waits, for as long as an invitation lives. {@code answer}: to be set, without candidates; the friend dials, or an acceptance follows. */
    record Invited(PublicKey friend, String call, Bytes invitationId, Descriptor answer) implements Result {}

    /** {@code why}: for people. */
    record NotInvited(PublicKey friend, String why) implements Result {}

    /** One that may go out. */
    private record Draft(Call call, Descriptor offer, SendSlot slot, Descriptor answer) {}

    /** {@code isDoubtful}: whether the nodes may not relay a payload of so many bytes. */
    LinkInvitations(
            Clock clock,
            SecureRandom random,
            CallTable table,
            Calls calls,
            Dials dials,
            Pairs pairs,
            Envelopes envelopes,
            BitcoinClient bitcoin,
            AutomaticAnswers automatic,
            HelpingServers servers,
            IntPredicate isDoubtful) {
        this.clock = clock;
        this.random = random;
        this.table = table;
        this.calls = calls;
        this.dials = dials;
        this.pairs = pairs;
        this.envelopes = envelopes;
        this.bitcoin = bitcoin;
        this.automatic = automatic;
        this.servers = servers;
        this.isDoubtful = isDoubtful;
    }

    /** What a connection to this friend must gather with before it is {@link Wanted}: those of the invitation that is out, or of the next one. Nothing where an introduction is due. */
    Optional<IceCredentials> credentialsFor(PublicKey friend) {
        return calls.current
                .quietTo(friend)
                .flatMap(call -> call.derived)
                .map(DerivedCredentials::inviter)
                .or(() -> pairs.ahead(friend).map(slot -> slot.credentials().inviter()));
    }

    /** The invitation that is out to a friend: the name of its connection. */
    Optional<String> callTo(PublicKey friend) {
        return calls.current.quietTo(friend).map(call -> call.id);
    }

    /** What was sent to them before then is of no use any more, and must not keep another from being sent. */
    void withdraw(PublicKey friend, Instant then) {
        calls.current
                .quietTo(friend)
                .filter(call -> call.startedAt.isBefore(then))
                .ifPresent(call -> calls.cancel(call.id));
    }

    /** The first {@link Batch#MOST_FRAMES} that may be invited are. A friend is wanted once. */
    List<Result> invite(List<Wanted> wanted) {
        Instant now = clock.instant();
        List<Result> results = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        Set<PublicKey> seen = new HashSet<>();
        for (Wanted each : wanted) {
            Optional<Call> out = calls.current.quietTo(each.friend());
            if (!seen.add(each.friend())) {
                results.add(new NotInvited(each.friend(), "They were asked for twice."));
            } else if (out.isPresent()) {
                results.add(invited(out.get(), each.offer()));
            } else if (automatic.budgetFor(each.friend().hex()).isEmpty()) {
                results.add(new NotInvited(each.friend(), "They may not be connected without a click."));
            } else {
                try {
                    draft(each, now)
                            .ifPresentOrElse(
                                    drafts::add,
                                    () -> results.add(new NotInvited(
                                            each.friend(),
                                            "Their next invitation cannot be dialled: a call heals that.")));
                } catch (IceSettings.NothingToTell hidden) {
                    results.add(new NotInvited(each.friend(), hidden.getMessage()));
                }
            }
        }
        results.addAll(send(drafts, now));
        return inOrder(wanted, results);
    }

    private Result invited(Call out, Descriptor offer) {
        return dials.synthesizedFor(out, offer)
                .<Result>map(answer ->
                        new Invited(out.friend, out.id, out.invitationId().orElseThrow(), answer))
                .orElseGet(() -> new NotInvited(
                        out.friend,
                        "An invitation to them is out already, for a connection with other ICE credentials."));
    }

    private Optional<Draft> draft(Wanted wanted, Instant now) {
        Descriptor offer = calls.usable(servers.settings().tellable(wanted.offer()));
        return envelopes
                .prepared(wanted.friend(), offer)
                .flatMap(slot -> envelopes
                        .synthesizedAnswer(wanted.friend(), offer)
                        .map(answer -> {
                            Instant expiry = now.plus(LIFETIME);
                            Step step = Handshake.inviteDialable(answer, expiry);
                            byte[] id = new byte[16];
                            random.nextBytes(id);
                            Call call = new Call(
                                    Bytes.of(id).hex(),
                                    wanted.friend(),
                                    false,
                                    now,
                                    expiry,
                                    new Timeline(clock, List.of()),
                                    step.next());
                            call.quiet = true;
                            return new Draft(call, offer, slot, answer);
                        }));
    }

    private List<Result> send(List<Draft> drafts, Instant now) {
        List<Result> results = new ArrayList<>();
        List<Draft> first = new ArrayList<>(drafts.subList(0, Math.min(drafts.size(), Batch.MOST_FRAMES)));
        drafts.subList(first.size(), drafts.size())
                .forEach(draft -> results.add(
                        new NotInvited(draft.call.friend, "One transaction holds " + Batch.MOST_FRAMES + " of them.")));
        leaveOutWhoIsOverBudget(first, now, results);
        if (first.isEmpty()) {
            return results;
        }
        if (first.size() > 1 && !isDoubtful.test(size(first, now))) {
            results.addAll(together(first, now));
        } else {
            first.forEach(draft -> results.add(alone(draft, now)));
        }
        return results;
    }

    /** Each pays its share of the one transaction. Fewer friends pay more each, so those who are left are asked again. */
    private void leaveOutWhoIsOverBudget(List<Draft> drafts, Instant now, List<Result> results) {
        boolean changed = true;
        while (changed && !drafts.isEmpty()) {
            long shareSat = (bitcoin.costSat(size(drafts, now)) + drafts.size() - 1) / drafts.size();
            changed = drafts.removeIf(draft -> {
                boolean over = !automatic.hasRoomFor(draft.call.friend.hex(), shareSat);
                if (over) {
                    results.add(new NotInvited(
                            draft.call.friend,
                            "It would cost %,d sat, more than is left for them today.".formatted(shareSat)));
                }
                return over;
            });
        }
    }

    /** Of the payload, which does not depend on the coins. */
    private int size(List<Draft> drafts, Instant now) {
        List<Outpoint> anyCoin = List.of(new Outpoint(Bytes.of(new byte[32]), 0));
        return packed(drafts.stream()
                        .map(draft -> seal(draft, now, anyCoin).payload())
                        .toList())
                .size();
    }

    private Bytes packed(List<Bytes> frames) {
        return frames.size() == 1 ? frames.get(0) : Batch.pack(frames, random);
    }

    private Envelopes.Invitation seal(Draft draft, Instant now, List<Outpoint> outpoints) {
        return envelopes.quiet(draft.call.friend, draft.slot, now, draft.call.expiresAt, draft.offer, outpoints);
    }

    private List<Result> together(List<Draft> drafts, Instant now) {
        try {
            return pay(drafts, "Connecting to " + drafts.size() + " friends, by itself", now);
        } catch (OverBudgetException over) {
            // The coins made it dearer than was thought: who has room for that does not suffer from who has none.
            return drafts.stream().map(draft -> alone(draft, now)).toList();
        } catch (CannotPayException poor) {
            return drafts.stream().map(LinkInvitations::withoutCoins).toList();
        }
    }

    private Result alone(Draft draft, Instant now) {
        try {
            return pay(List.of(draft), "Connecting to a friend, by itself", now).get(0);
        } catch (OverBudgetException over) {
            return new NotInvited(draft.call.friend, over.getMessage());
        } catch (CannotPayException poor) {
            return withoutCoins(draft);
        }
    }

    private static Result withoutCoins(Draft draft) {
        return new NotInvited(draft.call.friend, "There are no coins to pay for it.");
    }

    private List<Result> pay(List<Draft> drafts, String purpose, Instant now) throws CannotPayException {
        Call named = drafts.get(0).call;
        Budget budget = drafts.stream()
                .map(draft -> automatic.budgetFor(draft.call.friend.hex()).orElseThrow())
                .reduce(Budget::with)
                .orElseThrow();
        Intent intent = new Intent("links:" + named.id, purpose, named.expiresAt).within(budget);
        bitcoin.send(intent, outpoints -> {
            List<Bytes> frames = new ArrayList<>();
            for (Draft draft : drafts) {
                Envelopes.Invitation sealed = seal(draft, now, outpoints);
                frames.add(sealed.payload());
                draft.call.sent(sealed.id(), Optional.empty(), draft.offer.fingerprint());
                draft.call.derived = sealed.derived();
                envelopes.used(draft.call.friend);
                table.save(draft.call);
            }
            return packed(frames);
        });
        return drafts.stream()
                .<Result>map(draft -> {
                    calls.adopt(draft.call);
                    Bytes id = draft.call.invitationId().orElseThrow();
                    return new Invited(draft.call.friend, draft.call.id, id, draft.answer);
                })
                .toList();
    }

    private static List<Result> inOrder(List<Wanted> wanted, List<Result> results) {
        List<Result> left = new ArrayList<>(results);
        List<Result> ordered = new ArrayList<>();
        for (Wanted each : wanted) {
            Result next = left.stream()
                    .filter(result -> result.friend().equals(each.friend()))
                    .findFirst()
                    .orElseThrow();
            left.remove(next);
            ordered.add(next);
        }
        return ordered;
    }
}
