package dialtone.signaling.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The strings of BIP-350. */
class Bech32mTest {

    private static final int LONGEST = 200;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A1LQFN3A",
                "a1lqfn3a",
                "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
                "?1v759aa"
            })
    void takes_valid_strings(String text) {
        assertThatCode(() -> Bech32m.parse(text, LONGEST)).doesNotThrowAnyException();
    }

    /** Their checksum is right, but their symbols are no whole bytes, as ours always are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
                "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
                "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8"
            })
    void valid_strings_of_other_contents_get_past_the_checksum(String text) {
        try {
            Bech32m.parse(text, LONGEST);
        } catch (MalformedException padding) {
            assertThat(padding).hasMessageContaining("padding");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "y1b0jsk6g",
                "lt1igcx5c0",
                "in1muywd",
                "mm1crxm3i",
                "au1s5cgom",
                "M1VUXWEZ",
                "16plkw9",
                "1p2gdwpf",
                "\u007f1g6xzxy",
                " 1xj0phk",
                "a1LQFN3A",
                "a12uel5l",
                "",
                "1",
                "pzry9x0s0muk"
            })
    void refuses_invalid_strings(String text) {
        assertThatThrownBy(() -> Bech32m.parse(text, LONGEST)).isInstanceOf(MalformedException.class);
    }

    @Test
    void text_of_any_size_reads_back() {
        for (int size = 0; size < 120; size++) {
            Bech32m written = new Bech32m("dial", Peers.filled(size, size));

            assertThat(Bech32m.parse(written.text(), 300)).isEqualTo(written);
        }
    }

    @Test
    void one_wrong_character_anywhere_is_found() {
        String text = new Bech32m("dialr", Peers.filled(34, 1)).text();
        for (int i = 0; i < text.length(); i++) {
            String wrong = text.substring(0, i) + (text.charAt(i) == 'q' ? 'p' : 'q') + text.substring(i + 1);

            assertThatThrownBy(() -> Bech32m.parse(wrong, LONGEST)).isInstanceOf(MalformedException.class);
        }
    }
}
