package dialtone.signaling.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HkdfVectorsTest {

    @TestFactory
    List<DynamicTest> derives_what_the_vectors_say_and_refuses_sizes_over_the_limit() throws IOException {
        return Vectors.each("hkdf.json", "wycheproof_hkdf_sha256.json", vector -> {
            Bytes ikm = Bytes.fromHex(vector.text("ikm"));
            Bytes salt = Bytes.fromHex(vector.text("salt"));
            Bytes info = Bytes.fromHex(vector.text("info"));
            int size = vector.test().get("size").asInt();
            if (vector.valid()) {
                assertThat(Hkdf.derive(ikm, salt, info, size).hex()).isEqualTo(vector.text("okm"));
            } else {
                assertThatThrownBy(() -> Hkdf.derive(ikm, salt, info, size))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }
}
