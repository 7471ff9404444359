package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** STUN and TURN servers as the user sees them, and that relay-only tells no other address. */
class ServersTest {

    private static final Pattern CANDIDATE = Pattern.compile("candidate:\\S+ 1 udp \\d+ (\\S+) \\d+ typ (\\w+)");

    @RegisterExtension
    static final Stage stage = new Stage();

    private static App demo;
    private static Person alice;

    @BeforeAll
    static void open() {
        demo = stage.demo();
        alice = stage.person("Alice").open(demo.link(0));
    }

    @BeforeEach
    void noServers() {
        alice.reload();
        alice.seesTheApp();
        sets(alice, "", false);
    }

    private static Locator opensConnection(Person person) {
        Locator wallet = person.page()
                .getByRole(AriaRole.REGION, new com.microsoft.playwright.Page.GetByRoleOptions().setName("Wallet"));
        if (!wallet.getByText("Servers and check").isVisible()) {
            wallet.getByText("Connection", new Locator.GetByTextOptions().setExact(true))
                    .click();
        }
        wallet.getByText("Servers and check").click();
        return person.page().getByRole(AriaRole.DIALOG);
    }

    private static void sets(Person person, String servers, boolean relayOnly) {
        Locator dialog = opensConnection(person);
        dialog.getByLabel("STUN and TURN servers").fill(servers);
        dialog.getByLabel("Only through TURN servers").setChecked(relayOnly);
        dialog.getByText("Save").click();
        assertThat(dialog).isHidden();
    }

    @Test
    void serversAreKeptAndWhatIsWrongWithThemIsSaidInPlace() {
        Locator dialog = opensConnection(alice);
        Locator field = dialog.getByLabel("STUN and TURN servers");
        Locator problem = dialog.getByRole(AriaRole.ALERT);

        field.fill("stun:192.0.2.1");
        dialog.getByText("Save").click();
        assertThat(problem).containsText("This is not JSON");
        field.fill("[{\"urls\":\"turn:192.0.2.1\"}]");
        dialog.getByText("Save").click();
        assertThat(problem)
                .containsText("server 1 of 1: TURN server 'turn:192.0.2.1': expected a username and a credential");
        field.fill("[{\"urls\":\"stun:192.0.2.1\"}]");
        dialog.getByLabel("Only through TURN servers").check();
        dialog.getByText("Save").click();
        assertThat(problem).containsText("expected one of TURN");
        dialog.getByLabel("Only through TURN servers").uncheck();
        dialog.getByText("Save").click();
        assertThat(dialog).isHidden();
        assertThat(alice.page().getByText("One server helps to reach friends.")).isVisible();

        alice.reload();
        alice.seesTheApp();
        assertThat(opensConnection(alice).getByLabel("STUN and TURN servers"))
                .hasValue(Pattern.compile("stun:192\\.0\\.2\\.1"));
    }

    @Test
    void withRelayOnlyAFriendIsReachedThroughTheTurnServerAndHearsOfNoOtherAddress() {
        try (TurnServer turn = TurnServer.start(stage.dataDir("turn"))) {
            Person bob = stage.person("Bob").open(demo.link(1));
            sets(alice, turn.json(TurnServer.CREDENTIAL), true);
            sets(bob, turn.json(TurnServer.CREDENTIAL), true);
            assertThat(alice.page().getByText("Only through your TURN servers")).isVisible();
            assertThat(bob.page().getByText("Only through your TURN servers")).isVisible();
            List<String> told = new CopyOnWriteArrayList<>();
            alice.page().onWebSocket(socket -> socket.onFrameSent(frame -> told.add(frame.text())));
            bob.page().onWebSocket(socket -> {
                socket.onFrameSent(frame -> told.add(frame.text()));
                socket.onFrameReceived(frame -> told.add(frame.text()));
            });
            alice.reload();
            bob.reload();
            alice.seesTheApp();
            bob.seesTheApp();

            alice.call("Bob");
            bob.isRungBy("Alice");
            bob.accept();
            alice.isTalking();
            bob.isTalking();
            bob.canReturn();

            List<String> candidates = told.stream()
                    .flatMap(frame ->
                            CANDIDATE.matcher(frame).results().map(found -> found.group(2) + " " + found.group(1)))
                    .distinct()
                    .toList();
            assertThat(candidates).containsExactly("relay " + turn.ip());
            Matcher ticket = Pattern.compile("\\\\\"kind\\\\\":\\\\\"(\\w+)")
                    .matcher(told.stream()
                            .filter(frame -> frame.contains("keepRedial"))
                            .reduce((first, last) -> last)
                            .orElseThrow());
            assertThat(ticket.results().map(found -> found.group(1)).distinct()).containsExactly("relay");
        }
    }

