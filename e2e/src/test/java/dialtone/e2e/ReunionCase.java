package dialtone.e2e;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.reunion.DerivedCredentials;
import dialtone.signaling.reunion.Generation;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.Reunion;
import dialtone.signaling.reunion.ReunionOpened;
import dialtone.signaling.reunion.ReunionOpener;
import dialtone.signaling.reunion.SendSlot;
import dialtone.signaling.reunion.Side;
import dialtone.signaling.reunion.TagTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reunion frame: an invitation or an acceptance, between two who share a pair secret. */
final class ReunionCase implements FrameCase {

    private final PairSecret secret;
    private final Side sender;
    private final int low;
    private final int counter;
    private final Instant now;
    private final Instant expiry;
    private final List<Outpoint> outpoints;
    private final boolean dialable;
    private final boolean quiet;
    private final List<Candidate> candidates;
    private final ShortDescriptor descriptor;
    private final Optional<Bytes> accepted;
    private final List<Bytes> pending;

    ReunionCase(RandomFacts facts) {
        secret = new PairSecret(facts.bytes(32));
        sender = Side.values()[facts.below(2)];
        low = facts.below(100_000);
        counter = low + facts.below(Generation.WINDOW);
        now = facts.now();
        expiry = facts.expiryAfter(now);
        outpoints = facts.outpoints();
        candidates = facts.candidates();
        descriptor = new ShortDescriptor(
                facts.oneIn(4) ? Optional.of(facts.bytes(32)) : Optional.empty(),
                facts.oneIn(4) ? Optional.of(facts.shortCredentials()) : Optional.empty(),
                candidates);
        accepted = facts.oneIn(2) ? Optional.of(facts.bytes(16)) : Optional.empty();
        dialable = accepted.isEmpty() && facts.oneIn(2);
        quiet = accepted.isEmpty() && facts.oneIn(3);
        pending = new ArrayList<>();
        for (int i = facts.below(4); i > 0; i--) {
            pending.add(facts.bytes(16));
        }
        accepted.ifPresent(id -> pending.add(facts.below(pending.size() + 1), id));
    }

    @Override
    public Map<String, Object> toSeal() {
        Map<String, Object> job = new HashMap<>(Map.of(
                "frame", "reunion",
                "secret", secret.bytes().hex(),
                "sender", sender.ordinal(),
                "counter", counter,
                "outpoints", Facts.of(outpoints),
                "dialable", dialable,
                "quiet", quiet,
                "expiry", expiry(),
                "descriptor", Facts.of(descriptor, candidates)));
        accepted.ifPresent(id -> job.put("accepted", id.hex()));
        return job;
    }

    @Override
    public Map<String, Object> sealed() {
        Reunion.Sealing sealing = sealing();
        if (!(sealing instanceof Reunion.Sealing.Fits fits)) {
            return Map.of("needsIntroduction", true);
        }
        return Map.of(
                "payload", fits.payload().hex(),
                "id", fits.invitationId().hex(),
                "credentials", of(slot().credentials()),
                "dropped", fits.dropped().size());
    }

    /** Whether eighty bytes hold it. */
    boolean fits() {
        return sealing() instanceof Reunion.Sealing.Fits;
    }

    private Reunion.Sealing sealing() {
        return accepted.isPresent()
                ? Reunion.sealAcceptance(slot(), accepted.get(), now, expiry, descriptor, outpoints)
                : Reunion.sealInvitation(slot(), dialable, quiet, now, expiry, descriptor, outpoints);
    }

    private SendSlot slot() {
        return new SendSlot(new Generation(0, secret, counter, 0, 0), sender, counter);
    }

    @Override
    public Map<String, Object> toOpen(Bytes payload, Arrival arrival) {
        return Map.of(
                "frame", "reunion",
                "payload", payload.hex(),
                "secret", secret.bytes().hex(),
                "friend", sender.ordinal(),
                "low", low,
                "outpoints", Facts.of(outpoints),
                "pending", pending.stream().map(Bytes::hex).toList(),
                "sentAround", arrival.sentAround(),
                "now", arrival.now());
    }

    @Override
    public Map<String, Object> opened(Bytes payload, Arrival arrival) {
        Generation generation = new Generation(0, secret, 0, low, 0);
        PairState state = new PairState(sender.other(), generation, Optional.empty(), Optional.empty(), false);
        TagTable<String> tags = new TagTable<>();
        tags.put("friend", state);
        Optional<TagTable.Match<String>> match = tags.find(payload);
        if (match.isEmpty()) {
            return Facts.refused("NOT_FOR_US");
        }
        ReunionOpened opened = ReunionOpener.open(
                payload,
                outpoints,
                match.get(),
                state,
                pending,
                Instant.ofEpochSecond(arrival.sentAround()),
                Instant.ofEpochSecond(arrival.now()));
        if (opened instanceof ReunionOpened.Invitation invitation) {
            return invitation(invitation, false);
        } else if (opened instanceof ReunionOpened.Missed missed) {
            return invitation(missed.invitation(), true);
        } else if (opened instanceof ReunionOpened.Acceptance acceptance) {
            return Map.of(
                    "dialable",
                    false,
                    "quiet",
                    false,
                    "descriptor",
                    Facts.of(acceptance.answer()),
                    "expiry",
                    Facts.seconds(acceptance.expiry()),
                    "missed",
                    false,
                    "id",
                    acceptance.invitationId().hex());
        }
        return Facts.refused(((ReunionOpened.Rejected) opened).reason().name());
    }

    private static Map<String, Object> invitation(ReunionOpened.Invitation invitation, boolean missed) {
        return Map.of(
                "dialable", invitation.dialable(),
                "quiet", invitation.quiet(),
                "descriptor", Facts.of(invitation.offer()),
                "expiry", Facts.seconds(invitation.expiry()),
                "missed", missed,
                "id", invitation.id().hex(),
                "derived", of(invitation.credentials()));
    }

    @Override
    public Map<String, Object> facts(Map<String, Object> sealed) {
        Reunion.Sealing.Fits fits = (Reunion.Sealing.Fits) sealing();
        List<Candidate> kept = new ArrayList<>(descriptor.candidates());
        kept.removeAll(fits.dropped());
        Map<String, Object> facts = new HashMap<>(Map.of(
                "dialable",
                dialable,
                "quiet",
                quiet,
                "descriptor",
                Facts.of(descriptor, kept),
                "expiry",
                expiry(),
                "missed",
                false,
                "id",
                sealed.get("id")));
        if (accepted.isEmpty()) {
            facts.put("derived", sealed.get("credentials"));
        }
        return facts;
    }

    private static Map<String, Object> of(DerivedCredentials credentials) {
        return Map.of("inviter", Facts.of(credentials.inviter()), "invitee", Facts.of(credentials.invitee()));
    }

    @Override
    public int sealedAt() {
        return Facts.seconds(now);
    }

    @Override
    public int expiry() {
        return Facts.seconds(expiry);
    }
}
