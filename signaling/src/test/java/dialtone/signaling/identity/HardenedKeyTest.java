package dialtone.signaling.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import org.junit.jupiter.api.Test;

/** The hardened steps of BIP-32's test vectors 1 and 4, as the private key and chain code of their xprv. */
class HardenedKeyTest {

    @Test
    void derives_test_vector_1() {
        HardenedKey master = HardenedKey.master(Bytes.fromHex("000102030405060708090a0b0c0d0e0f"));

        assertKey(
                master,
                "e8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35",
                "873dff81c02f525623fd1fe5167eac3a55a049de3d314bb42ee227ffed37d508");
        assertKey(
                master.child(0),
                "edb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea",
                "47fdacbd0f1097043b78c63c20c34ef4ed9a111d980047ad16282c7ae6236141");
    }

    /** Keys with leading zeros, which must be kept. */
    @Test
    void derives_test_vector_4() {
        HardenedKey master =
                HardenedKey.master(Bytes.fromHex("3ddd5602285899a946114506157c7997e5444528f3003f6134712147db19b678"));

        assertKey(
                master,
                "12c0d59c7aa3a10973dbd3f478b65f2516627e3fe61e00c345be9a477ad2e215",
                "d0c8a1f6edf2500798c3e0b54f1b56e45f6d03e6076abd36e5e2f54101e44ce6");
        assertKey(
                master.child(0),
                "00d948e9261e41362a688b916f297121ba6bfb2274a3575ac0e456551dfd7f7e",
                "cdc0f06456a14876c898790e0b3b1a41c531170aec69da44ff7b7265bfe7743b");
        assertKey(
                master.child(0).child(1),
                "3a2086edd7d9df86c3487a5905a1712a9aa664bce8cc268141e07549eaa8661d",
                "a48ee6674c5264a237703fd383bccd9fad4d9378ac98ab05e6e7029b06360c0d");
    }

    private static void assertKey(HardenedKey key, String secret, String chainCode) {
        assertThat(key.key().secret().hex()).isEqualTo(secret);
        assertThat(key.chainCode().hex()).isEqualTo(chainCode);
    }
}
