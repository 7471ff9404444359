package dialtone.signaling.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import dialtone.signaling.UnknownVersionException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactCardTest {

    @ParameterizedTest
    @EnumSource(Chain.class)
    void text_and_link_read_back_on_every_network_in_either_case(Chain chain) {
        ContactCard card = Peers.alice(chain).card("Alice Müller");

        assertThat(ContactCard.parse(card.text())).isEqualTo(card);
        assertThat(ContactCard.parse("  " + card.link() + "\n")).isEqualTo(card);
        assertThat(ContactCard.parse(card.link().toUpperCase(Locale.ROOT))).isEqualTo(card);
        assertThat(ContactCard.parse("DialTone:" + card.text().toUpperCase(Locale.ROOT)))
                .isEqualTo(card);
    }

    @Test
    void the_prefix_tells_the_network() {
        assertThat(Peers.alice(Chain.MAINNET).card("").text())
                .startsWith("dial1")
                .hasSizeLessThan(90);
        assertThat(Peers.alice(Chain.TESTNET).card("").text()).startsWith("dialt1");
        assertThat(Peers.alice(Chain.SIGNET).card("").text()).startsWith("dials1");
        assertThat(Peers.alice(Chain.REGTEST).card("").text()).startsWith("dialr1");
    }

    @Test
    void the_longest_name_still_reads_back() {
        ContactCard card = Peers.alice().card("ü".repeat(32));

        assertThat(ContactCard.parse(card.link())).isEqualTo(card);
    }

    @Test
    void a_longer_name_is_refused() {
        assertThatThrownBy(() -> Peers.alice().card("ü".repeat(32) + "x"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("name on a card: expected at most 64 bytes of UTF-8, got 65 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "'  Bob  ', Bob",
        "'Bob\u202egnp.exe', Bobgnp.exe",
        "'B\u0000o\u0007b\u200b', Bob",
        "'Bob\tthe\u00a0 builder', Bob the builder",
        "'e\u0301', é",
        "'\u2066\u2069', ''",
        "'👩\u200d🚀', '👩\u200d🚀'",
    })
    void a_typed_name_is_cleaned(String typed, String clean) {
        assertThat(Peers.bob().card(typed).name()).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bob\u202egnp", "Bob\n", "e\u0301", " Bob", "B\u0000b"})
    void a_card_with_a_name_that_is_not_clean_is_refused(String name) {
        String text = card(1, Peers.bob().publicKey().bytes(), name);

        assertThatThrownBy(() -> ContactCard.parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("name on a card");
    }

    @Test
    void a_newer_card_says_that_dialtone_must_be_updated() {
        assertThatThrownBy(
                        () -> ContactCard.parse(card(2, Peers.bob().publicKey().bytes(), "")))
                .isInstanceOf(UnknownVersionException.class)
                .hasMessage("card: version 2 is newer than 1, the one known here; update Dialtone");
    }

    @Test
    void a_key_that_is_no_point_is_refused() {
        assertThatThrownBy(() -> ContactCard.parse(card(1, Bytes.fromHex("02" + "00".repeat(31) + "05"), "")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a point on secp256k1");
    }

    @ParameterizedTest
    @CsvSource({
        "hello,text that starts with dial",
        "'',text that starts with dial",
        "dialtone:,text that starts with dial",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4,text that starts with dial",
        "dialr1qqqqqqqqqqqq,a checksum that fits",
        "dialx1qqqqqqqqqqqq,a checksum that fits",
        "dialr,a prefix",
    })
    void other_text_is_refused_with_what_was_expected(String text, String expected) {
        assertThatThrownBy(() -> ContactCard.parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void a_text_of_a_megabyte_is_refused_at_once() {
        assertThatThrownBy(() -> ContactCard.parse("dialr1" + "q".repeat(1_000_000)))
                .hasMessageContaining("at most 169 characters");
    }

    @Test
    void another_prefix_with_a_right_checksum_is_no_card() {
        Bytes content =
                new ByteWriter().u8(1).bytes(Peers.bob().publicKey().bytes()).toBytes();

        assertThatThrownBy(() -> ContactCard.parse(new Bech32m("dialx", content).text()))
                .hasMessageContaining("prefix dial, dialt, dials or dialr");
    }

    private static String card(int version, Bytes key, String name) {
        Bytes content = new ByteWriter()
                .u8(version)
                .bytes(key)
                .bytes(Bytes.of(name.getBytes(StandardCharsets.UTF_8)))
                .toBytes();
        return new Bech32m("dialr", content).text();
    }
}
