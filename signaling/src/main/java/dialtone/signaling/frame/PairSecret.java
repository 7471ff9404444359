package dialtone.signaling.frame;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.PublicKey;
import java.util.Objects;

/** 32 secret bytes that two friends share after an invitation and its acceptance, and nobody else, not even a later thief of both identity keys. */
public record PairSecret(Bytes bytes) {

    public static final int SIZE = 32;

    private static final String LABEL = "dialtone/1/pair secret";

    public PairSecret {
        bytes.sized(SIZE, "pair secret");
    }

    /**
     * Both messages contribute by their fresh ephemeral keys. {@code bothEphemeral}: ECDH of the two, which only their makers could compute and which ends with them;
     * {@code ofInvitation}, {@code ofAcceptance}: ECDH of each message's ephemeral key with its recipient's day key, which prove that recipient.
     */
    static PairSecret derive(Bytes bothEphemeral, Bytes ofInvitation, Bytes ofAcceptance, Transcript transcript) {
        Bytes ikm = bothEphemeral.concat(ofInvitation).concat(ofAcceptance);
        Bytes info = new ByteWriter()
                .ascii(LABEL)
                .u8(transcript.acceptance.chain().id())
                .bytes(transcript.inviter.bytes())
                .bytes(transcript.invitee.bytes())
                .bytes(transcript.invitationId)
                .bytes(transcript.invitationEphemeralX)
                .bytes(transcript.acceptance.ephemeralX())
                .toBytes();
        return new PairSecret(Hkdf.derive(ikm, transcript.acceptance.outpointsHash(), info, SIZE));
    }

    /** What both sides know of the exchange: two that do not agree on all of it get different secrets. */
    record Transcript(
            PublicKey inviter, PublicKey invitee, Bytes invitationId, Bytes invitationEphemeralX, Envelope acceptance) {
        Transcript {
            Objects.requireNonNull(acceptance);
        }
    }

    @Override
    public String toString() {
        return "PairSecret[redacted]";
    }
}
