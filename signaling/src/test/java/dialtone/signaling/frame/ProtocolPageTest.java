package dialtone.signaling.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.ProtocolPage;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.OneTimeBox;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.identity.ContactCard;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import dialtone.signaling.identity.SafetyNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Computes every example of docs/protocol.md from its own inputs, mostly from the formulas of the page and beside the code that it guards; those of reunions and rendezvous are in their own test. */
class ProtocolPageTest {

    private final ProtocolPage page = ProtocolPage.read();
    private final Map<String, Map<String, String>> computed = new LinkedHashMap<>();

    @TestFactory
    List<DynamicTest> every_example_in_the_page_is_what_the_code_does() {
        identity();
        card();
        safetyNumber();
        dayKey();
        descriptor();
        Sealed.Invitation invitation = invitation();
        acceptance(invitation);
        certificate();

        assertThat(computed.keySet())
                .containsExactlyElementsOf(page.exampleTitles().stream()
                        .filter(title -> !title.startsWith("reunion") && !title.equals("rendezvous"))
                        .toList());
        List<DynamicTest> tests = new ArrayList<>();
        computed.forEach((title, values) -> tests.add(DynamicTest.dynamicTest(
                title, () -> assertThat(text(page.example(title))).isEqualTo(text(values)))));
        return tests;
    }

    private void identity() {
        Example example = new Example("identity");
        Identity identity =
                Identity.fromMnemonic(Mnemonic.parse(example.given("words")), Chain.parse(example.given("network")));
        example.computed("identity key", identity.publicKey().hex());
    }

    private void card() {
        Example example = new Example("card");
        Chain chain = Chain.parse(example.given("network"));
        example.computed("identity key", Peers.alice().publicKey().hex());
        ContactCard card = new ContactCard(chain, Peers.alice().publicKey(), example.given("name"));
        example.computed("text", card.text());
        example.computed("link", "dialtone:" + card.text());
        assertThat(ContactCard.parse(card.link())).isEqualTo(card);
    }

    private void safetyNumber() {
        Example example = new Example("safety number");
        example.computed("alice", Peers.alice().publicKey().hex());
        example.computed("bob", Peers.bob().publicKey().hex());
        example.computed(
                "digits",
                SafetyNumber.of(Peers.bob().publicKey(), Peers.alice().publicKey())
                        .digits());
    }

    private void dayKey() {
        Example example = new Example("day key");
        PublicKey bob = Peers.bob().publicKey();
        example.computed("identity key", bob.hex());
        Chain chain = Chain.parse(example.given("network"));
        LocalDate day = LocalDate.parse(example.given("day"));
        Bytes tweak = Hashes.tagged(
                "dialtone/1/day", bob.bytes().concat(Bytes.of(chain.id())).concat(bigEndian(day.toEpochDay(), 4)));
        example.computed("tweak", tweak.hex());
        PublicKey dayKey = bob.plus(tweak);
        assertThat(dayKey).isEqualTo(DayKey.of(bob, chain, day));
        example.computed("day key", dayKey.hex());
        example.computed("hash160", dayKey.hash160().hex());
    }

    private void descriptor() {
        Example example = new Example("descriptor");
        Descriptor chromium = Peers.chromium();
        example.computed("fingerprint", chromium.fingerprint().hex());
        example.computed("ufrag", chromium.credentials().ufrag());
        example.computed("pwd", chromium.credentials().pwd());
        example.computed("candidates", chromium.candidatesInWords());
        example.computed("encoded", chromium.encode().hex());
    }

    private Sealed.Invitation invitation() {
        Example example = new Example("invitation");
        Identity alice = Identity.fromMnemonic(Mnemonic.parse(example.given("inviter words")), Chain.REGTEST);
        PublicKey bob = Peers.bob().publicKey();
        example.computed("invitee", bob.hex());
        Instant now = Instant.parse(example.given("now"));
        Instant expiry = Instant.parse(example.given("expiry"));
        List<Outpoint> coins = Exchange.ALICES_COINS;
        Sealed.Invitation invitation =
                Introduction.sealInvitation(alice, bob, now, expiry, Peers.chromium(), coins, Peers.counting());

        Formulas formulas = new Formulas(alice, bob, DayKey.dayOf(now), expiry, coins, Peers.chromium());
        formulas.show(example);
        example.computed("ECDH", formulas.sharedX().hex());
        example.computed("key", formulas.key().hex());
        Bytes hash = formulas.challenge(1, Bytes.EMPTY);
        example.computed("signed hash", hash.hex());
        Bytes plaintext = Bytes.of((byte) 1)
                .concat(alice.publicKey().bytes())
                .concat(bigEndian(12 * 3600 + 60, 3))
                .concat(Peers.chromium().encode().slice(1, 68))
                .concat(alice.key().sign(hash));
        example.computed("content", plaintext.hex());
        example.computed("payload", invitation.payload().hex());
        Bytes box = invitation.payload().slice(56, 240);
        Bytes id = Hashes.tagged("dialtone/1/invitation id", formulas.salt().concat(box))
                .slice(0, 16);
        example.computed("invitation id", id.hex());

        assertThat(id).isEqualTo(invitation.invitationId());
        assertThat(invitation.secret().key()).isEqualTo(formulas.ephemeral());
        assertThat(formulas.opened(box)).isEqualTo(plaintext);
        return invitation;
    }

