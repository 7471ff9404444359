package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.Opened.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens reunion frames, with symmetric keys only ({@code docs/protocol.md}, section 10). */
public final class ReunionOpener {

    /** So many invitations to one friend are thought of when an acceptance comes. */
    public static final int MOST_PENDING = 8;

    private ReunionOpener() {}

    /**
     * {@code match}: from the {@link TagTable}, for the friend whose {@code state} this is. {@code pending}: the ids of our reunion invitations to that friend that are out,
     * at most {@link #MOST_PENDING}. {@code sentAround}: the block's time, or now; {@code now} judges the expiry.
     */
    public static ReunionOpened open(
            Bytes frame,
            List<Outpoint> outpoints,
            TagTable.Match<?> match,
            PairState state,
            List<Bytes> pending,
            Instant sentAround,
            Instant now) {
        if (pending.size() > MOST_PENDING) {
            throw new IllegalArgumentException(pending.size() + " pending invitations to one friend");
        }
        Optional<Generation> held = state.find(match.generation()).filter(each -> each.awaits(match.counter()));
        if (held.isEmpty() || !ReunionFrame.SIZES.contains(frame.size())) {
            return new ReunionOpened.Rejected(
                    Reason.NOT_AUTHENTIC, "the tag was used, or belongs to a secret that is no longer held", state);
        }
        Generation generation = held.get();
        // An acceptance names its invitation by its key, at no bytes.
        Optional<Bytes> invitation = ReunionFrame.unseal(frame, generation, Bytes.EMPTY, outpoints);
        if (invitation.isPresent()) {
            PairState after = state.afterReceiving(match.generation(), match.counter());
            return checked(
                    after,
                    () -> {
                        ReunionFrame content = ReunionFrame.read(invitation.get());
                        Bytes tag = frame.slice(0, ReunionFrame.TAG_SIZE);
                        return new ReunionOpened.Invitation(
                                ReunionFrame.invitationId(frame, outpoints),
                                content.expiry(sentAround),
                                content.dialable(),
                                content.quiet(),
                                content.descriptor(),
                                DerivedCredentials.of(generation.secret(), tag),
                                after);
                    },
                    now);
        }
        for (Bytes id : pending) {
            Optional<Bytes> acceptance = ReunionFrame.unseal(frame, generation, id, outpoints);
            if (acceptance.isPresent()) {
                PairState after = state.afterReceiving(match.generation(), match.counter());
                return checked(
                        after,
                        () -> {
                            ReunionFrame content = ReunionFrame.read(acceptance.get());
                            if (content.dialable() || content.quiet()) {
                                throw new MalformedException(
                                        "head of an acceptance", "not dialable, not quiet", "one of the two");
                            }
                            return new ReunionOpened.Acceptance(
                                    id, content.expiry(sentAround), content.descriptor(), after);
                        },
                        now);
            }
        }
        return new ReunionOpened.Rejected(
                Reason.NOT_AUTHENTIC,
                "the frame was changed, sealed for another transaction, or accepts an invitation that is not pending",
                state);
    }

    private static ReunionOpened checked(PairState after, Supplier<ReunionOpened> reading, Instant now) {
        ReunionOpened read;
        try {
            read = reading.get();
        } catch (MalformedException malformed) {
            return new ReunionOpened.Rejected(Reason.MALFORMED, malformed.getMessage(), after);
        }
        boolean invitation = read instanceof ReunionOpened.Invitation;
        Instant expiry =
                invitation ? ((ReunionOpened.Invitation) read).expiry() : ((ReunionOpened.Acceptance) read).expiry();
        if (!expiry.isAfter(now)) {
            return invitation
                    ? new ReunionOpened.Missed((ReunionOpened.Invitation) read)
                    : new ReunionOpened.Rejected(
                            Reason.EXPIRED, "acceptance: expiry " + expiry + " is not after now " + now, after);
        }
        if (expiry.isAfter(now.plus(Introduction.LONGEST_LIFETIME))) {
            return new ReunionOpened.Rejected(
                    Reason.EXPIRES_TOO_LATE,
                    "expiry " + expiry + " is more than " + Introduction.LONGEST_LIFETIME.toHours()
                            + " hours after now " + now + ": one of the two clocks is wrong",
                    after);
        }
        return read;
    }
}
