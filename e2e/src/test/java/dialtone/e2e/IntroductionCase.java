package dialtone.e2e;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.frame.EphemeralSecret;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.frame.Sealed;
import dialtone.signaling.identity.Identity;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An introduction frame: an invitation, a service endpoint or an acceptance. */
final class IntroductionCase implements FrameCase {

    private static final int INVITATION = 1;
    private static final int ACCEPTANCE = 2;

    private final Identity sender;
    private final Identity recipient;
    private final Instant now;
    private final Instant expiry;
    private final List<Outpoint> outpoints;
    private final Bytes random;
    private final List<Candidate> candidates;
    private final Descriptor descriptor;
    private final Optional<ServiceEndpoint> endpoint;
    private final boolean quiet;
    private final Optional<PendingInvitation> accepted;

    IntroductionCase(RandomFacts facts) {
        List<Identity> pair = facts.pair();
        sender = pair.get(0);
        recipient = pair.get(1);
        now = facts.now();
        expiry = facts.expiryAfter(now);
        outpoints = facts.outpoints();
        random = facts.bytes(32);
        candidates = facts.candidates();
        descriptor = new Descriptor(facts.bytes(32), facts.credentials(), candidates);
        boolean acceptance = facts.oneIn(2);
        endpoint = acceptance || !facts.oneIn(5) ? Optional.empty() : Optional.of(facts.endpoint());
        quiet = !acceptance && endpoint.isEmpty() && facts.oneIn(3);
        LocalDate invited = now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(facts.below(2));
        PendingInvitation invitation = new PendingInvitation(
                facts.bytes(16), sender.publicKey(), new EphemeralSecret(facts.privateKey(), invited));
        accepted = acceptance ? Optional.of(invitation) : Optional.empty();
    }

    @Override
    public Map<String, Object> toSeal() {
        Map<String, Object> job = new HashMap<>(Map.of(
                "frame", "introduction",
                "type", accepted.isPresent() ? ACCEPTANCE : INVITATION,
                "network", (int) sender.chain().id(),
                "sender", sender.key().secret().hex(),
                "recipient", recipient.publicKey().hex(),
                "now", sealedAt(),
                "expiry", expiry(),
                "outpoints", Facts.of(outpoints),
                "random", random.hex(),
                "descriptor", endpoint.map(Facts::of).orElseGet(() -> Facts.of(descriptor, candidates))));
        job.put("quiet", quiet);
        accepted.ifPresent(invitation -> job.put(
                "accepted",
                Map.of(
                        "id", invitation.id().hex(),
                        "ephemeralX", ephemeral(invitation).publicKey().x().hex(),
                        "day", day(invitation))));
        return job;
    }

    @Override
    public Map<String, Object> sealed() {
        if (accepted.isPresent()) {
            Sealed.Acceptance sealed = Introduction.sealAcceptance(
                    sender, received(accepted.get()), now, expiry, descriptor, outpoints, drawing(random));
            return Map.of(
                    "payload",
                    sealed.payload().hex(),
                    "pairSecret",
                    sealed.pairSecret().bytes().hex());
        }
        Sealed.Invitation sealed = endpoint.isPresent()
                ? Introduction.sealEndpoint(
                        sender, recipient.publicKey(), now, expiry, endpoint.get(), outpoints, drawing(random))
                : quiet
                        ? Introduction.sealQuietInvitation(
                                sender, recipient.publicKey(), now, expiry, descriptor, outpoints, drawing(random))
                        : Introduction.sealInvitation(
                                sender, recipient.publicKey(), now, expiry, descriptor, outpoints, drawing(random));
        return Map.of(
                "payload", sealed.payload().hex(),
                "id", sealed.invitationId().hex(),
                "ephemeral", sealed.secret().key().secret().hex(),
                "day", (int) sealed.secret().day().toEpochDay());
    }

    /** What the invitee knows of the invitation; only some of it matters to the acceptance. */
    private Opened.Invitation received(PendingInvitation invitation) {
        return new Opened.Invitation(
                recipient.publicKey(),
                invitation.id(),
                expiry,
                descriptor,
                invitation.secret().day(),
                ephemeral(invitation).publicKey().x(),
                Bytes.EMPTY,
                false);
    }

