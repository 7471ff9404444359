package dialtone.signaling.frame;

import dialtone.signaling.ByteReader;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.UnknownVersionException;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.frame.Opened.Reason;
import dialtone.signaling.frame.Opened.Rejected;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Opens the frames that are addressed to one identity ({@code docs/protocol.md}, section 6). Checks go from cheap to dear, and nothing is believed before the signature
 * is verified. May be used by several threads.
 *
 * <p>What was seen before is the caller's to remember: the same payload in the same transaction opens again, to the same invitation id.
 */
public final class Opener {

    private final Identity identity;

    /** The day keys of the last call's day: the same for whoever computes them, so a race costs a moment and no more. */
    private volatile Days days;

    public Opener(Identity identity) {
        this.identity = identity;
    }

    /** Whether {@link #open} would say anything but {@link Opened.NotForUs}. A hash look-up, for every OP_RETURN of the network. */
    public boolean recognises(Bytes payload, Instant now) {
        return Header.addresses(payload, daysAt(now).keys.keySet());
    }

    /** Whose hash160 this is among our day keys of that time: an invitation may pay one of them ({@code docs/protocol.md}, section 5.6). */
    public Optional<LocalDate> dayOfKey(Bytes hash160, Instant sentAround) {
        return Optional.ofNullable(daysAt(sentAround).keys.get(hash160)).map(OurDay::day);
    }

    public Opened open(
            Bytes payload,
            List<Outpoint> outpoints,
            Instant now,
            Function<Bytes, Optional<PendingInvitation>> pending) {
        return open(payload, outpoints, now, now, pending);
    }

    /**
     * For a frame out of a block that may be old: {@code sentAround} (the block's time) picks the day keys, {@code now} judges the expiry, so a call of last week is a
     * {@link Opened.Missed}. {@code pending} finds the invitation that an acceptance names.
     */
    public Opened open(
            Bytes payload,
            List<Outpoint> outpoints,
            Instant sentAround,
            Instant now,
            Function<Bytes, Optional<PendingInvitation>> pending) {
        Days accepted = daysAt(sentAround);
        if (!Header.addresses(payload, accepted.keys.keySet())) {
            return new Opened.NotForUs();
        }
        if (payload.size() > Introduction.LARGEST) {
            return new Rejected(
                    Reason.MALFORMED,
                    "frame: expected at most " + Introduction.LARGEST + " bytes, got " + payload.size());
        }
        try {
            return openOurs(payload, outpoints, accepted, now, pending);
        } catch (MalformedException malformed) {
            return new Rejected(Reason.MALFORMED, malformed.getMessage());
        } catch (UnknownVersionException newer) {
            return new Rejected(Reason.UNKNOWN_VERSION, newer.getMessage());
        }
    }

    private Opened openOurs(
            Bytes payload,
            List<Outpoint> outpoints,
            Days accepted,
            Instant now,
            Function<Bytes, Optional<PendingInvitation>> pending) {
        ByteReader in = new ByteReader(payload);
        Header header = Header.read(in);
        Bytes box = in.take(in.left(), "sealed part");
        OurDay our = accepted.keys.get(header.recipient());
        Envelope envelope = Envelope.of(identity.chain(), outpoints, our.key.publicKey(), header.ephemeralX());
        Bytes sharedX = our.key.sharedX(PublicKey.fromX(header.ephemeralX()));
        Optional<Bytes> plaintext = envelope.open(sharedX, box);
        if (plaintext.isEmpty()) {
            return new Rejected(
                    Reason.NOT_AUTHENTIC,
                    "the frame was changed, or sealed for another transaction or network than this one");
        }
        Content content = Content.read(plaintext.get());
        Frame frame = new Frame(envelope, content, our.day, sharedX, now);
        return content.type() == MessageType.INVITATION
                ? openInvitation(frame, envelope.invitationId(box))
                : openAcceptance(frame, pending);
    }

    private Opened openInvitation(Frame frame, Bytes id) {
        PublicKey from = PublicKey.of(frame.content.who());
        boolean service = frame.content.descriptor().at(0) == ServiceEndpoint.FORM;
        Optional<ServiceEndpoint> endpoint =
                service ? Optional.of(ServiceEndpoint.decode(frame.content.descriptor())) : Optional.empty();
        Optional<Descriptor> offer =
                service ? Optional.empty() : Optional.of(Descriptor.decode(frame.content.descriptor()));
        if (!frame.signedBy(from, identity.publicKey(), Bytes.EMPTY)) {
            return frame.badSignature(from);
        }
        if (from.equals(identity.publicKey())) {
            return new Rejected(Reason.FROM_OURSELVES, "an invitation from our own key");
        }
        if (endpoint.isPresent()) {
            return openEndpoint(
                    frame,
                    new Opened.Endpoint(
                            from, id, frame.expiry(), endpoint.get(), frame.day, frame.content.signature()));
        }
        Opened.Invitation invitation = new Opened.Invitation(
                from,
                id,
                frame.expiry(),
                offer.orElseThrow(),
                frame.day,
                frame.envelope.ephemeralX(),
                frame.content.signature(),
                frame.content.quiet());
        if (frame.hasExpired()) {
            return new Opened.Missed(invitation);
        }
        return frame.expiresTooLate() ? frame.tooLate() : invitation;
    }

