package dialtone.signaling.frame;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Seals introduction frames: first contact, from nothing but the recipient's identity key ({@code docs/protocol.md}, section 5).
 *
 * <pre>
 * invitation, two IPv4 candidates of two kinds, libwebrtc:
 *   flag 4 + recipient 20 + ephemeral x 32 + head 1 + sender 33 + expiry 3 + fingerprint 32 + credentials 21 + groups 2 + addresses 12 + signature 64 + tag 16 = 240
 * its acceptance, with 16 bytes of invitation id for the 33 of the sender: 223, padded to 240
 * </pre>
 */
public final class Introduction {

    /** No message may be valid for longer. */
    public static final Duration LONGEST_LIFETIME = Duration.ofHours(24);

    /** Larger payloads are no introduction frames. */
    public static final int LARGEST = Content.FRAME_SIZES.get(Content.FRAME_SIZES.size() - 1);

    private static final String EPHEMERAL_LABEL = "dialtone/1/ephemeral key";
    private static final int RANDOM_BYTES = 32;
    private static final Bytes QUIET = Bytes.of((byte) 1);

    private Introduction() {}

    /** {@code outpoints}: what the transaction spends, in its order; the frame opens in no other. {@code expiry} is cut to whole seconds. */
    public static Sealed.Invitation sealInvitation(
            Identity sender,
            PublicKey recipient,
            Instant now,
            Instant expiry,
            Descriptor offer,
            List<Outpoint> outpoints,
            SecureRandom random) {
        return sealInvitation(sender, recipient, now, expiry, offer.encode(), false, outpoints, random);
    }

    /** The same for a link without a call, which never rings. */
    public static Sealed.Invitation sealQuietInvitation(
            Identity sender,
            PublicKey recipient,
            Instant now,
            Instant expiry,
            Descriptor offer,
            List<Outpoint> outpoints,
            SecureRandom random) {
        return sealInvitation(sender, recipient, now, expiry, offer.encode(), true, outpoints, random);
    }

    /** The same with the address of a service, for which nothing rings; there is no acceptance. */
    public static Sealed.Invitation sealEndpoint(
            Identity sender,
            PublicKey recipient,
            Instant now,
            Instant expiry,
            ServiceEndpoint endpoint,
            List<Outpoint> outpoints,
            SecureRandom random) {
        return sealInvitation(sender, recipient, now, expiry, endpoint.encode(), false, outpoints, random);
    }

    private static Sealed.Invitation sealInvitation(
            Identity sender,
            PublicKey recipient,
            Instant now,
            Instant expiry,
            Bytes descriptor,
            boolean quiet,
            List<Outpoint> outpoints,
            SecureRandom random) {
        if (recipient.equals(sender.publicKey())) {
            throw new IllegalArgumentException("an invitation to ourselves");
        }
        Draft draft = new Draft(sender, recipient, now, expiry, descriptor, quiet, outpoints, random);
        Bytes box = draft.seal(MessageType.INVITATION, sender.publicKey().bytes(), Bytes.EMPTY);
        return new Sealed.Invitation(
                draft.envelope.header().encode().concat(box),
                draft.envelope.invitationId(box),
                draft.expiry,
                new EphemeralSecret(draft.ephemeral, draft.day));
    }

    public static Sealed.Acceptance sealAcceptance(
            Identity sender,
            Opened.Invitation invitation,
            Instant now,
            Instant expiry,
            Descriptor answer,
            List<Outpoint> outpoints,
            SecureRandom random) {
        PublicKey inviter = invitation.from();
        Draft draft = new Draft(sender, inviter, now, expiry, answer.encode(), false, outpoints, random);
        Bytes box = draft.seal(MessageType.ACCEPTANCE, invitation.id(), invitation.id());
        PublicKey theirEphemeral = PublicKey.fromX(invitation.ephemeralX());
        PairSecret pairSecret = PairSecret.derive(
                draft.ephemeral.sharedX(theirEphemeral),
                sender.dayKey(invitation.day()).sharedX(theirEphemeral),
                draft.sharedX,
                new PairSecret.Transcript(
                        inviter, sender.publicKey(), invitation.id(), invitation.ephemeralX(), draft.envelope));
        return new Sealed.Acceptance(
                draft.envelope.header().encode().concat(box), invitation.id(), draft.expiry, pairSecret);
    }

    /** What invitation and acceptance have in common. */
    private static final class Draft {
        final Identity sender;
        final PublicKey recipient;
        final Instant expiry;
        final LocalDate day;
        final Bytes descriptor;
        final boolean quiet;
        final PrivateKey ephemeral;
        final Bytes sharedX;
        final Envelope envelope;

        Draft(
                Identity sender,
                PublicKey recipient,
                Instant now,
                Instant expiry,
                Bytes descriptor,
                boolean quiet,
                List<Outpoint> outpoints,
                SecureRandom random) {
            this.sender = sender;
            this.recipient = recipient;
            this.expiry = checked(expiry, now);
            this.day = DayKey.dayOf(now);
            this.descriptor = descriptor;
            this.quiet = quiet;
            if (outpoints.isEmpty()) {
                throw new IllegalArgumentException("a transaction spends one outpoint at least");
            }
            this.ephemeral = ephemeral(outpoints, random);
            PublicKey dayKey = DayKey.of(recipient, sender.chain(), day);
            this.sharedX = ephemeral.sharedX(dayKey);
            this.envelope = Envelope.of(
                    sender.chain(), outpoints, dayKey, ephemeral.publicKey().x());
        }

        Bytes seal(MessageType type, Bytes who, Bytes invitationId) {
            Bytes hash =
                    Challenge.hash(envelope, type, recipient, sender.publicKey(), expiry, invitationId, descriptor);
            Content content = new Content(
                    type,
                    who,
                    Content.expirySeconds(day, expiry),
                    descriptor,
                    sender.key().sign(hash),
                    quiet);
            return envelope.seal(sharedX, content.padded());
        }

        /**
         * Random, and hedged with the identity key and all that differs between two frames. A machine that was cloned, or restored from a snapshot, draws the same random bytes
         * twice, perhaps for the same coin; with other content it still gets another ephemeral key, so no key and nonce ever meet two plaintexts.
         */
        private PrivateKey ephemeral(List<Outpoint> outpoints, SecureRandom random) {
            byte[] drawn = new byte[RANDOM_BYTES];
            random.nextBytes(drawn);
            Bytes info = new ByteWriter()
                    .ascii(EPHEMERAL_LABEL)
                    .u8(sender.chain().id())
                    .bytes(recipient.bytes())
                    .u64(day.toEpochDay())
                    .u64(expiry.getEpochSecond())
                    .bytes(descriptor)
                    .bytes(quiet ? QUIET : Bytes.EMPTY)
                    .toBytes();
            Bytes ikm = Bytes.of(drawn).concat(sender.key().secret());
            return PrivateKey.of(Hkdf.derive(ikm, Outpoint.serialize(outpoints), info, PrivateKey.SIZE));
        }

        private static Instant checked(Instant expiry, Instant now) {
            if (!expiry.isAfter(now) || expiry.isAfter(now.plus(LONGEST_LIFETIME))) {
                throw new MalformedException(
                        "expiry", "at most " + LONGEST_LIFETIME.toHours() + " hours after " + now, expiry.toString());
            }
            return expiry.truncatedTo(ChronoUnit.SECONDS);
        }
    }
}
