package dialtone.signaling.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dialtone.signaling.Bytes;
import dialtone.signaling.SignalingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Any text, and any bytes behind a checksum that fits: a card that writes itself again, or a typed error. */
class ContactCardFuzzTest {

    private static final List<String> PREFIXES = List.of("dial", "dialt", "dials", "dialr", "dialx");

    @FuzzTest
    void a_card_is_read_to_what_writes_itself_again_or_refused(FuzzedDataProvider data) {
        boolean checksumFits = data.consumeBoolean();
        String prefix = PREFIXES.get(data.consumeInt(0, PREFIXES.size() - 1));
        byte[] rest = data.consumeRemainingAsBytes();
        String text =
                checksumFits ? new Bech32m(prefix, Bytes.of(rest)).text() : new String(rest, StandardCharsets.UTF_8);
        ContactCard card;
        try {
            card = ContactCard.parse(text);
        } catch (SignalingException refused) {
            return;
        }
        assertThat(ContactCard.parse(card.link())).isEqualTo(card);
        assertThat(ContactCard.parse(card.text().toUpperCase(Locale.ROOT))).isEqualTo(card);
        if (checksumFits) {
            assertThat(card.text()).isEqualTo(text);
        }
    }
}
