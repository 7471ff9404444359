package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DNS rebinding: a name that an attacker points at 127.0.0.1 gets nothing, whatever it asks for (threat W1). */
class HostTest {

    private static Running running;

    @BeforeAll
    static void start() throws IOException {
        running = new Running();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static List<String[]> foreignHosts() {
        int port = running.port();
        List<String[]> table = new ArrayList<>();
        for (String host : List.of(
                "evil.example",
                "evil.example:" + port,
                "rebind.test:" + port,
                "localhost",
                "127.0.0.1",
                "[::1]",
                "localhost:80",
                "127.0.0.1:80",
                "127.0.0.1:" + (port + 1),
                "localhost:" + (port + 1),
                "[::1]:" + (port + 1),
                "127.0.0.1:0" + port,
                "127.0.0.1:" + port + "0",
                "localhost.:" + port,
                "LOCALHOST:" + port,
                "Localhost:" + port,
                "evil.localhost:" + port,
                "localhost.evil.example:" + port,
                "127.0.0.1.evil.example:" + port,
                "127.0.0.1.nip.io:" + port,
                "127.1:" + port,
                "127.0.1:" + port,
                "127.0.0.2:" + port,
                "127.0.0.01:" + port,
                "127.0.0.1.:" + port,
                "2130706433:" + port,
                "0x7f000001:" + port,
                "0x7f.1:" + port,
                "0177.0.0.1:" + port,
                "0.0.0.0:" + port,
                "0:" + port,
                "[::]:" + port,
                "[0:0:0:0:0:0:0:1]:" + port,
                "[::ffff:127.0.0.1]:" + port,
                "[::1%25lo]:" + port,
                "::1:" + port,
                "192.168.1.10:" + port,
                "169.254.169.254:" + port,
                "user@127.0.0.1:" + port,
                "user:pass@localhost:" + port,
                "127.0.0.1:" + port + "@evil.example",
                "127.0.0.1:" + port + "#evil.example",
                "127.0.0.1:" + port + "/",
                "127.0.0.1:" + port + ", evil.example",
                "127.0.0.1:" + port + " evil.example",
                "127.0.0.1:" + port + "\tevil.example",
                "127.0.0.1\t:" + port,
                "127.0.0.1:" + port + "\0",
                "http://127.0.0.1:" + port,
                "127.0.0.1:",
                ":" + port,
                "",
                "*",
                "loc\u0430lhost:" + port)) {
            table.add(new String[] {"Host: " + host});
        }
        String ours = "Host: " + running.host();
        table.add(new String[] {});
        table.add(new String[] {ours, "Host: evil.example:" + port});
        table.add(new String[] {"Host: evil.example:" + port, ours});
        table.add(new String[] {ours, ours});
        table.add(new String[] {"Host : " + running.host()});
        table.add(new String[] {" " + ours});
        table.add(new String[] {"Host: evil.example:" + port, "X-Forwarded-Host: " + running.host()});
        table.add(new String[] {
            "Host: evil.example:" + port, "Forwarded: host=" + running.host(), "X-Forwarded-For: 127.0.0.1"
        });
        return table;
    }

    private static List<String[]> targets() {
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        return List.of(
                new String[] {"GET / HTTP/1.1"},
                new String[] {"GET " + Assets.PLACE + "probe.js HTTP/1.1"},
                new String[] {"GET /api/card HTTP/1.1", "Authorization: Bearer " + running.token.hex()},
                new String[] {
                    "GET /tab HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", key
                });
    }

    private static RawHttp.Answer ask(String[] target, String[] hostLines) throws IOException {
        List<String> lines = new ArrayList<>(List.of(target));
        lines.addAll(1, List.of(hostLines));
        // The origin that such a page would have: same-origin as far as the browser knows.
        if (hostLines.length > 0 && hostLines[0].startsWith("Host: ")) {
            lines.add("Origin: http://" + hostLines[0].substring("Host: ".length()));
        }
        return running.http.send(lines.toArray(String[]::new));
    }

    @Test
    void every_foreign_host_is_refused_on_page_asset_api_and_websocket_and_reads_nothing() throws IOException {
        List<String[]> hosts = foreignHosts();
        int rejected = 0;
        long leaked = 0;
        for (String[] host : hosts) {
            for (String[] target : targets()) {
                RawHttp.Answer answer = ask(target, host);
                // 400 is for what is no HTTP at all; whatever is HTTP gets 403.
                assertThat(answer.status())
                        .as("%s %s", target[0], String.join(" | ", host))
                        .isIn(400, 403);
                rejected++;
                leaked += answer.body().length();
            }
        }
        System.out.printf(
                "W1 hosts: %d x %d targets, %d/%d rejected, bytes leaked %d%n",
                hosts.size(),
                targets().size(),
                rejected,
                hosts.size() * targets().size(),
                leaked);
        assertThat(hosts).hasSizeGreaterThanOrEqualTo(45);
        assertThat(leaked).isZero();
    }

    @Test
    void a_foreign_host_that_is_plain_http_gets_403_with_an_empty_body() throws IOException {
        for (String host : List.of("evil.example:" + running.port(), "localhost.:" + running.port(), "0.0.0.0:1")) {
            RawHttp.Answer answer = running.http.send("GET / HTTP/1.1", "Host: " + host);
            assertThat(answer.status()).as(host).isEqualTo(403);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void a_request_line_that_names_another_authority_is_refused() throws IOException {
        String ours = "Host: " + running.host();
        for (String target : List.of(
                "http://evil.example/",
                "http://evil.example:" + running.port() + "/",
                "https://" + running.host() + "/",
                "http://user@" + running.host() + "/",
                "ftp://" + running.host() + "/",
                "//evil.example/",
                "evil.example:80",
                "*")) {
            RawHttp.Answer answer = running.http.send("GET " + target + " HTTP/1.1", ours);
            assertThat(answer.status()).as(target).isIn(400, 403);
            assertThat(answer.body()).isEmpty();
        }
        RawHttp.Answer swapped = running.http.send("GET http://" + running.host() + "/ HTTP/1.1", "Host: evil.example");
        assertThat(swapped.status()).isIn(400, 403);
        assertThat(running.http.send("GET / HTTP/1.0").status()).isEqualTo(403);
    }

    @Test
    void our_own_three_names_are_served() throws IOException {
        for (String name : List.of("127.0.0.1", "localhost", "[::1]")) {
            String host = name + ":" + running.port();
            for (String[] target : targets()) {
                RawHttp.Answer answer = ask(target, new String[] {"Host: " + host});
                assertThat(answer.status()).as("%s %s", target[0], host).isIn(200, 101);
            }
        }
    }

    @Test
    void no_address_but_127_0_0_1_listens() throws IOException {
        assertThat(LoopbackPort.listen(0).getLocalAddress().toString()).startsWith("/127.0.0.1:");
    }
}