    private static Opened openEndpoint(Frame frame, Opened.Endpoint endpoint) {
        if (frame.hasExpired()) {
            return new Rejected(Reason.EXPIRED, "service: expiry " + frame.expiry() + " is not after now " + frame.now);
        }
        return frame.expiresTooLate() ? frame.tooLate() : endpoint;
    }

    private Opened openAcceptance(Frame frame, Function<Bytes, Optional<PendingInvitation>> pending) {
        Descriptor answer = Descriptor.decode(frame.content.descriptor());
        Bytes invitationId = frame.content.who();
        Optional<PendingInvitation> found = pending.apply(invitationId);
        if (found.isEmpty()) {
            return new Rejected(
                    Reason.UNKNOWN_INVITATION, "no invitation " + invitationId.hex() + " of ours is waiting");
        }
        PublicKey from = found.get().invitee();
        if (!frame.signedBy(from, identity.publicKey(), invitationId)) {
            return frame.badSignature(from);
        }
        if (frame.hasExpired()) {
            return new Rejected(
                    Reason.EXPIRED, "acceptance: expiry " + frame.expiry() + " is not after now " + frame.now);
        }
        if (frame.expiresTooLate()) {
            return frame.tooLate();
        }
        return new Opened.Acceptance(
                from,
                invitationId,
                frame.expiry(),
                answer,
                frame.day,
                pairSecret(frame, found.get()),
                frame.content.signature());
    }

    private PairSecret pairSecret(Frame frame, PendingInvitation invitation) {
        PrivateKey ephemeral = invitation.secret().key();
        PublicKey theirEphemeral = PublicKey.fromX(frame.envelope.ephemeralX());
        PublicKey theirDayKey = DayKey.of(
                invitation.invitee(), identity.chain(), invitation.secret().day());
        return PairSecret.derive(
                ephemeral.sharedX(theirEphemeral),
                ephemeral.sharedX(theirDayKey),
                frame.sharedX,
                new PairSecret.Transcript(
                        identity.publicKey(),
                        invitation.invitee(),
                        invitation.id(),
                        ephemeral.publicKey().x(),
                        frame.envelope));
    }

    private Days daysAt(Instant now) {
        LocalDate today = DayKey.dayOf(now);
        Days known = days;
        if (known == null || !known.today.equals(today)) {
            known = new Days(
                    today,
                    DayKey.acceptedAt(now).stream()
                            .map(day -> new OurDay(day, identity.dayKey(day)))
                            .collect(Collectors.toUnmodifiableMap(
                                    our -> our.key.publicKey().hash160(), our -> our)));
            days = known;
        }
        return known;
    }

    private record OurDay(LocalDate day, PrivateKey key) {}

    /** {@code keys}: by hash160 of the public day key. */
    private record Days(LocalDate today, Map<Bytes, OurDay> keys) {}

    /** A frame that opened, on its way to being believed. */
    private record Frame(Envelope envelope, Content content, LocalDate day, Bytes sharedX, Instant now) {

        Instant expiry() {
            return content.expiry(day);
        }

        boolean signedBy(PublicKey sender, PublicKey recipient, Bytes invitationId) {
            Bytes hash = Challenge.hash(
                    envelope, content.type(), recipient, sender, expiry(), invitationId, content.descriptor());
            return sender.verifies(hash, content.signature());
        }

        boolean hasExpired() {
            return !expiry().isAfter(now);
        }

        boolean expiresTooLate() {
            return expiry().isAfter(now.plus(Introduction.LONGEST_LIFETIME));
        }

        Rejected badSignature(PublicKey claimed) {
            return new Rejected(Reason.BAD_SIGNATURE, "the signature is not one by " + claimed + " for this frame");
        }

        Rejected tooLate() {
            return new Rejected(
                    Reason.EXPIRES_TOO_LATE,
                    "expiry " + expiry() + " is more than " + Introduction.LONGEST_LIFETIME.toHours()
                            + " hours after now " + now + ": one of the two clocks is wrong");
        }
    }
}
