package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.bitcoin.Payload;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.frame.Explanation;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.frame.Sealed;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Alice tells Bob where a service of hers is. Nothing here uses that yet. */
class ServiceEndpointTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Bytes TXID = Bytes.fromHex("a1".repeat(32));
    private static final List<Outpoint> COINS = List.of(new Outpoint(TXID, 0));
    private static final Bytes KEY = Bytes.fromHex("5e".repeat(32));

    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Identity alice = Identity.fromMnemonic(Mnemonic.generate(random), Chain.REGTEST);
    private final Identity bob = Identity.fromMnemonic(Mnemonic.generate(random), Chain.REGTEST);
    private final Sealed.Invitation sealed = Introduction.sealEndpoint(
            alice,
            bob.publicKey(),
            NOW,
            NOW.plusSeconds(60),
            new ServiceEndpoint(ServiceEndpoint.Kind.SSH, Address.ipv4("203.0.113.7"), 2222, KEY),
            COINS,
            random);

    @Test
    void theInspectorShowsItToWhoAsks() {
        Inspector.Inspection inspection = Inspector.withKeys(bob, clock, id -> Optional.empty())
                .inspect(transaction(sealed.payload()).hex());

        Map<String, Object> opened = inspection.opened();
        assertThat(opened)
                .containsEntry("from", alice.publicKey().hex())
                .containsEntry("type", "invitation")
                .containsEntry("ip", "203.0.113.7")
                .containsEntry("port", 2222)
                .containsEntry("kind", "ssh")
                .containsEntry("key", KEY.hex())
                .containsEntry(
                        "replyto",
                        DayKey.of(alice.publicKey(), Chain.REGTEST, DayKey.dayOf(NOW))
                                .hash160()
                                .hex())
                .containsKey("challenge_sig")
                .doesNotContainKey("descriptor");
        assertThat(inspection.fields())
                .extracting(Explanation.Field::name)
                .contains("endpoint", "padding", "challenge signature");
        assertThat(inspection.toString()).doesNotContain("203.0");
    }

    @Test
    void theInboxCountsAndIgnoresIt() {
        // Whatever a call would need is missing: had it been touched, this would fail.
        Calls nothingToCallWith =
                new Calls(bob.chain(), clock, null, null, null, null, null, null, null, null, null, null, null, null);
        Inbox inbox = new Inbox(null, null, new Opener(bob), clock, nothingToCallWith);

        inbox.take(new Payload(sealed.payload(), COINS, "aa", NOW, Optional.empty()));
        inbox.take(new Payload(sealed.payload(), COINS, "bb", NOW, Optional.empty()));

        assertThat(inbox.servicesIgnored()).isEqualTo(2);
    }

    /** One input that spends the coin, one output with the payload. */
    private static Bytes transaction(Bytes payload) {
        String size = "%02x".formatted(payload.size());
        String scriptSize = "%02x".formatted(payload.size() + 3);
        return Bytes.fromHex("01000000" + "01" + TXID.hex() + "00000000" + "00" + "ffffffff" + "01" + "00".repeat(8)
                + scriptSize + "6a4c" + size + payload.hex() + "00000000");
    }
}
