package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM for a key that seals one message only. The nonce is all zero and not sent: a nonce must be fresh for its key, and here the key itself is.
 * Whoever derives a key for this must show why no second message can get it.
 */
public final class OneTimeBox {

    public static final int KEY_SIZE = 32;
    public static final int TAG_SIZE = 16;

    private static final int NONCE_BYTES = 12;

    private OneTimeBox() {}

    public static Bytes seal(Bytes key, Bytes associated, Bytes plaintext) {
        try {
            return Bytes.of(cipher(Cipher.ENCRYPT_MODE, key, associated).doFinal(plaintext.toArray()));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The plaintext, or nothing when key, associated data or box are not those of one sealing. */
    public static Optional<Bytes> open(Bytes key, Bytes associated, Bytes box) {
        if (box.size() < TAG_SIZE) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Bytes.of(cipher(Cipher.DECRYPT_MODE, key, associated).doFinal(box.toArray())));
        } catch (AEADBadTagException notAuthentic) {
            return Optional.empty();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Cipher cipher(int mode, Bytes key, Bytes associated) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key.sized(KEY_SIZE, "AES-256 key").toArray(), "AES"),
                new GCMParameterSpec(8 * TAG_SIZE, new byte[NONCE_BYTES]));
        cipher.updateAAD(associated.toArray());
        return cipher;
    }
}
