package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.SyntheticIvBox;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Explanation;
import dialtone.signaling.frame.Explanation.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Explains reunion frames to people, as {@link dialtone.signaling.frame.Frames} does introductions. Only who recognised one can: to everybody else it is noise. */
public final class ReunionFrames {

    private ReunionFrames() {}

    /** {@code frame}: one frame, and not the batch that it came in. */
    public static Explanation explain(Bytes frame, ReunionOpened opened) {
        Walk walk = new Walk(frame, false);
        walk.field("tag", ReunionFrame.TAG_SIZE, "a friend's, for this frame alone");
        walk.field("synthetic IV", SyntheticIvBox.OVERHEAD, "authenticates the content and the outpoints");
        walk.field("sealed", walk.left(), "AES-256-CTR");
        List<Field> fields = new ArrayList<>(walk.fields);
        fields.addAll(sealed(opened));
        return new Explanation(fields);
    }

    private static List<Field> sealed(ReunionOpened opened) {
        if (opened instanceof ReunionOpened.Missed missed) {
            return invitation(missed.invitation(), "a missed call: the expiry has passed");
        }
        if (opened instanceof ReunionOpened.Invitation invitation) {
            return invitation(invitation, invitation.quiet() ? "until then" : "rings until then");
        }
        if (opened instanceof ReunionOpened.Acceptance acceptance) {
            ReunionFrame frame = ReunionFrame.of(acceptance.expiry(), false, false, acceptance.answer());
            String head = "acceptance of " + acceptance.invitationId().hex();
            return content(frame, head, acceptance.expiry() + ", until then");
        }
        ReunionOpened.Rejected rejected = (ReunionOpened.Rejected) opened;
        return List.of(new Field("rejected", 0, true, Bytes.EMPTY, rejected.reason() + ": " + rejected.detail()));
    }

    private static List<Field> invitation(ReunionOpened.Invitation invitation, String expiry) {
        ReunionFrame frame =
                ReunionFrame.of(invitation.expiry(), invitation.dialable(), invitation.quiet(), invitation.offer());
        String head = "invitation " + invitation.id().hex() + (invitation.dialable() ? ", to be dialled" : "")
                + (invitation.quiet() ? ", quiet" : "");
        return content(frame, head, invitation.expiry() + ", " + expiry);
    }

    private static List<Field> content(ReunionFrame frame, String head, String expiry) {
        ShortDescriptor descriptor = frame.descriptor();
        Walk walk = new Walk(frame.content(), true);
        walk.field("head", 1, head);
        walk.field("expiry", 3, expiry);
        if (descriptor.fingerprint().isPresent()) {
            walk.field("fingerprint", Descriptor.FINGERPRINT_SIZE, "SHA-256 of the DTLS certificate");
        }
        int groups = new ShortDescriptor(Optional.empty(), Optional.empty(), descriptor.candidates())
                .encode()
                .size();
        int known = descriptor.fingerprint().map(Bytes::size).orElse(0) + groups;
        if (descriptor.credentials().isPresent()) {
            IceCredentials credentials = descriptor.credentials().get();
            walk.field(
                    "ICE credentials",
                    descriptor.encode().size() - known,
                    "ufrag " + credentials.ufrag() + ", pwd " + credentials.pwd());
        }
        walk.field("candidates", groups, Candidate.inWords(descriptor.candidates()));
        walk.field("padding", walk.left(), "so that the length tells little");
        return walk.fields;
    }

    /** Cuts bytes into fields. */
    private static final class Walk {
        private final Bytes bytes;
        private final boolean sealed;
        private final List<Field> fields = new ArrayList<>();
        private int position;

        Walk(Bytes bytes, boolean sealed) {
            this.bytes = bytes;
            this.sealed = sealed;
        }

        int left() {
            return bytes.size() - position;
        }

        void field(String name, int size, String meaning) {
            if (size > 0) {
                fields.add(new Field(name, position, sealed, bytes.slice(position, position + size), meaning));
                position += size;
            }
        }
    }
}
