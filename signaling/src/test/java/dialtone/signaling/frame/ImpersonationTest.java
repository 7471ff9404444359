package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static dialtone.signaling.Peers.carol;
import static dialtone.signaling.Peers.chromium;
import static dialtone.signaling.frame.Exchange.ALICES_COINS;
import static dialtone.signaling.frame.Exchange.BOBS_COINS;
import static dialtone.signaling.frame.ForgeryTest.assertReason;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames whose seal is right, made by somebody who knows the protocol and the recipient's card, but lacks the key of the person they claim to be. */
class ImpersonationTest {

    private static final BigInteger N =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private final Exchange exchange = new Exchange();
    private final Content alicesContent = content(exchange.invitation.payload(), ALICES_COINS, bob());
    private final Content bobsContent = content(exchange.acceptance.payload(), BOBS_COINS, alice());

    /** Surreptitious forwarding: the strongest case, with Alice's own coins, ephemeral key, day and expiry. */
    @Test
    void what_alice_signed_for_bob_does_not_ring_at_carol_when_bob_seals_it_again() {
        PrivateKey alicesEphemeral = exchange.invitation.secret().key();
        for (PrivateKey ephemeral : List.of(alicesEphemeral, PrivateKey.of(Peers.filled(32, 9)))) {
            Bytes forwarded = seal(alicesContent, carol().publicKey(), ephemeral, ALICES_COINS);

            Opened opened = new Opener(carol()).open(forwarded, ALICES_COINS, NOON, Exchange::none);

            assertReason(opened, Opened.Reason.BAD_SIGNATURE);
        }
    }

    @Test
    void what_alice_signed_for_one_transaction_does_not_ring_out_of_another_when_sealed_again() {
        Bytes again = seal(
                alicesContent, bob().publicKey(), exchange.invitation.secret().key(), BOBS_COINS);

        assertReason(atBob(again, BOBS_COINS), Opened.Reason.BAD_SIGNATURE);
    }

    @Test
    void every_field_is_signed() {
        Content c = alicesContent;
        List<Content> changed = List.of(
                new Content(c.type(), carol().publicKey().bytes(), c.expirySeconds(), c.descriptor(), c.signature()),
                new Content(c.type(), c.who(), c.expirySeconds() + 1, c.descriptor(), c.signature()),
                new Content(
                        c.type(), c.who(), c.expirySeconds(), Peers.firefox().encode(), c.signature()),
                new Content(
                        c.type(),
                        c.who(),
                        c.expirySeconds(),
                        chromium().mostUseful(1).encode(),
                        c.signature()));
        for (Content content : changed) {
            assertReason(atBob(sealAsAlices(content), ALICES_COINS), Opened.Reason.BAD_SIGNATURE);
        }
        assertThat(atBob(sealAsAlices(c), ALICES_COINS)).isInstanceOf(Opened.Invitation.class);
    }

    @Test
    void a_signature_by_somebody_else_none_or_the_other_s_is_refused() {
        Bytes good = alicesContent.signature();
        BigInteger s = new BigInteger(1, good.slice(32, 64).toArray());
        List<Bytes> signatures = List.of(
                Bytes.of(new byte[64]),
                carol().key().sign(Hashes.sha256(Bytes.EMPTY)),
                good.slice(32, 64).concat(good.slice(0, 32)),
                good.slice(0, 32).concat(Bytes.fromHex("%064x".formatted(N.subtract(s)))),
                Bytes.fromHex("ff".repeat(64)));
        for (Bytes signature : signatures) {
            Content forged = new Content(
                    alicesContent.type(),
                    alicesContent.who(),
                    alicesContent.expirySeconds(),
                    alicesContent.descriptor(),
                    signature);

            assertReason(atBob(sealAsAlices(forged), ALICES_COINS), Opened.Reason.BAD_SIGNATURE);
        }
    }

    @Test
    void an_expired_forgery_is_no_missed_call() {
        Content forged = new Content(
                alicesContent.type(), alicesContent.who(), 60, alicesContent.descriptor(), alicesContent.signature());

        assertReason(atBob(sealAsAlices(forged), ALICES_COINS), Opened.Reason.BAD_SIGNATURE);
    }

    @Test
    void a_copy_of_ourselves_does_not_ring() {
        Bytes seen = seal(
                signed(bob(), bob().publicKey(), NOON.plusSeconds(60)), bob().publicKey(), ephemeral(), ALICES_COINS);

        assertReason(atBob(seen, ALICES_COINS), Opened.Reason.FROM_OURSELVES);
    }

    @Test
    void an_acceptance_by_somebody_who_was_not_invited_is_refused() {
        Opened.Invitation stolen = exchange.atBob;
        Sealed.Acceptance carols = Introduction.sealAcceptance(
                carol(), stolen, NOON, NOON.plusSeconds(60), chromium(), BOBS_COINS, Peers.counting());

        assertReason(atAlice(carols.payload(), BOBS_COINS), Opened.Reason.BAD_SIGNATURE);
    }

