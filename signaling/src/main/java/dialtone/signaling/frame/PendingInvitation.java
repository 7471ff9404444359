package dialtone.signaling.frame;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import java.util.Objects;

/** What an inviter remembers of an invitation that is out, to open its acceptance. */
public record PendingInvitation(Bytes id, PublicKey invitee, EphemeralSecret secret) {

    public PendingInvitation {
        id.sized(Content.ID_SIZE, "invitation id");
        Objects.requireNonNull(invitee);
        Objects.requireNonNull(secret);
    }
}
