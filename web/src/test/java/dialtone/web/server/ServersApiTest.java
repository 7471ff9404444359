package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.bridge.webrtc.IceServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** STUN and TURN servers in the JSON of browsers: what is taken, what is refused with which words, and that no credential is in them. */
class ServersApiTest {

    private static final String CANARY = "canary-of-the-credential";
    private static final String TURN =
            "{\"urls\":\"turn:192.0.2.1\",\"username\":\"alice\",\"credential\":\"" + CANARY + "\"}";

    private Running running;

    @BeforeEach
    void start() throws IOException {
        running = new Running();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private RawHttp.Answer post(String body) throws IOException {
        return running.http.sendWithBody(
                body,
                "POST /api/servers HTTP/1.1",
                "Host: " + running.host(),
                "Authorization: Bearer " + running.token.hex(),
                "Origin: " + running.origin(),
                "Content-Type: application/json");
    }

    @Test
    void urls_are_one_or_several_and_stun_needs_no_credential() {
        assertThat(IceJson.servers("[]")).isEmpty();
        assertThat(IceJson.servers("[{\"urls\":[\"stun:192.0.2.1\",\"stun:[2001:db8::1]:3479\"]}," + TURN + "]"))
                .containsExactly(
                        new IceServer(List.of("stun:192.0.2.1", "stun:[2001:db8::1]:3479"), "", ""),
                        new IceServer(List.of("turn:192.0.2.1"), "alice", CANARY));
    }

    @TestFactory
    List<DynamicTest> everything_else_is_refused_and_both_values_are_named() {
        Map<String, String> refused = Map.ofEntries(
                Map.entry("", "expected a JSON array"),
                Map.entry("{}", "expected a JSON array, got an object"),
                Map.entry("[" + TURN, "cannot be read as one"),
                Map.entry("[1]", "server 1 of 1: expected an object, got another number"),
                Map.entry("[{}]", "expected urls to be a string or an array of strings, got nothing"),
                Map.entry("[{\"urls\":null}]", "got null"),
                Map.entry("[{\"urls\":[1]}]", "expected each of urls to be a string, got another number"),
                Map.entry(
                        "[{\"url\":\"stun:192.0.2.1\"}]",
                        "expected only the fields urls, username and credential, got url"),
                Map.entry("[{\"urls\":\"http:192.0.2.1\"}]", "got 'http:192.0.2.1'"),
                Map.entry("[{\"urls\":\"turn:192.0.2.1\",\"username\":\"alice\"}]", "got no credential"),
                Map.entry(
                        "[{\"urls\":\"turn:192.0.2.1\",\"username\":\"a\",\"credential\":5}]",
                        "expected credential to be a string"),
                Map.entry("[{\"urls\":[" + "\"stun:a\",".repeat(6) + "\"stun:a\"]}]", "expected at most 6 urls, got 7"),
                Map.entry("[" + (TURN + ",").repeat(8) + TURN + "]", "expected at most 8 servers, got 9"),
                Map.entry(" ".repeat(IceJson.LONGEST + 1), "expected at most 32768 characters of servers, got 32769"),
                Map.entry("[" + TURN.replace(CANARY, CANARY + "\\n") + "]", "got a control character"));
        return refused.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getValue(),
                        () -> assertThatThrownBy(() -> IceJson.servers(each.getKey()))
                                .isInstanceOf(BridgeApi.Refused.class)
                                .hasMessageContaining(each.getValue())
                                .hasMessageNotContaining(CANARY)))
                .toList();
    }

    @Test
    void the_page_sets_them_and_reads_what_is_wrong_with_them() throws IOException {
        assertThat(post("{\"servers\":[" + TURN + "],\"relayOnly\":true}").status())
                .isEqualTo(204);
        assertThat(running.bridge.changes).hasSize(1);
        assertThat(running.bridge.changes.get(0))
                .contains("relayOnly=true", "turn:192.0.2.1")
                .doesNotContain(CANARY);

        RawHttp.Answer stunAlone = post("{\"servers\":[],\"relayOnly\":true}");
        assertThat(stunAlone.status()).isEqualTo(400);
        assertThat(stunAlone.body()).contains("one of TURN");
        for (String body : List.of(
                "{}",
                "{\"servers\":[" + TURN + "]}",
                "{\"servers\":[" + TURN + "],\"relayOnly\":\"yes\"}",
                "{\"servers\":[" + TURN + "],\"relayOnly\":true,\"more\":1}",
                "{\"servers\":" + TURN + ",\"relayOnly\":true}")) {
            RawHttp.Answer answer = post(body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.body()).contains("expected").doesNotContain(CANARY);
        }
        assertThat(running.bridge.changes).hasSize(1);
    }
}
