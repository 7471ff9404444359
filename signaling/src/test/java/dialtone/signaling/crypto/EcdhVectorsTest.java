package dialtone.signaling.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EcdhVectorsTest {

    /** SubjectPublicKeyInfo of a point on the named curve secp256k1, uncompressed and compressed, up to the point itself. */
    private static final String UNCOMPRESSED = "3056301006072a8648ce3d020106052b8104000a03420004";

    private static final String COMPRESSED = "3036301006072a8648ce3d020106052b8104000a032200";

    @TestFactory
    List<DynamicTest> agrees_with_every_valid_vector_and_refuses_every_key_that_is_no_point() throws IOException {
        return Vectors.each("ecdh.json", "wycheproof_ecdh_secp256k1.json", vector -> {
            Optional<Bytes> point = compressed(vector.text("public"));
            boolean valid = vector.valid() || vector.text("result").equals("acceptable") && point.isPresent();
            Optional<Bytes> shared = point.flatMap(bytes -> shared(vector.text("private"), bytes));
            assertThat(shared.map(Bytes::hex)).isEqualTo(valid ? Optional.of(vector.text("shared")) : Optional.empty());
        });
    }

    private static Optional<Bytes> shared(String privateHex, Bytes point) {
        String padded = "0".repeat(64) + privateHex;
        PrivateKey key = PrivateKey.of(Bytes.fromHex(padded.substring(padded.length() - 64)));
        try {
            return Optional.of(key.sharedX(PublicKey.of(point)));
        } catch (MalformedException noPoint) {
            return Optional.empty();
        }
    }

    /** The point as our reader takes it. Other curves, parameters and encodings have no way into it, which is what those vectors ask for. */
    private static Optional<Bytes> compressed(String spki) {
        if (spki.startsWith(COMPRESSED) && spki.length() == COMPRESSED.length() + 66) {
            return Optional.of(Bytes.fromHex(spki.substring(COMPRESSED.length())));
        }
        if (!spki.startsWith(UNCOMPRESSED) || spki.length() != UNCOMPRESSED.length() + 128) {
            return Optional.empty();
        }
        Bytes xy = Bytes.fromHex(spki.substring(UNCOMPRESSED.length()));
        Bytes candidate = Bytes.of((byte) (2 + (xy.at(63) & 1))).concat(xy.slice(0, 32));
        try {
            // An uncompressed point off the curve cannot be written in our form: x decides y.
            Bytes decoded = Bytes.of(PublicKey.of(candidate).point().getEncoded(false));
            return decoded.slice(1, 65).equals(xy) ? Optional.of(candidate) : Optional.empty();
        } catch (MalformedException offCurve) {
            return Optional.of(candidate);
        }
    }
}
