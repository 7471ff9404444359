package dialtone.bridge;

import dialtone.bridge.bitcoin.RawTransaction;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.frame.Explanation;
import dialtone.signaling.frame.Frames;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Explains a transaction or a payload to people and programs; with keys, also what is sealed in it. */
public final class Inspector {
    /** How far back a frame's day is looked for: its transaction does not say when it was made. Every third day will do, because three are tried at once. */
    private static final int DAYS_BACK = 366;

    private final Optional<Keys> keys;

    private record Keys(Identity identity, Clock clock, Function<Bytes, Optional<PendingInvitation>> pending) {}

    /** @param opened what was sealed, in the words of the design that this protocol grew from; empty when our keys do not open it */
    public record Inspection(String kind, List<Explanation.Field> fields, Map<String, Object> opened) {

        /** Without what was sealed: passwords and addresses, for the user who asked. */
        @Override
        public String toString() {
            return "Inspection[" + kind + "]";
        }
    }

    private Inspector(Optional<Keys> keys) {
        this.keys = keys;
    }

    public static Inspector withoutKeys() {
        return new Inspector(Optional.empty());
    }

    static Inspector withKeys(
            Identity identity, Clock clock, Function<Bytes, Optional<PendingInvitation>> pendingInvitations) {
        return new Inspector(Optional.of(new Keys(identity, clock, pendingInvitations)));
    }

    public Inspection inspect(String hex) {
        Bytes bytes = Bytes.fromHex(hex);
        Optional<RawTransaction> transaction = RawTransaction.read(bytes);
        if (transaction.isEmpty()) {
            Explanation explanation = Frames.explain(bytes);
            return new Inspection(
                    "A payload of " + bytes.size() + " bytes. To open it, give the whole transaction.",
                    explanation.fields(),
                    Map.of());
        }
        return transaction.get().payloads().stream()
                .findFirst()
                .map(payload -> inspect(transaction.get(), payload))
                .orElseThrow(() -> new MalformedException(
                        "transaction to inspect",
                        "one with an OP_RETURN output",
                        transaction.get().txid() + " without one"));
    }

    private Inspection inspect(RawTransaction transaction, Bytes payload) {
        String kind = "Transaction " + transaction.txid() + " with a payload of " + payload.size() + " bytes.";
        Optional<Opened> opened = keys.flatMap(ours -> open(ours, payload, transaction.outpoints()));
        return opened.map(found ->
                        new Inspection(kind, Frames.explain(payload, found).fields(), inSeedsWords(found)))
                .orElseGet(() -> new Inspection(kind, Frames.explain(payload).fields(), Map.of()));
    }

    private static Optional<Opened> open(Keys ours, Bytes payload, List<Outpoint> outpoints) {
        Opener opener = new Opener(ours.identity);
        Instant now = ours.clock.instant();
        for (int days = 0; days <= DAYS_BACK; days += 3) {
            Instant around = now.minus(Duration.ofDays(days));
            if (opener.recognises(payload, around)) {
                return Optional.of(opener.open(payload, outpoints, around, now, ours.pending));
            }
        }
        return Optional.empty();
    }

    private Map<String, Object> inSeedsWords(Opened opened) {
        if (opened instanceof Opened.Missed missed) {
            return inSeedsWords(missed.invitation());
        }
        if (opened instanceof Opened.Invitation invitation) {
            return message(
                    invitation.from(),
                    "invitation",
                    invitation.day(),
                    invitation.offer(),
                    invitation.challengeSignature());
        }
        if (opened instanceof Opened.Acceptance acceptance) {
            return message(
                    acceptance.from(),
                    "acceptance",
                    acceptance.day(),
                    acceptance.answer(),
                    acceptance.challengeSignature());
        }
        if (opened instanceof Opened.Endpoint endpoint) {
            return service(endpoint);
        }
        return Map.of();
    }

    private Map<String, Object> message(
            PublicKey from, String type, LocalDate day, Descriptor descriptor, Bytes challengeSignature) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("from", from.hex());
        message.put("type", type);
        message.put("descriptor", descriptor(descriptor));
        message.put("challenge_sig", challengeSignature.hex());
        message.put("replyto", replyTo(from, day));
        return message;
    }

    private Map<String, Object> service(Opened.Endpoint opened) {
        ServiceEndpoint endpoint = opened.endpoint();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("from", opened.from().hex());
        message.put("type", "invitation");
        message.put("ip", endpoint.address().text());
        message.put("port", endpoint.port());
        message.put("kind", endpoint.kind().text());
        message.put("key", endpoint.key().hex());
        message.put("challenge_sig", opened.challengeSignature().hex());
        message.put("replyto", replyTo(opened.from(), opened.day()));
        return message;
    }

    /** Hash160 of the sender's key of that day, to which an answer is sealed. */
    private String replyTo(PublicKey from, LocalDate day) {
        return DayKey.of(from, keys.orElseThrow().identity.chain(), day)
                .hash160()
                .hex();
    }

    private static Map<String, Object> descriptor(Descriptor descriptor) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fingerprint", descriptor.fingerprint().hex());
        fields.put("ufrag", descriptor.credentials().ufrag());
        fields.put("pwd", descriptor.credentials().pwd());
        fields.put(
                "candidates",
                descriptor.candidates().stream().map(Inspector::candidate).toList());
        return fields;
    }

    private static Map<String, Object> candidate(Candidate candidate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", candidate.kind().text());
        fields.put("ip", candidate.address().text());
        fields.put("port", candidate.port());
        return fields;
    }
}
