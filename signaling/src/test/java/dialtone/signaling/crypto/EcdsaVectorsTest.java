package dialtone.signaling.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EcdsaVectorsTest {

    @TestFactory
    List<DynamicTest> verifies_the_valid_vectors_with_low_s_and_nothing_else() throws IOException {
        return Vectors.each("ecdsa.json", "wycheproof_ecdsa_secp256k1_p1363.json", vector -> {
            Bytes signature = Bytes.fromHex(vector.text("sig"));
            boolean expected = vector.valid() && hasLowS(signature);

            boolean verified = key(vector).verifies(Hashes.sha256(Bytes.fromHex(vector.text("msg"))), signature);

            assertThat(verified).isEqualTo(expected);
        });
    }

    /** A value that many implementations of RFC 6979 on this curve publish. */
    @Test
    void signs_deterministically() {
        PrivateKey one = PrivateKey.of(Bytes.of(new byte[31]).concat(Bytes.of((byte) 1)));
        Bytes hash = Hashes.sha256(Bytes.of("Satoshi Nakamoto".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

        assertThat(one.sign(hash).hex())
                .isEqualTo("934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                        + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
    }

    @Test
    void the_other_s_of_a_valid_signature_is_refused() {
        PrivateKey key = PrivateKey.of(Hashes.sha256(Bytes.EMPTY));
        for (int i = 0; i < 50; i++) {
            Bytes hash = Hashes.sha256(Bytes.of((byte) i));
            Bytes signature = key.sign(hash);
            Bytes otherS = Secp256k1.bytes(Secp256k1.N.subtract(Secp256k1.scalar(signature.slice(32, 64))));

            assertThat(key.publicKey().verifies(hash, signature)).isTrue();
            assertThat(key.publicKey().verifies(hash, signature.slice(0, 32).concat(otherS)))
                    .isFalse();
        }
    }

    private static PublicKey key(Vectors.Case vector) {
        Bytes point = Bytes.fromHex(
                vector.group().get("publicKey").get("uncompressed").asText());
        return PublicKey.of(Bytes.of((byte) (2 + (point.at(64) & 1))).concat(point.slice(1, 33)));
    }

    private static boolean hasLowS(Bytes signature) {
        return signature.size() == 64
                && Secp256k1.scalar(signature.slice(32, 64)).compareTo(Secp256k1.HALF_N) <= 0;
    }
}