    @Override
    public Map<String, Object> toOpen(Bytes payload, Arrival arrival) {
        List<Map<String, Object>> pending = accepted.stream()
                .map(invitation -> Map.<String, Object>of(
                        "id", invitation.id().hex(),
                        "invitee", invitation.invitee().hex(),
                        "ephemeral", ephemeral(invitation).secret().hex(),
                        "day", day(invitation)))
                .toList();
        return Map.of(
                "frame", "introduction",
                "payload", payload.hex(),
                "network", (int) recipient.chain().id(),
                "recipient", recipient.key().secret().hex(),
                "outpoints", Facts.of(outpoints),
                "sentAround", arrival.sentAround(),
                "now", arrival.now(),
                "pending", pending);
    }

    @Override
    public Map<String, Object> opened(Bytes payload, Arrival arrival) {
        Opened opened = new Opener(recipient)
                .open(
                        payload,
                        outpoints,
                        Instant.ofEpochSecond(arrival.sentAround()),
                        Instant.ofEpochSecond(arrival.now()),
                        id -> accepted.filter(invitation -> invitation.id().equals(id)));
        if (opened instanceof Opened.Missed missed) {
            return invitation(missed.invitation(), true);
        } else if (opened instanceof Opened.Invitation invitation) {
            return invitation(invitation, false);
        } else if (opened instanceof Opened.Endpoint each) {
            return Map.of(
                    "type", INVITATION,
                    "quiet", false,
                    "from", each.from().hex(),
                    "expiry", Facts.seconds(each.expiry()),
                    "missed", false,
                    "descriptor", Facts.of(each.endpoint()),
                    "id", each.id().hex());
        } else if (opened instanceof Opened.Acceptance acceptance) {
            return Map.of(
                    "type", ACCEPTANCE,
                    "quiet", false,
                    "from", acceptance.from().hex(),
                    "expiry", Facts.seconds(acceptance.expiry()),
                    "missed", false,
                    "descriptor", Facts.of(acceptance.answer()),
                    "id", acceptance.invitationId().hex(),
                    "pairSecret", acceptance.pairSecret().bytes().hex());
        } else if (opened instanceof Opened.Rejected rejected) {
            return Facts.refused(rejected.reason().name());
        }
        return Facts.refused("NOT_FOR_US");
    }

    private static Map<String, Object> invitation(Opened.Invitation invitation, boolean missed) {
        return Map.of(
                "type", INVITATION,
                "quiet", invitation.quiet(),
                "from", invitation.from().hex(),
                "expiry", Facts.seconds(invitation.expiry()),
                "missed", missed,
                "descriptor", Facts.of(invitation.offer()),
                "id", invitation.id().hex());
    }

    @Override
    public Map<String, Object> facts(Map<String, Object> sealed) {
        Map<String, Object> facts = new HashMap<>(Map.of(
                "type", accepted.isPresent() ? ACCEPTANCE : INVITATION,
                "quiet", quiet,
                "from", sender.publicKey().hex(),
                "expiry", expiry(),
                "missed", false,
                "descriptor",
                        endpoint.map(Facts::of)
                                .orElseGet(() -> Facts.of(descriptor.mostUseful(Descriptor.MOST_CANDIDATES))),
                "id", accepted.map(invitation -> invitation.id().hex()).orElseGet(() -> (String) sealed.get("id"))));
        if (accepted.isPresent()) {
            facts.put("pairSecret", sealed.get("pairSecret"));
        }
        return facts;
    }

    @Override
    public int sealedAt() {
        return Facts.seconds(now);
    }

    @Override
    public int expiry() {
        return Facts.seconds(expiry);
    }

    private static PrivateKey ephemeral(PendingInvitation invitation) {
        return invitation.secret().key();
    }

    private static int day(PendingInvitation invitation) {
        return (int) invitation.secret().day().toEpochDay();
    }

    /** Draws these bytes, once. */
    private static SecureRandom drawing(Bytes drawn) {
        return new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(drawn.sized(bytes.length, "random bytes").toArray(), 0, bytes, 0, bytes.length);
            }
        };
    }
}
