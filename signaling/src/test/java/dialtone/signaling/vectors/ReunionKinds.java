package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.PairSecret;
import dialtone.signaling.reunion.Batch;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sections 10 and 13. */
final class ReunionKinds {

    private ReunionKinds() {}

    static Map<String, Kinds.Kind> all() {
        return Map.of(
                "reunion tag", ReunionKinds::tag,
                "seal reunion", ReunionKinds::seal,
                "open reunion", ReunionKinds::open,
                "open batch", ReunionKinds::openBatch);
    }

    private static ObjectNode tag(Inputs in) {
        SendSlot slot = slot(in);
        DerivedCredentials credentials = slot.credentials();
        return Inputs.of(
                "generation_id", slot.generation().id(),
                "tag", slot.tag(),
                "inviter_ufrag", credentials.inviter().ufrag(),
                "inviter_pwd", credentials.inviter().pwd(),
                "invitee_ufrag", credentials.invitee().ufrag(),
                "invitee_pwd", credentials.invitee().pwd());
    }

    private static ObjectNode seal(Inputs in) {
        ShortDescriptor facts = new ShortDescriptor(in.maybe("fingerprint"), in.credentials(), in.candidates());
        Reunion.Sealing sealing = in.has("accepted_invitation")
                ? Reunion.sealAcceptance(
                        slot(in),
                        in.bytes("accepted_invitation"),
                        in.time("now"),
                        in.time("expiry"),
                        facts,
                        in.outpoints("outpoints"))
                : Reunion.sealInvitation(
                        slot(in),
                        in.flag("dialable"),
                        in.has("quiet") && in.flag("quiet"),
                        in.time("now"),
                        in.time("expiry"),
                        facts,
                        in.outpoints("outpoints"));
        if (!(sealing instanceof Reunion.Sealing.Fits fits)) {
            throw new Refusal(Refusal.NEEDS_INTRODUCTION);
        }
        return Inputs.of(
                "payload", fits.payload(),
                "invitation_id", fits.invitationId(),
                "left_out", DescriptorKinds.words(fits.dropped()));
    }

    private static ObjectNode open(Inputs in) {
        TagTable.Match<String> match =
                table(in).find(in.bytes("payload")).orElseThrow(() -> new Refusal(Refusal.NOT_FOR_US));
        return opened(ReunionOpener.open(
                in.bytes("payload"),
                in.outpoints("outpoints"),
                match,
                state(in),
                in.list("pending"),
                sentAround(in),
                in.time("now")));
    }

    private static ObjectNode openBatch(Inputs in) {
        List<Batch.Found<String>> found = Batch.find(in.bytes("payload"), table(in));
        if (found.isEmpty()) {
            throw new Refusal(Refusal.NOT_FOR_US);
        }
        ObjectNode output = opened(Batch.open(
                in.bytes("payload"),
                in.outpoints("outpoints"),
                found.get(0),
                state(in),
                in.list("pending"),
                sentAround(in),
                in.time("now")));
        return output.put("offset", found.get(0).offset());
    }

    private static ObjectNode opened(ReunionOpened opened) {
        if (opened instanceof ReunionOpened.Rejected rejected) {
            throw new Refusal(rejected.reason().name());
        }
        if (opened instanceof ReunionOpened.Missed missed) {
            return invitation("missed call", missed.invitation());
        }
        if (opened instanceof ReunionOpened.Invitation invitation) {
            return invitation("invitation", invitation);
        }
        ReunionOpened.Acceptance acceptance = (ReunionOpened.Acceptance) opened;
        return fields("acceptance", acceptance.invitationId(), acceptance.expiry(), acceptance.answer());
    }

    private static ObjectNode invitation(String outcome, ReunionOpened.Invitation invitation) {
        ObjectNode fields = fields(outcome, invitation.id(), invitation.expiry(), invitation.offer())
                .put("dialable", invitation.dialable())
                .put("derived_ufrag", invitation.credentials().inviter().ufrag());
        return invitation.quiet() ? fields.put("quiet", true) : fields;
    }

    private static ObjectNode fields(String outcome, Bytes id, Instant expiry, ShortDescriptor descriptor) {
        ObjectNode fields = Inputs.of("outcome", outcome, "invitation_id", id, "expiry", expiry);
        descriptor.fingerprint().ifPresent(each -> fields.put("fingerprint", each.hex()));
        descriptor
                .credentials()
                .ifPresent(each -> fields.put("ufrag", each.ufrag()).put("pwd", each.pwd()));
        return fields.setAll(Inputs.of("candidates", DescriptorKinds.words(descriptor.candidates())));
    }

    private static SendSlot slot(Inputs in) {
        Generation generation = new Generation(0, secret(in), in.number("counter"), 0, 0);
        return new SendSlot(generation, side(in, "sender"), in.number("counter"));
    }

    /** {@code received}: the friend's counters that have come. */
    private static PairState state(Inputs in) {
        PairState state = PairState.introduced(side(in, "receiver"), secret(in));
        for (var counter : in.fields().path("received")) {
            state = state.afterReceiving(state.current().id(), counter.asLong());
        }
        return state;
    }

    private static TagTable<String> table(Inputs in) {
        TagTable<String> table = new TagTable<>();
        table.put("friend", state(in));
        return table;
    }

    private static Instant sentAround(Inputs in) {
        return in.time(in.has("block_time") ? "block_time" : "now");
    }

    static PairSecret secret(Inputs in) {
        return new PairSecret(in.bytes("pair_secret"));
    }

    static Side side(Inputs in, String name) {
        return Side.valueOf(in.text(name).toUpperCase(Locale.ROOT));
    }
}
