package dialtone.bridge;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.reunion.DerivedCredentials;
import java.time.Instant;
import java.util.Optional;

/**
 * An authentic invitation, however it came. {@code introduction}: as it was opened, if it came as one; its answer is sealed to it, that of a reunion to the pair's state.
 * {@code derived}: where the inviter waits to be dialled, the ICE credentials of both sides. {@code quiet}: for a link without a call.
 */
record Invited(
        PublicKey from,
        Bytes id,
        Instant expiry,
        Descriptor offer,
        Optional<Opened.Invitation> introduction,
        Optional<DerivedCredentials> derived,
        boolean quiet) {

    static Invited by(Opened.Invitation introduction) {
        return new Invited(
                introduction.from(),
                introduction.id(),
                introduction.expiry(),
                introduction.offer(),
                Optional.of(introduction),
                Optional.empty(),
                introduction.quiet());
    }
}
