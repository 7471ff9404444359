package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Deterministic authenticated encryption after Rogaway and Shrimpton (2006, "SIV"), with HMAC-SHA256 and AES-256-CTR: the first 12 bytes are at once the authentication tag
 * and the initial counter block.
 *
 * <p>AES-GCM would leak both plaintexts if one key ever sealed two. The key of a reunion frame comes from stored state, and a restored backup that spends the same coin
 * again gets the same key: here that shows only whether the two plaintexts are equal.
 */
public final class SyntheticIvBox {

    public static final int KEY_SIZE = 64;
    public static final int OVERHEAD = 12;

    private static final int HALF_KEY = 32;
    private static final int BLOCK_SIZE = 16;

    private SyntheticIvBox() {}

    public static Bytes seal(Bytes key, Bytes associated, Bytes plaintext) {
        Bytes iv = iv(key, associated, plaintext);
        return iv.concat(counterMode(key, iv, plaintext));
    }

    /** The plaintext, or nothing when key, associated data or box are not those of one sealing. */
    public static Optional<Bytes> open(Bytes key, Bytes associated, Bytes box) {
        if (box.size() < OVERHEAD) {
            return Optional.empty();
        }
        Bytes iv = box.slice(0, OVERHEAD);
        Bytes plaintext = counterMode(key, iv, box.slice(OVERHEAD, box.size()));
        boolean authentic = MessageDigest.isEqual(
                iv.toArray(), iv(key, associated, plaintext).toArray());
        return authentic ? Optional.of(plaintext) : Optional.empty();
    }

    /** {@code associated}: of one length for one use, so that its end and the start of the plaintext are never in doubt. */
    private static Bytes iv(Bytes key, Bytes associated, Bytes plaintext) {
        Bytes macKey = key.sized(KEY_SIZE, "key of a box").slice(0, HALF_KEY);
        return Hashes.hmacSha256(macKey, associated.concat(plaintext)).slice(0, OVERHEAD);
    }

    private static Bytes counterMode(Bytes key, Bytes iv, Bytes input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            byte[] firstCounter =
                    iv.concat(Bytes.of(new byte[BLOCK_SIZE - OVERHEAD])).toArray();
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key.slice(HALF_KEY, KEY_SIZE).toArray(), "AES"),
                    new IvParameterSpec(firstCounter));
            return Bytes.of(cipher.doFinal(input.toArray()));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
