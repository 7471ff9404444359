package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Introduction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Seals reunion frames: from the second contact on, out of a pair state, in at most 80 bytes that look like noise ({@code docs/protocol.md}, section 10).
 *
 * <pre>
 * invitation, two IPv4 candidates of two kinds, fingerprint pinned, credentials derived:
 *   tag 8 + IV 12 + head 1 + expiry 3 + groups 2 + addresses 12 = 38, padded to 40
 * </pre>
 */
public final class Reunion {

    /** No reunion frame is larger. */
    public static final int LARGEST = ReunionFrame.LARGEST;

    private Reunion() {}

    /** What became of the wish to seal. */
    public sealed interface Sealing {

        /** {@code dropped}: the candidates for which there was no room, the least useful first. */
        record Fits(Bytes payload, Bytes invitationId, Instant expiry, List<Candidate> dropped) implements Sealing {
            public Fits {
                dropped = List.copyOf(dropped);
            }
        }

        /** 80 bytes do not hold it: an introduction frame must carry it. {@code why}: for people. */
        record NeedsIntroduction(String why) implements Sealing {}
    }

    /**
     * {@code slot}: reserved, and its {@link PairState.Reserved#after} stored. {@code dialable}: our peer has set the {@link #synthesizedAnswer} and waits. {@code expiry} is cut to whole seconds.
     */
    public static Sealing sealInvitation(
            SendSlot slot,
            boolean dialable,
            Instant now,
            Instant expiry,
            ShortDescriptor offer,
            List<Outpoint> outpoints) {
        return sealInvitation(slot, dialable, false, now, expiry, offer, outpoints);
    }

    /** {@code quiet}: for a link without a call, which never rings. */
    public static Sealing sealInvitation(
            SendSlot slot,
            boolean dialable,
            boolean quiet,
            Instant now,
            Instant expiry,
            ShortDescriptor offer,
            List<Outpoint> outpoints) {
        return seal(slot, Bytes.EMPTY, dialable, quiet, now, expiry, offer, outpoints);
    }

    public static Sealing sealAcceptance(
            SendSlot slot,
            Bytes invitationId,
            Instant now,
            Instant expiry,
            ShortDescriptor answer,
            List<Outpoint> outpoints) {
        return seal(slot, invitationId.sized(16, "invitation id"), false, false, now, expiry, answer, outpoints);
    }

    /** What the inviter of a dialable invitation sets before sending it: the invitee, from whom nothing has come yet. */
    public static Descriptor synthesizedAnswer(SendSlot slot, Bytes pinnedFingerprint) {
        return new Descriptor(pinnedFingerprint, slot.credentials().invitee(), List.of());
    }

    private static Sealing seal(
            SendSlot slot,
            Bytes accepted,
            boolean dialable,
            boolean quiet,
            Instant now,
            Instant expiry,
            ShortDescriptor descriptor,
            List<Outpoint> outpoints) {
        if (!expiry.isAfter(now) || expiry.isAfter(now.plus(Introduction.LONGEST_LIFETIME))) {
            throw new MalformedException(
                    "expiry",
                    "at most " + Introduction.LONGEST_LIFETIME.toHours() + " hours after " + now,
                    expiry.toString());
        }
        if (outpoints.isEmpty()) {
            throw new IllegalArgumentException("a transaction spends one outpoint at least");
        }
        Optional<ShortDescriptor.Fitted> fitted = descriptor.fit(ReunionFrame.ROOM);
        if (fitted.isEmpty()) {
            return new Sealing.NeedsIntroduction(
                    "A reunion frame has 80 bytes, no room for one candidate beside what else must travel: "
                            + descriptor
                                    .fingerprint()
                                    .map(each -> "the fingerprint, ")
                                    .orElse("")
                            + descriptor
                                    .credentials()
                                    .map(each -> "ICE credentials, ")
                                    .orElse("")
                            + "the expiry.");
        }
        Instant whole = expiry.truncatedTo(ChronoUnit.SECONDS);
        Bytes payload =
                ReunionFrame.of(whole, dialable, quiet, fitted.get().kept()).seal(slot, accepted, outpoints);
        Bytes id = accepted.size() > 0 ? accepted : ReunionFrame.invitationId(payload, outpoints);
        return new Sealing.Fits(payload, id, whole, fitted.get().dropped());
    }
}
