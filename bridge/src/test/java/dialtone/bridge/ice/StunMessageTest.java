package dialtone.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.ice.StunMessage.Attribute;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunMessageTest {

    private static Bytes utf8(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 5769, section 2.4. */
    @Test
    void a_request_with_a_long_term_credential_is_that_of_the_rfc() throws Exception {
        String username = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
        Bytes key = Bytes.of(MessageDigest.getInstance("MD5")
                .digest(utf8(username + ":example.org:TheMatrIX").toArray()));
        StunMessage request = new StunMessage(
                StunMessage.BINDING,
                Bytes.fromHex("78ad3433c6ad72c029da412e"),
                List.of(
                        new Attribute(StunMessage.USERNAME, utf8(username)),
                        new Attribute(StunMessage.NONCE, utf8("f//499k954d6OL34oL9FSTvy64sA")),
                        new Attribute(StunMessage.REALM, utf8("example.org"))));

        assertThat(request.encode(Optional.of(key)).hex())
                .isEqualTo(
                        "000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382afe382b900000015001c"
                                + "662f2f3439396b3935346436" + "4f4c33346f4c39465354767936347341"
                                + "0014000b6578616d706c652e6f726700"
                                + "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666");
    }

    /** RFC 5769, sections 2.2 and 2.3: the attribute with our address. */
    @Test
    void the_address_in_an_answer_is_that_of_the_rfc() {
        Bytes transaction = Bytes.fromHex("b7e7a701bc34d686fa87dfae");
        for (InetSocketAddress address : List.of(
                new InetSocketAddress("192.0.2.1", 32_853),
                new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32_853))) {
            Attribute written = StunMessage.address(StunMessage.XOR_MAPPED_ADDRESS, address, transaction);
            assertThat(written.value().hex()).isIn("0001a147e112a643", "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
            StunMessage answer =
                    new StunMessage(StunMessage.BINDING | StunMessage.SUCCESS, transaction, List.of(written));
            assertThat(StunMessage.parse(answer.encode(Optional.empty())).address(StunMessage.XOR_MAPPED_ADDRESS))
                    .contains(address);
        }
    }

    @Test
    void whatever_a_server_sends_is_parsed_or_refused() {
        Random random = new Random(37);
        StunMessage whole = new StunMessage(
                StunMessage.ALLOCATE | StunMessage.ERROR,
                Bytes.fromHex("00".repeat(12)),
                List.of(
                        new Attribute(StunMessage.ERROR_CODE, Bytes.fromHex("0000040155")),
                        StunMessage.address(
                                StunMessage.XOR_MAPPED_ADDRESS,
                                new InetSocketAddress("192.0.2.1", 1),
                                Bytes.fromHex("00".repeat(12)))));
        assertThat(whole.errorCode()).isEqualTo(401);
        byte[] encoded = whole.encode(Optional.empty()).toArray();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged =
                    java.util.Arrays.copyOf(encoded, random.nextInt(4) == 0 ? random.nextInt(100) : encoded.length);
            for (int changes = random.nextInt(3); changes >= 0 && damaged.length > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                StunMessage parsed = StunMessage.parse(Bytes.of(damaged));
                assertThat(parsed.encode(Optional.empty()).size()).isEqualTo(damaged.length);
                parsed.errorCode();
                parsed.address(StunMessage.XOR_MAPPED_ADDRESS);
            } catch (MalformedException malformed) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 19_000);
    }
}
