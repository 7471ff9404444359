package dialtone.signaling.frame;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.OneTimeBox;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.Explanation.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Explains frames to people. */
public final class Frames {

    private Frames() {}

    /** What everybody can read. Never fails: a payload that is no frame is explained as such. */
    public static Explanation explain(Bytes payload) {
        return new Explanation(new Walk(payload).header());
    }

    /** With what was sealed, for an opened invitation or acceptance; for the other cases with the reason. */
    public static Explanation explain(Bytes payload, Opened opened) {
        List<Field> fields = new ArrayList<>(new Walk(payload).header());
        if (opened instanceof Opened.Missed missed) {
            fields.addAll(invitation(payload.size(), missed.invitation(), "a missed call: the expiry has passed"));
        } else if (opened instanceof Opened.Invitation invitation) {
            fields.addAll(
                    invitation(payload.size(), invitation, invitation.quiet() ? "until then" : "rings until then"));
        } else if (opened instanceof Opened.Acceptance acceptance) {
            fields.addAll(acceptance(payload.size(), acceptance));
        } else if (opened instanceof Opened.Endpoint endpoint) {
            fields.addAll(endpoint(payload.size(), endpoint));
        } else if (opened instanceof Opened.Rejected rejected) {
            fields.add(new Field("rejected", 0, true, Bytes.EMPTY, rejected.reason() + ": " + rejected.detail()));
        } else {
            fields.add(new Field("sealed", 0, true, Bytes.EMPTY, "not for this identity on these days"));
        }
        return new Explanation(fields);
    }

    private static List<Field> invitation(int payloadSize, Opened.Invitation invitation, String expiryMeaning) {
        int seconds = Content.expirySeconds(invitation.day(), invitation.expiry());
        Content content = new Content(
                MessageType.INVITATION,
                invitation.from().bytes(),
                seconds,
                invitation.offer().encode(),
                invitation.challengeSignature(),
                invitation.quiet());
        return sealed(
                content,
                payloadSize,
                "invitation " + invitation.id().hex() + (invitation.quiet() ? ", quiet" : ""),
                "from, the inviter's identity key",
                invitation.expiry(),
                expiryMeaning,
                invitation.offer());
    }

    private static List<Field> acceptance(int payloadSize, Opened.Acceptance acceptance) {
        int seconds = Content.expirySeconds(acceptance.day(), acceptance.expiry());
        Content content = new Content(
                MessageType.ACCEPTANCE,
                acceptance.invitationId(),
                seconds,
                acceptance.answer().encode(),
                acceptance.challengeSignature());
        return sealed(
                content,
                payloadSize,
                "acceptance",
                "the invitation it accepts, from " + acceptance.from(),
                acceptance.expiry(),
                "until then",
                acceptance.answer());
    }

    private static List<Field> endpoint(int payloadSize, Opened.Endpoint opened) {
        Content content = new Content(
                MessageType.INVITATION,
                opened.from().bytes(),
                Content.expirySeconds(opened.day(), opened.expiry()),
                opened.endpoint().encode(),
                opened.challengeSignature());
        int padding = payloadSize - Content.AROUND - content.encode().size();
        Walk walk = new Walk(padding > 0 ? content.padded() : content.encode());
        walk.field("head", 1, true, "service endpoint " + opened.id().hex());
        walk.field("from", PublicKey.SIZE, true, "from, the sender's identity key");
        walk.field("expiry", 3, true, opened.expiry() + ", until then");
        walk.field(
                "endpoint",
                walk.left() - padding - PublicKey.SIGNATURE_SIZE,
                true,
                opened.endpoint().json());
        walk.field("padding", padding, true, "so that the length tells little");
        walk.field("challenge signature", PublicKey.SIGNATURE_SIZE, true, "verified");
        return walk.fields;
    }

    private static List<Field> sealed(
            Content content,
            int payloadSize,
            String head,
            String who,
            Instant expiry,
            String expiryMeaning,
            Descriptor descriptor) {
        // Frames of before there was padding have any size.
        int padding = payloadSize - Content.AROUND - content.encode().size();
        Bytes plaintext = padding > 0 ? content.padded() : content.encode();
        int whoSize = Content.whoSize(content.type());
        Walk walk = new Walk(plaintext);
        walk.field("head", 1, true, head);
        walk.field(content.type() == MessageType.INVITATION ? "from" : "invitation id", whoSize, true, who);
        walk.field("expiry", 3, true, expiry + ", " + expiryMeaning);
        walk.field("fingerprint", Descriptor.FINGERPRINT_SIZE, true, "SHA-256 of the DTLS certificate");
        int groups = descriptor.candidateBytes();
        walk.field(
                "ICE credentials",
                walk.left() - groups - padding - PublicKey.SIGNATURE_SIZE,
                true,
                "ufrag " + descriptor.credentials().ufrag() + ", pwd "
                        + descriptor.credentials().pwd());
        walk.field("candidates", groups, true, descriptor.candidatesInWords());
        walk.field("padding", padding, true, "so that the length tells little");
        walk.field("challenge signature", PublicKey.SIGNATURE_SIZE, true, "verified");
        return walk.fields;
    }

    /** Cuts bytes into fields until there are no more. */
    private static final class Walk {
        private final Bytes bytes;
        private final List<Field> fields = new ArrayList<>();
        private int position;

        Walk(Bytes bytes) {
            this.bytes = bytes;
        }

        int left() {
            return bytes.size() - position;
        }

        List<Field> header() {
            boolean ours = bytes.size() >= Header.FLAG_SIZE
                    && bytes.slice(0, Header.MAGIC.size()).equals(Header.MAGIC);
            if (!ours) {
                field("payload", left(), false, "not an introduction frame, which starts with 4454 ('DT')");
                return fields;
            }
            int version = bytes.at(2);
            int kind = bytes.at(3);
            boolean known = version == Header.VERSION && kind == Header.KIND_INTRODUCTION;
            field(
                    "flag",
                    Header.FLAG_SIZE,
                    false,
                    known ? "'DT', version 1, introduction frame" : "'DT', version " + version + ", kind " + kind);
            field("recipient", Header.HASH_SIZE, false, "hash160 of the recipient's day key");
            if (known) {
                field("ephemeral key", PublicKey.X_SIZE, false, "x coordinate; with the day key it gives the key");
                field("sealed", left() - OneTimeBox.TAG_SIZE, false, "AES-256-GCM; bound to the outpoints");
                field("tag", OneTimeBox.TAG_SIZE, false, "authenticates all of the frame and the outpoints");
            }
            field("rest", left(), false, "not known to this version");
            return fields;
        }

        void field(String name, int size, boolean sealed, String meaning) {
            int taken = Math.max(0, Math.min(size, left()));
            if (taken > 0) {
                String cut = taken < size ? " (cut off: " + taken + " of " + size + " bytes)" : "";
                fields.add(new Field(name, position, sealed, bytes.slice(position, position + taken), meaning + cut));
            }
            position += taken;
        }
    }
}
