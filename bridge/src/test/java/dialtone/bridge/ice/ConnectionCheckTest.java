package dialtone.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.ice.Finding.State;
import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.IceSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each way in which servers and networks fail, and the words for it. */
class ConnectionCheckTest {

    private static final String CANARY = "canary-of-the-credential";

    private static List<Finding> check(boolean relayOnly, String... urls) throws IOException {
        List<IceServer> servers = Arrays.stream(urls)
                .map(url -> url.startsWith("turn")
                        ? new IceServer(List.of(url), "alice", CANARY)
                        : new IceServer(List.of(url), "", ""))
                .toList();
        List<Finding> findings =
                ConnectionCheck.of(new IceSettings(servers, relayOnly), Set.of(InetAddress.getByName("192.168.1.2")));
        assertThat(findings.toString()).doesNotContain(CANARY);
        return findings;
    }

    private static void assertSaid(List<Finding> findings, State state, String... words) {
        assertThat(findings).anySatisfy(found -> {
            assertThat(found.state()).isEqualTo(state);
            assertThat(found.text()).contains(words);
        });
    }

    @Test
    void no_network() {
        assertSaid(ConnectionCheck.of(IceSettings.NONE, Set.of()), State.FAILS, "no network");
    }

    @Test
    void only_addresses_of_this_computer() throws IOException {
        assertSaid(check(false), State.LIMITED, "No server is named", "192.168.1.2");
        assertSaid(check(true), State.FAILS, "none is named");
    }

    @Test
    void a_router_that_shows_the_same_port_to_everybody() throws IOException {
        try (ScriptedServer one = new ScriptedServer((request, from) -> ScriptedServer.binding(request, from, 0));
                ScriptedServer two =
                        new ScriptedServer("127.0.0.2", (request, from) -> ScriptedServer.binding(request, from, 0))) {
            List<Finding> both = check(false, one.url("stun"), two.url("stun"));
            assertSaid(both, State.WORKS, "A router shows you to others as 203.0.113.52");
            assertSaid(both, State.WORKS, "under the same port");
            assertSaid(check(false, one.url("stun")), State.LIMITED, "cannot be told with one server");
        }
    }

    @Test
    void a_router_that_shows_another_port_to_each_server() throws IOException {
        try (ScriptedServer one = new ScriptedServer((request, from) -> ScriptedServer.binding(request, from, 0));
                ScriptedServer two = new ScriptedServer((request, from) -> ScriptedServer.binding(request, from, 1))) {
            assertSaid(check(false, one.url("stun"), two.url("stun")), State.LIMITED, "symmetric NAT");
        }
    }

    @Test
    void a_server_that_is_silent_or_talks_nonsense_is_named_and_how_long_it_was_waited_for() throws IOException {
        try (ScriptedServer silent = new ScriptedServer((request, from) -> List.of());
                ScriptedServer nonsense = new ScriptedServer((request, from) ->
                        List.of(new ScriptedServer.Reply(from, dialtone.signaling.Bytes.fromHex("0101000000"))))) {
            List<Finding> findings = check(false, silent.url("stun"), nonsense.url("stun"));
            for (ScriptedServer each : List.of(silent, nonsense)) {
                assertSaid(
                        findings,
                        State.FAILS,
                        "stun server 127.0.0.1:" + each.port() + " does not answer (waited 2.5 s)",
                        "it is down");
            }
            assertSaid(findings, State.FAILS, "No server answers over UDP");
        }
    }

    @Test
    void udp_is_blocked_when_the_same_server_takes_tcp() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertSaid(
                    check(false, "stun:127.0.0.1:" + tcp.getLocalPort()),
                    State.FAILS,
                    "takes connections over TCP",
                    "UDP is blocked");
        }
    }

    @Test
    void a_name_that_nobody_knows() throws IOException {
        assertSaid(
                check(false, "stun:no-such-server.invalid"), State.FAILS, "no-such-server.invalid:3478 is not known");
    }

    @Test
    void turn_over_tcp_is_tried_as_far_as_the_connection() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            String url = "turn:127.0.0.1:" + tcp.getLocalPort() + "?transport=tcp";
            assertSaid(check(false, url), State.LIMITED, "takes connections", "not checked");
        }
    }

    @Test
    void turn_that_relays() throws IOException {
        try (ScriptedServer turn = new ScriptedServer(ScriptedServer.turn(true))) {
            assertSaid(check(true, turn.url("turn")), State.WORKS, "takes your credential and relays");
        }
    }

    @Test
    void turn_that_refuses_the_credential() throws IOException {
        try (ScriptedServer turn = new ScriptedServer((request, from) -> request.type() == StunMessage.BINDING
                ? ScriptedServer.binding(request, from, 0)
                : ScriptedServer.refuse(request, from, 401))) {
            List<Finding> findings = check(true, turn.url("turn"));
            assertSaid(
                    findings,
                    State.FAILS,
                    "turn server 127.0.0.1:" + turn.port(),
                    "refuses the username or the credential (401)");
            assertSaid(findings, State.FAILS, "none was found that relays");
        }
    }

    @Test
    void turn_that_gives_an_address_and_carries_nothing() throws IOException {
        try (ScriptedServer turn = new ScriptedServer(ScriptedServer.turn(false))) {
            assertSaid(check(false, turn.url("turn")), State.FAILS, "no packet came through");
        }
    }

    @Test
    void turn_that_has_no_address_left_or_serves_stun_alone() throws IOException {
        try (ScriptedServer full = new ScriptedServer((request, from) -> request.type() == StunMessage.BINDING
                        ? ScriptedServer.binding(request, from, 0)
                        : ScriptedServer.refuse(request, from, 508));
                ScriptedServer stun = new ScriptedServer((request, from) -> ScriptedServer.binding(request, from, 0))) {
            List<Finding> findings = check(false, full.url("turn"), stun.url("turn"));
            assertSaid(findings, State.FAILS, "no address left for anybody (508)");
            assertSaid(findings, State.FAILS, "it may serve STUN alone");
        }
    }
}
