package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.frame.EphemeralSecret;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.frame.Sealed;
import dialtone.signaling.identity.DayKey;
import java.util.Map;
import java.util.Optional;

/** Sections 5 and 6. */
final class IntroductionKinds {

    private IntroductionKinds() {}

    static Map<String, Kinds.Kind> all() {
        return Map.of(
                "seal invitation", IntroductionKinds::sealInvitation,
                "seal acceptance", IntroductionKinds::sealAcceptance,
                "open introduction", IntroductionKinds::open);
    }

    private static ObjectNode sealInvitation(Inputs in) {
        Bytes descriptor = in.bytes("descriptor");
        Sealed.Invitation sealed = descriptor.at(0) == ServiceEndpoint.FORM
                ? Introduction.sealEndpoint(
                        in.person(),
                        in.key("recipient"),
                        in.time("now"),
                        in.time("expiry"),
                        ServiceEndpoint.decode(descriptor),
                        in.outpoints("outpoints"),
                        in.random())
                : sealInvitation(in, Descriptor.decode(descriptor));
        return Inputs.of(
                "ephemeral_secret", sealed.secret().key().secret(),
                "payload", sealed.payload(),
                "invitation_id", sealed.invitationId());
    }

    private static Sealed.Invitation sealInvitation(Inputs in, Descriptor offer) {
        if (in.has("quiet") && in.flag("quiet")) {
            return Introduction.sealQuietInvitation(
                    in.person(),
                    in.key("recipient"),
                    in.time("now"),
                    in.time("expiry"),
                    offer,
                    in.outpoints("outpoints"),
                    in.random());
        }
        return Introduction.sealInvitation(
                in.person(),
                in.key("recipient"),
                in.time("now"),
                in.time("expiry"),
                offer,
                in.outpoints("outpoints"),
                in.random());
    }

    private static ObjectNode sealAcceptance(Inputs in) {
        Opened.Invitation invitation = (Opened.Invitation) new Opener(in.person())
                .open(
                        in.bytes("invitation"),
                        in.outpoints("invitation_outpoints"),
                        in.time("now"),
                        id -> Optional.empty());
        Sealed.Acceptance sealed = Introduction.sealAcceptance(
                in.person(),
                invitation,
                in.time("now"),
                in.time("expiry"),
                Descriptor.decode(in.bytes("descriptor")),
                in.outpoints("outpoints"),
                in.random());
        return Inputs.of(
                "payload", sealed.payload(),
                "invitation_id", sealed.invitationId(),
                "pair_secret", sealed.pairSecret().bytes());
    }

    private static ObjectNode open(Inputs in) {
        Opened opened = new Opener(in.person())
                .open(
                        in.bytes("payload"),
                        in.outpoints("outpoints"),
                        in.time(in.has("block_time") ? "block_time" : "now"),
                        in.time("now"),
                        id -> pending(in, id));
        if (opened instanceof Opened.Missed missed) {
            return invitation("missed call", missed.invitation());
        }
        if (opened instanceof Opened.Invitation invitation) {
            return invitation("invitation", invitation);
        }
        if (opened instanceof Opened.Acceptance acceptance) {
            return Inputs.of(
                    "outcome", "acceptance",
                    "from", acceptance.from().bytes(),
                    "invitation_id", acceptance.invitationId(),
                    "expiry", acceptance.expiry(),
                    "descriptor", acceptance.answer().encode(),
                    "pair_secret", acceptance.pairSecret().bytes());
        }
        if (opened instanceof Opened.Endpoint endpoint) {
            return Inputs.of(
                    "outcome", "endpoint",
                    "from", endpoint.from().bytes(),
                    "invitation_id", endpoint.id(),
                    "expiry", endpoint.expiry(),
                    "descriptor", endpoint.endpoint().encode());
        }
        throw new Refusal(
                opened instanceof Opened.Rejected rejected ? rejected.reason().name() : Refusal.NOT_FOR_US);
    }

    private static ObjectNode invitation(String outcome, Opened.Invitation invitation) {
        ObjectNode fields = Inputs.of(
                "outcome", outcome,
                "from", invitation.from().bytes(),
                "invitation_id", invitation.id(),
                "expiry", invitation.expiry(),
                "descriptor", invitation.offer().encode());
        return invitation.quiet() ? fields.put("quiet", true) : fields;
    }

    private static Optional<PendingInvitation> pending(Inputs in, Bytes id) {
        return in.inner("pending")
                .filter(pending -> pending.bytes("invitation_id").equals(id))
                .map(pending -> new PendingInvitation(
                        id,
                        pending.key("invitee"),
                        new EphemeralSecret(
                                PrivateKey.of(pending.bytes("ephemeral_secret")), DayKey.dayOf(pending.time("sent")))));
    }
}