    private void acceptance(Sealed.Invitation invitation) {
        Example example = new Example("acceptance");
        Identity bob = Identity.fromMnemonic(Mnemonic.parse(example.given("invitee words")), Chain.REGTEST);
        PublicKey alice = Peers.alice().publicKey();
        example.computed("inviter", alice.hex());
        Instant now = Instant.parse(example.given("now"));
        Instant expiry = Instant.parse(example.given("expiry"));
        List<Outpoint> coins = Exchange.BOBS_COINS;
        Opened.Invitation opened = (Opened.Invitation)
                new Opener(bob).open(invitation.payload(), Exchange.ALICES_COINS, now, Exchange::none);
        Sealed.Acceptance acceptance =
                Introduction.sealAcceptance(bob, opened, now, expiry, Peers.firefox(), coins, Peers.counting());

        Formulas formulas = new Formulas(bob, alice, DayKey.dayOf(now), expiry, coins, Peers.firefox());
        formulas.show(example);
        example.computed(
                "signed hash", formulas.challenge(2, invitation.invitationId()).hex());
        example.computed("payload", acceptance.payload().hex());
        PublicKey invitationE = PublicKey.fromX(opened.ephemeralX());
        Bytes ikm = formulas.ephemeral()
                .sharedX(invitationE)
                .concat(bob.dayKey(opened.day()).sharedX(invitationE))
                .concat(formulas.sharedX());
        Bytes info = ascii("dialtone/1/pair secret")
                .concat(Bytes.of(Chain.REGTEST.id()))
                .concat(alice.bytes())
                .concat(bob.publicKey().bytes())
                .concat(opened.id())
                .concat(opened.ephemeralX())
                .concat(formulas.ephemeral().publicKey().x());
        Bytes pairSecret = Hkdf.derive(ikm, formulas.salt(), info, 32);
        example.computed("pair secret", pairSecret.hex());
        assertThat(pairSecret).isEqualTo(acceptance.pairSecret().bytes());
    }

    private void certificate() {
        Example example = new Example("certificate");
        Identity alice = Identity.fromMnemonic(Mnemonic.parse(example.given("words")), Chain.REGTEST);
        PublicKey bob = Peers.bob().publicKey();
        example.computed("friend", bob.hex());
        example.computed("fingerprint", alice.certificateFor(bob).fingerprint().hex());
    }

    /** Section 5.1 to 5.3, as they stand in the page. */
    private record Formulas(
            Identity sender,
            PublicKey recipient,
            LocalDate day,
            Instant expiry,
            List<Outpoint> coins,
            Descriptor descriptor) {

        void show(Example example) {
            example.computed("outpoints", outpoints().hex());
            example.computed("random", Peers.filled(32, 1).hex());
            example.computed("descriptor", descriptor.encode().hex());
            example.computed("ephemeral", ephemeral().secret().hex());
        }

        PrivateKey ephemeral() {
            Bytes info = ascii("dialtone/1/ephemeral key")
                    .concat(chain())
                    .concat(recipient.bytes())
                    .concat(bigEndian(day.toEpochDay(), 8))
                    .concat(bigEndian(expiry.getEpochSecond(), 8))
                    .concat(descriptor.encode());
            Bytes ikm = Peers.filled(32, 1).concat(sender.key().secret());
            return PrivateKey.of(Hkdf.derive(ikm, outpoints(), info, 32));
        }

        Bytes sharedX() {
            return ephemeral().sharedX(dayKey());
        }

        Bytes salt() {
            return Hashes.sha256(outpoints());
        }

        Bytes key() {
            Bytes info = ascii("dialtone/1/introduction key")
                    .concat(chain())
                    .concat(dayKey().bytes())
                    .concat(ephemeral().publicKey().x());
            return Hkdf.derive(sharedX(), salt(), info, 32);
        }

        Bytes challenge(int type, Bytes invitationId) {
            return Hashes.tagged(
                    "dialtone/1/challenge",
                    chain().concat(Bytes.of((byte) type))
                            .concat(salt())
                            .concat(recipient.bytes())
                            .concat(dayKey().bytes())
                            .concat(ephemeral().publicKey().x())
                            .concat(bigEndian(expiry.getEpochSecond(), 8))
                            .concat(sender.publicKey().bytes())
                            .concat(invitationId)
                            .concat(descriptor.encode()));
        }

        Bytes opened(Bytes box) {
            Bytes associated = Bytes.fromHex("44540101")
                    .concat(dayKey().hash160())
                    .concat(ephemeral().publicKey().x())
                    .concat(outpoints());
            return OneTimeBox.open(key(), associated, box).orElseThrow();
        }

        private PublicKey dayKey() {
            return DayKey.of(recipient, Chain.REGTEST, day);
        }

        private Bytes outpoints() {
            Bytes serialized = Bytes.EMPTY;
            for (Outpoint coin : coins) {
                byte[] index = bigEndian(Integer.reverseBytes((int) coin.index()) & 0xffffffffL, 4)
                        .toArray();
                serialized = serialized.concat(coin.txid()).concat(Bytes.of(index));
            }
            return serialized;
        }

        private static Bytes chain() {
            return Bytes.of((byte) 3);
        }
    }

    /** An example of the page, being computed again. */
    private final class Example {
        private final Map<String, String> onPage;
        private final Map<String, String> values;

        Example(String title) {
            onPage = page.example(title);
            values = new LinkedHashMap<>();
            onPage.keySet().forEach(name -> values.put(name, "not computed"));
            computed.put(title, values);
        }

        String given(String name) {
            values.put(name, onPage.get(name));
            return onPage.get(name);
        }

        void computed(String name, String value) {
            values.put(name, value);
        }
    }

    private static String text(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> "%-14s = %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static Bytes ascii(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Bytes bigEndian(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * (size - 1 - i));
        }
        return Bytes.of(bytes);
    }
}
