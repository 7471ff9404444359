package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** The hash functions of the protocol. */
public final class Hashes {

    private Hashes() {}

    public static Bytes sha256(Bytes input) {
        return digest("SHA-256", input);
    }

    public static Bytes sha512(Bytes input) {
        return digest("SHA-512", input);
    }

    /** {@code hash = SHA-512(hash | suffix)}, {@code rounds} times, beginning with {@code start}: for what must cost who searches it, and is cheap once. */
    public static Bytes iteratedSha512(Bytes start, Bytes suffix, int rounds) {
        MessageDigest sha512 = digest("SHA-512");
        byte[] hash = start.toArray();
        byte[] end = suffix.toArray();
        for (int round = 0; round < rounds; round++) {
            sha512.update(hash);
            hash = sha512.digest(end);
        }
        return Bytes.of(hash);
    }

    /** RIPEMD-160 of SHA-256, as in a Bitcoin address. */
    public static Bytes hash160(Bytes input) {
        byte[] sha256 = sha256(input).toArray();
        RIPEMD160Digest ripemd160 = new RIPEMD160Digest();
        ripemd160.update(sha256, 0, sha256.length);
        byte[] hash = new byte[ripemd160.getDigestSize()];
        ripemd160.doFinal(hash, 0);
        return Bytes.of(hash);
    }

    /**
     * SHA-256 of SHA-256(label), SHA-256(label), input (BIP-340, "Tagged Hashes"): what is hashed or signed under one label is never valid under another, nor as the
     * hash of a Bitcoin transaction.
     */
    public static Bytes tagged(String label, Bytes input) {
        Bytes tag = sha256(Bytes.of(label.getBytes(StandardCharsets.US_ASCII)));
        return sha256(tag.concat(tag).concat(input));
    }

    public static Bytes hmacSha512(Bytes key, Bytes input) {
        return hmac("HmacSHA512", key, input);
    }

    public static Bytes hmacSha256(Bytes key, Bytes input) {
        return hmac("HmacSHA256", key, input);
    }

    private static Bytes hmac(String algorithm, Bytes key, Bytes input) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.toArray(), algorithm));
            return Bytes.of(mac.doFinal(input.toArray()));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Bytes digest(String algorithm, Bytes input) {
        return Bytes.of(digest(algorithm).digest(input.toArray()));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