    @Test
    void theCheckTellsARightCredentialFromAWrongOne() {
        try (TurnServer turn = TurnServer.start(stage.dataDir("turn"))) {
            assertThat(checked(alice)).containsText("No server is named");
            alice.closesDialog();

            sets(alice, turn.json(TurnServer.CREDENTIAL), false);
            assertThat(checked(alice)).containsText("takes your credential and relays");
            alice.closesDialog();

            sets(alice, turn.json("another"), false);
            assertThat(checked(alice)).containsText("refuses the username or the credential (401)");
        }
    }

    private static Locator checked(Person person) {
        Locator dialog = opensConnection(person);
        dialog.getByText("Check connection").click();
        return dialog.getByRole(AriaRole.LIST, new Locator.GetByRoleOptions().setName("What the check found"));
    }

    @Test
    void messagesToAFriendLoseEveryAddressThatIsNotOfATurnServer() {
        Object told = alice.page().evaluate("""
                async () => {
                  const { told } = await import(new URL('told.js', document.querySelector('script').src));
                  const sdp = ['v=0', 'c=IN IP4 192.0.2.7', 'm=audio 40001 UDP/TLS/RTP/SAVPF 111', 'm=video 0 UDP/TLS/RTP/SAVPF 96',
                    'a=rtcp:40001 IN IP4 192.0.2.7',
                    'a=candidate:1 1 udp 1 192.0.2.7 40001 typ host',
                    'a=candidate:2 1 udp 1 192.0.2.7 40001 typ srflx raddr 192.0.2.7 rport 40001',
                    'a=candidate:3 1 udp 1 198.51.100.9 40003 typ relay raddr 192.0.2.7 rport 40001', ''].join('\\r\\n');
                  const candidate = (text) => told({ type: 'candidate', candidate: text, mid: '0' }, true);
                  const ticket = (...kinds) =>
                    told({ type: 'redial', ticket: { v: 1, candidates: kinds.map((kind) => ({ ip: '192.0.2.7', port: 40001, kind })) } }, true);
                  return [
                    told({ type: 'description', sdp, kind: 'offer' }, true).sdp,
                    candidate('candidate:1 1 udp 1 192.0.2.7 40001 typ host'),
                    candidate('candidate:1 1 udp 1 198.51.100.9 40003 typ relay raddr 192.0.2.7 rport 40001').candidate,
                    ticket('host', 'srflx'),
                    ticket('host', 'relay').ticket.candidates.map(({ kind }) => kind).join(),
                    told({ type: 'description', sdp, kind: 'offer' }, false).sdp === sdp,
                  ];
                }
                """);
        List<?> results = (List<?>) told;
        assertThat((String) results.get(0))
                .isEqualTo(String.join(
                        "\r\n",
                        "v=0",
                        "c=IN IP4 0.0.0.0",
                        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                        "m=video 0 UDP/TLS/RTP/SAVPF 96",
                        "a=rtcp:9 IN IP4 0.0.0.0",
                        "a=candidate:3 1 udp 1 198.51.100.9 40003 typ relay raddr 0.0.0.0 rport 0",
                        ""));
        assertThat(results.get(1)).isNull();
        assertThat(results.get(2)).isEqualTo("candidate:1 1 udp 1 198.51.100.9 40003 typ relay raddr 0.0.0.0 rport 0");
        assertThat(results.get(3)).isNull();
        assertThat(results.get(4)).isEqualTo("relay");
        assertThat(results.get(5)).isEqualTo(true);
    }
}