    @Test
    void an_acceptance_of_another_invitation_or_of_none_is_refused() {
        Bytes otherId = Peers.filled(16, 3);
        Content other = new Content(
                bobsContent.type(),
                otherId,
                bobsContent.expirySeconds(),
                bobsContent.descriptor(),
                bobsContent.signature());
        Bytes payload = seal(other, alice().publicKey(), ephemeral(), BOBS_COINS);

        assertReason(atAlice(payload, BOBS_COINS), Opened.Reason.UNKNOWN_INVITATION);
        assertReason(
                new Opener(alice())
                        .open(
                                payload,
                                BOBS_COINS,
                                NOON,
                                id -> Optional.of(
                                        new PendingInvitation(id, bob().publicKey(), exchange.invitation.secret()))),
                Opened.Reason.BAD_SIGNATURE);
    }

    @Test
    void a_late_acceptance_has_expired() {
        Opened opened = new Opener(alice())
                .open(exchange.acceptance.payload(), BOBS_COINS, NOON.plusSeconds(90), exchange::pending);

        assertThat(opened)
                .isEqualTo(new Opened.Rejected(
                        Opened.Reason.EXPIRED,
                        "acceptance: expiry 2026-11-21T12:01:30Z is not after now 2026-11-21T12:01:30Z"));
    }

    /** head: zero(1), quiet(1), zero(1), padded(1), form(2), type(2). Invitation by Chromium: 00000001. */
    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x03, 0x0d, 0x11, 0x21, 0x42, 0x4d, 0x81})
    void a_head_with_reserved_bits_or_unknown_values_is_malformed(int head) {
        byte[] plaintext = alicesContent.encode().toArray();
        plaintext[0] = (byte) head;

        Opened opened = atBob(sealAsAlices(Bytes.of(plaintext)), ALICES_COINS);

        assertReason(opened, Opened.Reason.MALFORMED);
    }

    @Test
    void a_rightly_sealed_content_cut_anywhere_is_malformed_or_badly_signed() {
        Bytes plaintext = alicesContent.encode();
        for (int size = 0; size < plaintext.size(); size++) {
            Opened opened = atBob(sealAsAlices(plaintext.slice(0, size)), ALICES_COINS);

            assertThat(opened)
                    .isInstanceOfSatisfying(
                            Opened.Rejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .isIn(Opened.Reason.MALFORMED, Opened.Reason.BAD_SIGNATURE));
        }
    }

    private Content signed(Identity sender, PublicKey recipient, Instant expiry) {
        PublicKey dayKey = DayKey.of(recipient, Chain.REGTEST, DayKey.dayOf(NOON));
        Envelope envelope = Envelope.of(
                Chain.REGTEST, ALICES_COINS, dayKey, ephemeral().publicKey().x());
        Bytes hash = Challenge.hash(
                envelope,
                MessageType.INVITATION,
                recipient,
                sender.publicKey(),
                expiry,
                Bytes.EMPTY,
                chromium().encode());
        return new Content(
                MessageType.INVITATION,
                sender.publicKey().bytes(),
                Content.expirySeconds(DayKey.dayOf(NOON), expiry),
                chromium().encode(),
                sender.key().sign(hash));
    }

    private static PrivateKey ephemeral() {
        return PrivateKey.of(Peers.filled(32, 77));
    }

    private Bytes sealAsAlices(Content content) {
        return sealAsAlices(content.encode());
    }

    private Bytes sealAsAlices(Bytes plaintext) {
        return seal(plaintext, bob().publicKey(), exchange.invitation.secret().key(), ALICES_COINS);
    }

    private static Bytes seal(Content content, PublicKey recipient, PrivateKey ephemeral, List<Outpoint> coins) {
        return seal(content.encode(), recipient, ephemeral, coins);
    }

    private static Bytes seal(Bytes plaintext, PublicKey recipient, PrivateKey ephemeral, List<Outpoint> coins) {
        PublicKey dayKey = DayKey.of(recipient, Chain.REGTEST, DayKey.dayOf(NOON));
        Envelope envelope =
                Envelope.of(Chain.REGTEST, coins, dayKey, ephemeral.publicKey().x());
        return envelope.header().encode().concat(envelope.seal(ephemeral.sharedX(dayKey), plaintext));
    }

    /** What the recipient reads. */
    private static Content content(Bytes payload, List<Outpoint> coins, Identity recipient) {
        PrivateKey dayKey = recipient.dayKey(DayKey.dayOf(NOON));
        Bytes ephemeralX = payload.slice(24, 56);
        Envelope envelope = Envelope.of(Chain.REGTEST, coins, dayKey.publicKey(), ephemeralX);
        return Content.read(
                envelope.open(dayKey.sharedX(PublicKey.fromX(ephemeralX)), payload.slice(56, payload.size()))
                        .orElseThrow());
    }

    private Opened atBob(Bytes payload, List<Outpoint> coins) {
        return new Opener(bob()).open(payload, coins, NOON.plusSeconds(1), Exchange::none);
    }

    private Opened atAlice(Bytes payload, List<Outpoint> coins) {
        return new Opener(alice()).open(payload, coins, NOON.plusSeconds(5), exchange::pending);
    }
}
