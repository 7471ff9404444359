package dialtone.bridge;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.Opened;
import java.time.Instant;
import java.util.Optional;

/** An authentic invitation, however it came. {@code introduction}: as it was opened, if it came as one; its answer is sealed to it, that of a reunion to the pair's state. */
record Invited(PublicKey from, Bytes id, Instant expiry, Descriptor offer, Optional<Opened.Invitation> introduction) {

    static Invited by(Opened.Invitation introduction) {
        return new Invited(
                introduction.from(),
                introduction.id(),
                introduction.expiry(),
                introduction.offer(),
                Optional.of(introduction));
    }
}
