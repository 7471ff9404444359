package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.ProtocolPage;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.SyntheticIvBox;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.PairSecret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Computes the examples of reunions in docs/protocol.md from the formulas of the page, beside the code that it guards. */
class ReunionPageTest {

    private final ProtocolPage page = ProtocolPage.read();

    @Test
    void the_example_of_a_reunion_invitation_is_what_the_code_does() {
        Map<String, String> given = page.example("reunion invitation");
        Map<String, String> computed = new LinkedHashMap<>(given);
        computed.replaceAll((name, value) -> value.equals("?") ? "not computed" : value);
        Bytes secret = Bytes.fromHex(given.get("pair secret"));
        Instant expiry = Instant.parse(given.get("expiry"));
        computed.put("candidates", Peers.chromium().candidatesInWords());
        computed.put("outpoints", Outpoint.serialize(Peers.outpoints(1)).hex());

        computed.put(
                "generation id",
                hmac(secret, "dialtone/1/generation", Bytes.EMPTY).slice(0, 8).hex());
        Bytes tag = hmac(
                        secret,
                        "dialtone/1/reunion tag",
                        Peers.filled(5, 0).slice(0, 1).concat(Bytes.of(new byte[4])))
                .slice(0, 8);
        computed.put("tag", tag.hex());
        Bytes salt = Hashes.sha256(Outpoint.serialize(Peers.outpoints(1)));
        Bytes key = Hkdf.derive(secret, salt, ascii("dialtone/1/reunion key").concat(tag), 64);
        computed.put("key", key.hex());
        Bytes content = new ByteWriter()
                .u8(0)
                .u24((int) (expiry.getEpochSecond() % (1 << 24)))
                .bytes(Bytes.fromHex("01c0a80114c351" + "41cb007107c351"))
                .u16(0)
                .toBytes();
        computed.put("content", content.hex());
        Bytes payload = tag.concat(SyntheticIvBox.seal(key, Bytes.EMPTY, content));
        computed.put("payload", payload.hex());
        computed.put(
                "invitation id",
                Hashes.tagged("dialtone/1/invitation id", salt.concat(payload))
                        .slice(0, 16)
                        .hex());
        for (int role = 0; role < 2; role++) {
            Bytes info = ascii("dialtone/1/ICE credentials").concat(Bytes.of((byte) role));
            String text = Base64.getEncoder()
                    .encodeToString(Hkdf.derive(secret, tag, info, 24).toArray());
            computed.put(role == 0 ? "inviter ufrag" : "invitee ufrag", text.substring(0, 8));
            computed.put(role == 0 ? "inviter pwd" : "invitee pwd", text.substring(8));
        }
        Bytes info = ascii("dialtone/1/ratchet").concat(Bytes.of(new byte[] {0, 0, 0, 1}));
        Bytes next = Hkdf.derive(secret, Peers.filled(64, 1), info, 32);
        computed.put("next secret", next.hex());

        assertThat(text(given)).isEqualTo(text(computed));

        PairState alice = PairState.introduced(Side.LOWER, new PairSecret(secret));
        Reunion.Sealing.Fits sealed = (Reunion.Sealing.Fits) Reunion.sealInvitation(
                alice.reserve().slot(),
                false,
                expiry.minusSeconds(60),
                expiry,
                ShortDescriptor.of(Peers.chromium(), true, true),
                Peers.outpoints(1));
        assertThat(sealed.payload()).isEqualTo(payload);
        assertThat(sealed.invitationId().hex()).isEqualTo(computed.get("invitation id"));
        assertThat(alice.current().id().hex()).isEqualTo(computed.get("generation id"));
        assertThat(alice.reserve().slot().credentials().invitee().pwd()).isEqualTo(computed.get("invitee pwd"));
        assertThat(alice.current()
                        .mixed(Peers.filled(32, 1), Peers.filled(32, 33))
                        .secret()
                        .bytes())
                .isEqualTo(next);
    }

    @Test
    void the_example_of_a_rendezvous_is_what_the_code_does() {
        Map<String, String> given = page.example("rendezvous");
        Bytes secret = Bytes.fromHex(given.get("pair secret"));
        Bytes key = hmac(secret, "dialtone/1/rendezvous", Bytes.EMPTY);
        Bytes port = Bytes.fromHex("208d");
        Bytes mapped = Bytes.fromHex("00000000000000000000ffffcb007107");
        Bytes six = Bytes.fromHex("20010db8000000000000000000000007");
        Map<String, String> computed = new LinkedHashMap<>();
        computed.put("pair secret", secret.hex());
        computed.put("key", key.hex());
        computed.put("address", "203.0.113.7:8333");
        computed.put(
                "score", Hashes.hmacSha256(key, mapped.concat(port)).slice(0, 8).hex());
        computed.put("address 6", "[2001:db8::7]:8333");
        computed.put(
                "score 6", Hashes.hmacSha256(key, six.concat(port)).slice(0, 8).hex());

        assertThat(text(given)).isEqualTo(text(computed));

        Rendezvous rendezvous = Rendezvous.of(Generation.first(new PairSecret(secret)));
        assertThat(Long.toHexString(rendezvous.score(Bytes.fromHex("cb007107"), 8333)))
                .isEqualTo(computed.get("score").replaceFirst("^0+", ""));
        assertThat(Long.toHexString(rendezvous.score(six, 8333))).isEqualTo(computed.get("score 6"));
    }

    private static Bytes hmac(Bytes key, String label, Bytes message) {
        return Hashes.hmacSha256(key, ascii(label).concat(message));
    }

    private static Bytes ascii(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> "%-14s = %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
