package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.util.BigIntegers;

/** The curve (SEC 2, section 2.4.1) and the two conversions between its scalars and bytes. */
final class Secp256k1 {

    static final ECDomainParameters DOMAIN = domain();
    static final BigInteger N = DOMAIN.getN();
    static final BigInteger HALF_N = N.shiftRight(1);
    static final int SCALAR_BYTES = 32;

    private Secp256k1() {}

    static BigInteger scalar(Bytes bytes) {
        return new BigInteger(1, bytes.toArray());
    }

    static Bytes bytes(BigInteger scalar) {
        return Bytes.of(BigIntegers.asUnsignedByteArray(SCALAR_BYTES, scalar));
    }

    private static ECDomainParameters domain() {
        X9ECParameters parameters = CustomNamedCurves.getByName("secp256k1");
        return new ECDomainParameters(parameters);
    }
}
