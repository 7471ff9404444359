package dialtone.signaling.vectors;

import static dialtone.signaling.vectors.Inputs.changed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.identity.CardText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

final class CardCases {

    private static final String CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    /** What the constants of bech32m (BIP-350) and bech32 (BIP-173) differ in. */
    private static final int NOT_BECH32M = 0x2bc830a3 ^ 1;

    private CardCases() {}

    static List<Vector> all() {
        Cases cases = new Cases();
        ObjectNode alice = Inputs.of(
                "network", "regtest", "identity_key", Peers.alice().publicKey().bytes(), "typed_name", "Alice");
        String text = cases.accepted("Alice's card", "write card", alice).text("text");
        cases.accepted("without a name", "write card", changed(alice, "typed_name", ""));
        cases.accepted("on mainnet", "write card", changed(alice, "network", "mainnet"));
        cases.accepted("on testnet", "write card", changed(alice, "network", "testnet"));
        cases.accepted("on signet", "write card", changed(alice, "network", "signet"));
        cases.accepted(
                "a typed name is cleaned",
                "write card",
                changed(alice, "typed_name", "  A\u0301li\u202ece \t Liddell\u0000 "));
        cases.accepted("a name of 64 bytes", "write card", changed(alice, "typed_name", "\u00e9".repeat(32)));
        cases.refused(
                "MALFORMED", "a name of 66 bytes", "write card", changed(alice, "typed_name", "\u00e9".repeat(33)));

        cases.accepted("Alice's card read", "read card", card(text));
        cases.accepted("upper case, as in QR codes", "read card", card(text.toUpperCase(Locale.ROOT)));
        cases.accepted("a link, its scheme in any case", "read card", card("DIALTONE:" + text));
        cases.accepted("blanks around it", "read card", card(" " + text + "\n"));
        refused(cases, "one wrong character", swapped(text, 20));
        refused(
                cases,
                "two characters swapped",
                text.substring(0, 20) + text.charAt(21) + text.charAt(20) + text.substring(22));
        refused(cases, "cut off", text.substring(0, text.length() - 1));
        refused(cases, "mixed case", text.substring(0, 40) + text.substring(40).toUpperCase(Locale.ROOT));
        refused(cases, "the checksum of bech32", withOldChecksum(text));
        refused(cases, "a character outside the alphabet", text.substring(0, 20) + "b" + text.substring(21));
        refused(cases, "text of something else", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
        refused(cases, "a prefix of no network", CardText.of("dialx", content(1, "Alice")));
        refused(cases, "more than 169 characters", CardText.of("dialr", content(1, "x".repeat(65))));
        refused(cases, "version 0", CardText.of("dialr", content(0, "Alice")));
        cases.refused("UNKNOWN_VERSION", "version 2", "read card", card(CardText.of("dialr", content(2, "Alice"))));
        refused(
                cases,
                "a key without a point",
                CardText.of("dialr", Bytes.of((byte) 1).concat(IdentityCases.NO_POINT)));
        refused(
                cases,
                "a key that is cut off",
                CardText.of("dialr", content(1, "").slice(0, 33)));
        refused(cases, "a name that turns direction", CardText.of("dialr", content(1, "Al\u202eice")));
        refused(cases, "a name that is not NFC", CardText.of("dialr", content(1, "Re\u0301my")));
        refused(cases, "a name with a double blank", CardText.of("dialr", content(1, "Al  ice")));
        refused(
                cases,
                "a name that is not UTF-8",
                CardText.of("dialr", content(1, "Al").concat(Bytes.of((byte) 0xff))));
        return cases.vectors();
    }

    private static void refused(Cases cases, String name, String text) {
        cases.refused("MALFORMED", name, "read card", card(text));
    }

    private static ObjectNode card(String text) {
        return Inputs.of("text", text);
    }

    private static Bytes content(int version, String name) {
        return Bytes.of((byte) version)
                .concat(Peers.alice().publicKey().bytes())
                .concat(Bytes.of(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static String swapped(String text, int at) {
        char other = text.charAt(at) == 'q' ? 'p' : 'q';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private static String withOldChecksum(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = 0; i < 6; i++) {
            int at = text.length() - 6 + i;
            int symbol = CHARSET.indexOf(text.charAt(at)) ^ ((NOT_BECH32M >> (5 * (5 - i))) & 31);
            changed.setCharAt(at, CHARSET.charAt(symbol));
        }
        return changed.toString();
    }
}
