package dialtone.bridge.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.bridge.webrtc.IceUrl.Scheme;
import dialtone.signaling.MalformedException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceServerTest {

    private static final String CANARY = "canary-of-the-credential";

    @Test
    void addresses_have_the_ports_and_transports_of_their_schemes() {
        assertThat(IceUrl.parse("stun:stun.example.org"))
                .isEqualTo(new IceUrl(Scheme.STUN, "stun.example.org", 3478, false));
        assertThat(IceUrl.parse("STUNS:192.0.2.1:443")).isEqualTo(new IceUrl(Scheme.STUNS, "192.0.2.1", 443, true));
        assertThat(IceUrl.parse("turn:[2001:db8::1]:3479?transport=tcp"))
                .isEqualTo(new IceUrl(Scheme.TURN, "2001:db8::1", 3479, true));
        assertThat(IceUrl.parse("turns:turn.example.org?transport=udp"))
                .isEqualTo(new IceUrl(Scheme.TURNS, "turn.example.org", 5349, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stun",
                "stun:",
                "http://example.org",
                "stun://example.org",
                "stun:example.org:0",
                "stun:example.org:65536",
                "stun:example.org?transport=udp",
                "turn:example.org?transport=sctp",
                "turn:example.org?transport=udp&x=1",
                "stun:exa mple.org",
                "stun:user@example.org",
                "stun:-example.org",
                "stun:example.org\n"
            })
    void what_is_no_address_of_a_server_is_refused(String text) {
        assertThatThrownBy(() -> IceUrl.parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("expected")
                .hasMessageContaining("got");
    }

    @Test
    void turn_needs_a_username_and_a_credential_and_refusals_do_not_tell_them() {
        assertThatThrownBy(() -> new IceServer(List.of("turn:192.0.2.1"), "", CANARY))
                .hasMessageContaining("no username")
                .hasMessageNotContaining(CANARY);
        assertThatThrownBy(() -> new IceServer(List.of("stun:192.0.2.1", "turns:192.0.2.1"), "alice", ""))
                .hasMessageContaining("no credential");
        assertThatThrownBy(() -> new IceServer(List.of("turn:192.0.2.1"), "alice", CANARY + "\n"))
                .hasMessageContaining("a control character")
                .hasMessageNotContaining(CANARY);
        assertThatThrownBy(() -> new IceServer(List.of("turn:192.0.2.1"), "alice", CANARY.repeat(50)))
                .hasMessageContaining("1200 characters")
                .hasMessageNotContaining(CANARY);
        assertThat(new IceSettings(List.of(new IceServer(List.of("turn:192.0.2.1"), "alice", CANARY)), true).toString())
                .contains("192.0.2.1")
                .doesNotContain("alice", CANARY);
    }

    @Test
    void there_are_bounds() {
        IceServer stun = new IceServer(List.of("stun:192.0.2.1"), "", "");
        assertThatThrownBy(() -> new IceSettings(Collections.nCopies(9, stun), false))
                .hasMessage("servers: expected at most 8, got 9");
        assertThatThrownBy(() -> new IceServer(Collections.nCopies(7, "stun:192.0.2.1"), "", ""))
                .hasMessage("urls of a server: expected 1 to 6, got 7");
        assertThatThrownBy(() -> new IceServer(List.of(), "", "")).hasMessageContaining("got 0");
        assertThatThrownBy(() -> new IceSettings(List.of(stun), true).requireUsable())
                .hasMessageContaining("one of TURN")
                .hasMessageContaining("1 of STUN");
    }
}
