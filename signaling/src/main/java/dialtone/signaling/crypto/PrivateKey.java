package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/** A scalar of secp256k1 between 1 and n - 1. */
public final class PrivateKey {

    public static final int SIZE = 32;

    private final BigInteger scalar;
    private final PublicKey publicKey;

    private PrivateKey(BigInteger scalar) {
        this.scalar = scalar;
        this.publicKey = PublicKey.of(Secp256k1.DOMAIN.getG().multiply(scalar));
    }

    public static PrivateKey of(Bytes bytes) {
        BigInteger scalar = Secp256k1.scalar(bytes.sized(SIZE, "private key"));
        if (scalar.signum() == 0 || scalar.compareTo(Secp256k1.N) >= 0) {
            throw new MalformedException("private key", "1 to n - 1", "a number outside");
        }
        return new PrivateKey(scalar);
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** The secret itself, for storing it and for deriving from it. */
    public Bytes secret() {
        return Secp256k1.bytes(scalar);
    }

    /** The private key of {@link PublicKey#plus}. */
    public PrivateKey plus(Bytes tweak) {
        BigInteger sum =
                scalar.add(Secp256k1.scalar(tweak.sized(SIZE, "tweak"))).mod(Secp256k1.N);
        if (sum.signum() == 0) {
            throw new IllegalStateException("a key of zero, which a hash leads to once in 2^256 times");
        }
        return new PrivateKey(sum);
    }

    /** ECDH: the x coordinate of scalar * point (SEC 1, section 3.3.1). The same for a point and its negative, so an x-only key serves. */
    public Bytes sharedX(PublicKey theirs) {
        return Bytes.of(
                theirs.point().multiply(scalar).normalize().getAffineXCoord().getEncoded());
    }

    /** ECDSA over a 32-byte hash with the nonce of RFC 6979 and a low s: r and s, 32 bytes each. */
    public Bytes sign(Bytes hash) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(scalar, Secp256k1.DOMAIN));
        BigInteger[] rs =
                signer.generateSignature(hash.sized(32, "hash to sign").toArray());
        BigInteger s = rs[1].compareTo(Secp256k1.HALF_N) > 0 ? Secp256k1.N.subtract(rs[1]) : rs[1];
        return Secp256k1.bytes(rs[0]).concat(Secp256k1.bytes(s));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrivateKey that && scalar.equals(that.scalar);
    }

    @Override
    public int hashCode() {
        return publicKey.hashCode();
    }

    @Override
    public String toString() {
        return "PrivateKey[redacted]";
    }
}
