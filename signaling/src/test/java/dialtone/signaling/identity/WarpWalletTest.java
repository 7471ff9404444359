package dialtone.signaling.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.Scrypt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WarpWalletTest {

    private static final String STRONG = "uyVkW5vKXX3RpvnUcj7U3Q";

    @TestFactory
    List<DynamicTest> seeds_are_those_of_the_published_vectors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(vector(
                "ER8FT+HFjk0", "7DpniYifN6c", "6f2552e159f2a1e1e26c2262da459818fd56c81c363fcc70b94c423def42e59f"));
        Path all = Path.of(System.getProperty("dialtone.vectors", "../../shared/vectors"), "warpwallet.json");
        if (Files.exists(all)) {
            for (JsonNode each : new ObjectMapper().readTree(all.toFile()).get("vectors")) {
                tests.add(vector(
                        each.get("passphrase").asText(),
                        each.get("salt").asText(),
                        each.get("seeds").get(2).asText()));
            }
            assertThat(tests).hasSizeGreaterThan(1);
        } else {
            System.out.println("only one WarpWallet vector: there is no " + all);
        }
        return tests;
    }

    private static DynamicTest vector(String passphrase, String salt, String seed) {
        return DynamicTest.dynamicTest(
                passphrase,
                () -> assertThat(WarpWallet.seed(passphrase, salt, done -> {}).hex())
                        .isEqualTo(seed));
    }

    @Test
    void a_brain_wallet_is_a_root_like_any_other_and_says_how_far_it_is() {
        List<Double> progress = new ArrayList<>();
        Identity identity = WarpWallet.identity(STRONG, "alice@example.org", Chain.REGTEST, progress::add);

        assertThat(progress).isSorted().hasSizeBetween(50, 150).startsWith(0.0).endsWith(1.0);
        assertThat(Identity.fromSeed(identity.walletSeed(), Chain.REGTEST).publicKey())
                .isEqualTo(identity.publicKey());
        DayKey.acceptedAt(Peers.NOON)
                .forEach(day -> assertThat(identity.dayKey(day).publicKey())
                        .isEqualTo(DayKey.of(identity.publicKey(), Chain.REGTEST, day)));
    }

    @Test
    void what_is_easily_guessed_is_refused_before_any_work_and_without_repeating_it() {
        for (String weak : List.of(
                "",
                "password",
                "correct horse battery staple",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "abcdefghijklmnopqrstuvwxyz0123456789",
                "spam spam spam spam spam spam spam spam spam",
                "ER8FT+HFjk0")) {
            assertThatThrownBy(() -> WarpWallet.identity(weak, "salt", Chain.REGTEST, done -> {
                        throw new AssertionError("work was done");
                    }))
                    .as("%s: %d bits", weak, WarpWallet.entropyBits(weak))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("80 bits")
                    .hasMessageNotContaining(weak.isEmpty() ? "\u0000" : weak);
        }
        assertThatThrownBy(() -> WarpWallet.identity(STRONG, " ", Chain.REGTEST, done -> {}))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void what_was_drawn_at_random_passes() {
        for (String strong : List.of(
                STRONG, "letter advice cage absurd amount doctor acoustic avoid", "9f86d081884c7d659a2feaa0c55ad015")) {
            assertThat(WarpWallet.entropyBits(strong)).as(strong).isGreaterThanOrEqualTo(80);
        }
    }

    /** RFC 7914, section 12, the vector with r = 8 and p = 1. */
    @Test
    void scrypt_is_that_of_the_rfc() {
        Bytes key = Scrypt.derive(ascii("pleaseletmein"), ascii("SodiumChloride"), 14, 64, done -> {});

        assertThat(key.hex())
                .isEqualTo("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
    }

    private static Bytes ascii(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
