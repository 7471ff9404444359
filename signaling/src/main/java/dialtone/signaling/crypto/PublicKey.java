package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.math.BigInteger;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;

/** A point of secp256k1 other than infinity, compressed (SEC 1, section 2.3.3). Who holds one knows that it is on the curve. */
public final class PublicKey {

    public static final int SIZE = 33;
    public static final int X_SIZE = 32;
    public static final int SIGNATURE_SIZE = 64;

    private final Bytes compressed;
    private final ECPoint point;

    private PublicKey(Bytes compressed, ECPoint point) {
        this.compressed = compressed;
        this.point = point;
    }

    public static PublicKey of(Bytes compressed) {
        compressed.sized(SIZE, "public key");
        if (compressed.at(0) != 2 && compressed.at(0) != 3) {
            throw new MalformedException("public key", "a first byte of 02 or 03", "%02x".formatted(compressed.at(0)));
        }
        try {
            // Solves y^2 = x^3 + 7 and refuses x >= p and an x without a root: no point off the curve gets in, and the
            // cofactor is 1.
            return new PublicKey(compressed, Secp256k1.DOMAIN.getCurve().decodePoint(compressed.toArray()));
        } catch (IllegalArgumentException offCurve) {
            throw new MalformedException("public key", "a point on secp256k1", "an x without one");
        }
    }

    public static PublicKey fromHex(String hex) {
        return of(Bytes.fromHex(hex));
    }

    /** The point with this x and an even y (BIP-340, lift_x). */
    public static PublicKey fromX(Bytes x) {
        return of(Bytes.of((byte) 2).concat(x.sized(X_SIZE, "x-only public key")));
    }

    static PublicKey of(ECPoint point) {
        if (point.isInfinity()) {
            throw new IllegalStateException("a key at infinity, which a hash leads to once in 2^256 times");
        }
        return new PublicKey(Bytes.of(point.getEncoded(true)), point.normalize());
    }

    public Bytes bytes() {
        return compressed;
    }

    public Bytes x() {
        return compressed.slice(1, SIZE);
    }

    public Bytes hash160() {
        return Hashes.hash160(compressed);
    }

    /** This key + tweak*G. {@code tweak}: 32 bytes, taken modulo the order. */
    public PublicKey plus(Bytes tweak) {
        BigInteger scalar = Secp256k1.scalar(tweak.sized(Secp256k1.SCALAR_BYTES, "tweak"));
        return of(point.add(Secp256k1.DOMAIN.getG().multiply(scalar.mod(Secp256k1.N))));
    }

    /** Verifies ECDSA over a 32-byte hash; {@code signature} is r and s, 32 bytes each. */
    public boolean verifies(Bytes hash, Bytes signature) {
        if (hash.size() != 32 || signature.size() != SIGNATURE_SIZE) {
            return false;
        }
        BigInteger r = Secp256k1.scalar(signature.slice(0, 32));
        BigInteger s = Secp256k1.scalar(signature.slice(32, 64));
        // (r, n - s) verifies too: one signature must not have two encodings, or a relay could change a message that
        // stays valid (BIP-146).
        if (s.compareTo(Secp256k1.HALF_N) > 0) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(point, Secp256k1.DOMAIN));
        return verifier.verifySignature(hash.toArray(), r, s);
    }

    public String hex() {
        return compressed.hex();
    }

    ECPoint point() {
        return point;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && compressed.equals(that.compressed);
    }

    @Override
    public int hashCode() {
        return compressed.hashCode();
    }

    @Override
    public String toString() {
        return hex();
    }
}
