package dialtone.signaling.reunion;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.frame.PairSecret;
import java.util.Base64;

/**
 * ICE credentials of both sides that need not travel. From the invitation's tag and not from its id: the id covers the candidates, which are gathered only when the
 * credentials are set.
 */
public record DerivedCredentials(IceCredentials inviter, IceCredentials invitee) {

    private static final String LABEL = "dialtone/1/ICE credentials";
    private static final int UFRAG_BYTES = 6;
    private static final int PWD_BYTES = 18;

    static DerivedCredentials of(PairSecret secret, Bytes invitationTag) {
        return new DerivedCredentials(credentials(secret, invitationTag, 0), credentials(secret, invitationTag, 1));
    }

    private static IceCredentials credentials(PairSecret secret, Bytes tag, int role) {
        Bytes info = new ByteWriter().ascii(LABEL).u8(role).toBytes();
        Bytes okm = Hkdf.derive(secret.bytes(), tag, info, UFRAG_BYTES + PWD_BYTES);
        return new IceCredentials(
                text(okm.slice(0, UFRAG_BYTES)), text(okm.slice(UFRAG_BYTES, UFRAG_BYTES + PWD_BYTES)));
    }

    /** Base64 without padding: both sizes are multiples of three. Its alphabet is that of ice-char (RFC 8839, section 5.4). */
    private static String text(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }
}
