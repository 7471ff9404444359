package dialtone.signaling.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MnemonicTest {

    /** Values of the BIP-39 reference implementation: entropy, words, seed under the passphrase TREZOR. */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000,"
                + "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about,"
                + "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f,"
                + "legal winner thank year wave sausage worth useful legal winner thank yellow,"
                + "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607",
        "ffffffffffffffffffffffffffffffff,"
                + "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong,"
                + "ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069",
    })
    void known_entropy_gives_the_known_words_and_seed(String entropy, String words, String seed) {
        assertThat(String.join(" ", Mnemonic.fromEntropy(Bytes.fromHex(entropy)).words()))
                .isEqualTo(words);
        assertThat(Mnemonic.parse(words).seed("TREZOR").hex()).isEqualTo(seed);
    }

    @Test
    void words_of_24_are_taken_too() {
        Mnemonic mnemonic = Mnemonic.fromEntropy(Peers.filled(32, 7));

        assertThat(mnemonic.words()).hasSize(24);
        assertThat(Mnemonic.parse(String.join("\n ", mnemonic.words()).toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(mnemonic);
    }

    @Test
    void generated_words_are_twelve_valid_and_different() {
        SecureRandom random = new SecureRandom();
        Mnemonic one = Mnemonic.generate(random);

        assertThat(Mnemonic.parse(String.join(" ", one.words()))).isEqualTo(one);
        assertThat(one.words()).hasSize(12);
        assertThat(Mnemonic.generate(random)).isNotEqualTo(one);
    }

    @Test
    void an_unknown_word_is_named_by_its_place_alone() {
        assertThatThrownBy(() -> Mnemonic.parse("abandon abandn " + "abandon ".repeat(9) + "about"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("backup word 2: expected a word of the BIP-39 English list, got another");
    }

    @Test
    void a_wrong_checksum_names_no_word() {
        assertThatThrownBy(() -> Mnemonic.parse("abandon ".repeat(12)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("checksum")
                .hasMessageNotContaining("abandon");
    }

    @ParameterizedTest
    @CsvSource({"''", "abandon", "abandon abandon abandon"})
    void too_few_words_are_counted(String words) {
        assertThatThrownBy(() -> Mnemonic.parse(words)).hasMessageContaining("12, 15, 18, 21 or 24 words, got");
    }

    @Test
    void one_wrong_word_in_sixteen_passes_the_checksum_of_twelve_words_and_no_more() {
        int passed = 0;
        for (int i = 0; i < 2048; i++) {
            try {
                Mnemonic.parse("abandon ".repeat(11) + WordList.ENGLISH.get(i));
                passed++;
            } catch (MalformedException wrongChecksum) {
                // expected for 15 of 16
            }
        }
        assertThat(passed).isEqualTo(2048 / 16);
    }
}
