package dialtone.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkMessageTest {
    private static final String RELAYED =
            "candidate:1 1 udp 41885439 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0";
    private static final String HOST = "candidate:2 1 udp 2122260223 192.0.2.7 50001 typ host";

    @Test
    void keepsTheFieldsOfItsTypeAndNoOthers() {
        LinkMessage ring = LinkMessage.control("{\"type\":\"ring\",\"call\":\"a1\",\"video\":true,\"more\":[1]}")
                .orElseThrow();
        assertThat(ring.toJson()).contains("ring", "a1", "video").doesNotContain("more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"ring\"}",
                "{\"type\":\"ring\",\"call\":\"A1\",\"video\":true}",
                "{\"type\":\"ring\",\"call\":\"a1\",\"video\":1}",
                "{\"type\":\"ring\",\"call\":\"a1\",\"video\":true,\"ahead\":1}",
                "{\"type\":\"ahead\"}",
                "{\"type\":\"ahead\",\"call\":\"\"}",
                "{\"type\":\"ping\",\"n\":-1}",
                "{\"type\":\"ping\",\"n\":1.5}",
                "{\"type\":\"ping\",\"n\":9007199254740992}",
                "{\"type\":\"hello\",\"version\":1,\"call\":\"\",\"apart\":\"yes\"}",
                "{\"type\":\"carry\",\"to\":\"00\",\"nonce\":\"00\",\"frame\":\"00\"}",
                "{\"type\":\"bye\"} {}",
                "{\"type\":\"toString\"}"
            })
    void refusesWhatIsOutOfRange(String text) {
        assertThat(LinkMessage.control(text)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongOrTooDeep() {
        String deep = "{\"type\":\"redial\",\"ticket\":" + "{\"a\":".repeat(50) + "1" + "}".repeat(51);
        assertThat(LinkMessage.control(deep)).isEmpty();
        assertThat(LinkMessage.control("{\"type\":\"bye\"}" + " ".repeat(LinkMessage.LONGEST)))
                .isEmpty();
    }

    @Test
    void tellsNoAddressButThoseOfTurnServersWhenOnlyTheyMayBeTold() {
        assertThat(candidate(HOST).relayedOnly()).isEmpty();
        assertThat(candidate(RELAYED).relayedOnly()).isPresent();
        String sdp = "v=0\\r\\nc=IN IP4 192.0.2.7\\r\\na=" + HOST + "\\r\\na=" + RELAYED + "\\r\\n";
        LinkMessage description = LinkMessage.control(
                        "{\"type\":\"description\",\"kind\":\"offer\",\"sdp\":\"" + sdp + "\"}")
                .orElseThrow();
        assertThat(description.relayedOnly().orElseThrow().text("sdp"))
                .doesNotContain("192.0.2.7")
                .contains("198.51.100.7");
    }

    private static LinkMessage candidate(String text) {
        return LinkMessage.control("{\"type\":\"candidate\",\"mid\":\"0\",\"candidate\":\"" + text + "\"}")
                .orElseThrow();
    }
}
