package dialtone.signaling.frame;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PublicKey;
import java.time.Instant;

/**
 * What a sender signs with the identity key: everything that would otherwise let somebody use the signature elsewhere. The recipient's keys stand in it because a recipient
 * can re-encrypt what it opened: what Alice signed for Bob must not verify for Carol.
 *
 * <pre>
 * network(1) | type(1) | SHA-256 of the outpoints(32) | recipient identity key(33) | recipient day key(33) | ephemeral x(32)
 *   | expiry, seconds since 1970(8) | sender identity key(33) | [acceptance: invitation id(16)] | encoded descriptor(rest)
 * </pre>
 */
final class Challenge {

    private static final String LABEL = "dialtone/1/challenge";

    private Challenge() {}

    /** {@code invitationId}: empty for an invitation. */
    static Bytes hash(
            Envelope envelope,
            MessageType type,
            PublicKey recipient,
            PublicKey sender,
            Instant expiry,
            Bytes invitationId,
            Bytes descriptor) {
        return Hashes.tagged(
                LABEL,
                new ByteWriter()
                        .u8(envelope.chain().id())
                        .u8(type.number())
                        .bytes(envelope.outpointsHash())
                        .bytes(recipient.bytes())
                        .bytes(envelope.recipientDayKey().bytes())
                        .bytes(envelope.ephemeralX())
                        .u64(expiry.getEpochSecond())
                        .bytes(sender.bytes())
                        .bytes(invitationId)
                        .bytes(descriptor)
                        .toBytes());
    }
}
