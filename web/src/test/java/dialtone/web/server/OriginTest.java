package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of other origins change nothing, open no socket and read nothing (threats W2 and W3), even if they had stolen the token. */
class OriginTest {

    private static Running running;

    @BeforeAll
    static void start() throws IOException {
        running = new Running();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static List<String[]> foreignOrigins() {
        int port = running.port();
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {});
        for (String origin : List.of(
                "null",
                "",
                "file://",
                "https://" + running.host(),
                "http://127.0.0.1",
                "http://127.0.0.1:" + (port + 1),
                "http://localhost:" + port,
                "http://[::1]:" + port,
                "http://127.0.0.1:" + port + "/",
                "http://127.0.0.1:" + port + ".evil.example",
                "http://evil.example",
                "http://evil.example:" + port,
                "http://evil.localhost:" + port,
                "http://LOCALHOST:" + port,
                "http://0.0.0.0:" + port,
                "chrome-extension://abcdefghijklmnop",
                running.origin() + " " + running.origin())) {
            table.add(new String[] {"Origin: " + origin});
        }
        table.add(new String[] {"Origin: " + running.origin(), "Origin: http://evil.example"});
        table.add(new String[] {"Referer: " + running.origin() + "/"});
        for (String site : List.of("cross-site", "same-site", "none", "nonsense")) {
            table.add(new String[] {"Origin: " + running.origin(), "Sec-Fetch-Site: " + site});
        }
        return table;
    }

    private static RawHttp.Answer ask(String body, String[] more, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add(1, "Host: " + running.host());
        all.addAll(List.of(more));
        return running.http.sendWithBody(body, all.toArray(String[]::new));
    }

    @Test
    void no_foreign_origin_changes_anything() throws IOException {
        String bearer = "Authorization: Bearer " + running.token.hex();
        String json = "Content-Type: application/json";
        String friend = "{\"card\":\"dtrt1bob\",\"name\":\"Bob\"}";
        int refused = 0;
        List<String[]> origins = foreignOrigins();
        for (String[] origin : origins) {
            List<RawHttp.Answer> answers = List.of(
                    ask(friend, origin, "POST /api/friends HTTP/1.1", bearer, json),
                    ask(friend, origin, "POST /api/friends HTTP/1.1", bearer, "Content-Type: text/plain"),
                    ask(
                            "card=dtrt1bob",
                            origin,
                            "POST /api/friends HTTP/1.1",
                            "Content-Type: application/x-www-form-urlencoded"),
                    ask("", origin, "DELETE /api/friends/" + FakeBridge.BOB + " HTTP/1.1", bearer),
                    ask("{}", origin, "PUT /api/friends HTTP/1.1", bearer, json),
                    ask("{}", origin, "PATCH /api/friends HTTP/1.1", bearer, json),
                    ask("x", origin, "POST / HTTP/1.1"),
                    ask("x", origin, "POST /tab HTTP/1.1"));
            for (RawHttp.Answer answer : answers) {
                assertThat(answer.status()).as(String.join(" | ", origin)).isEqualTo(403);
                assertThat(answer.body()).isEmpty();
                refused++;
            }
        }
        System.out.printf("W3 state changes from foreign origins: %d/%d refused%n", refused, origins.size() * 8);
        assertThat(running.bridge.changes).isEmpty();
    }

    @Test
    void no_foreign_origin_opens_the_websocket() throws IOException {
        int past = 0;
        List<String[]> origins = foreignOrigins();
        for (String[] origin : origins) {
            RawHttp.Answer answer = ask("", origin, upgrade("/tab"));
            assertThat(answer.status()).as(String.join(" | ", origin)).isEqualTo(403);
            past += answer.status() == 101 ? 1 : 0;
        }
        System.out.printf("W2 sockets past the upgrade: %d of %d%n", past, origins.size());
        assertThat(ask("", new String[] {"Origin: " + running.origin()}, upgrade("/tab"))
                        .status())
                .isEqualTo(101);
    }

    @Test
    void only_the_tab_path_upgrades() throws IOException {
        String[] ours = {"Origin: " + running.origin()};
        for (String path : List.of("/", Assets.PLACE + "probe.js", "/api/card", "/other")) {
            assertThat(ask("", ours, upgrade(path)).status()).as(path).isEqualTo(404);
        }
        assertThat(ask("", ours, "GET /tab HTTP/1.1").status()).isEqualTo(426);
    }

    private static String[] upgrade(String path) {
        return new String[] {
            "GET " + path + " HTTP/1.1",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        };
    }

    @Test
    void other_sites_do_not_read_assets_or_the_api_but_may_link_to_the_page() throws IOException {
        String[] script = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"};
        String[] frame = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"};
        String[] link = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"};
        String[] typed = {"Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"};
        String bearer = "Authorization: Bearer " + running.token.hex();
        for (String[] foreign : List.of(script, frame)) {
            assertThat(ask("", foreign, "GET / HTTP/1.1").status()).isEqualTo(403);
            assertThat(ask("", foreign, "GET " + Assets.PLACE + "probe.js HTTP/1.1")
                            .status())
                    .isEqualTo(403);
            assertThat(ask("", foreign, "GET /api/card HTTP/1.1", bearer).status())
                    .isEqualTo(403);
        }
        assertThat(ask("", link, "GET / HTTP/1.1").status()).isEqualTo(200);
        assertThat(ask("", link, "GET /api/card HTTP/1.1", bearer).status()).isEqualTo(403);
        assertThat(ask("", link, "GET " + Assets.PLACE + "probe.js HTTP/1.1").status())
                .isEqualTo(403);
        assertThat(ask("", typed, "GET / HTTP/1.1").status()).isEqualTo(200);
        String[] cors = {"Origin: http://evil.example"};
        assertThat(ask("", cors, "GET /api/card HTTP/1.1", bearer).status()).isEqualTo(403);
        assertThat(ask("", cors, "GET " + Assets.PLACE + "probe.js HTTP/1.1").status())
                .isEqualTo(403);
    }

    @Test
    void preflights_are_refused_and_no_access_control_header_is_ever_sent() throws IOException {
        String[] preflight = {
            "Origin: http://evil.example",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: authorization",
            "Access-Control-Request-Private-Network: true"
        };
        for (String target : List.of("/", "/api/friends", Assets.PLACE + "probe.js", "/tab", "/nothing", "*")) {
            for (String[] origin : List.of(preflight, new String[] {"Origin: " + running.origin()})) {
                RawHttp.Answer answer = ask("", origin, "OPTIONS " + target + " HTTP/1.1");
                assertThat(answer.status()).as(target).isEqualTo(403);
                assertThat(answer.body()).isEmpty();
                assertThat(answer.headers())
                        .noneMatch(
                                line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
            }
        }
    }

    @Test
    void no_second_spelling_of_a_path_escapes_the_rules() throws IOException {
        for (String path : List.of(
                "//api/card",
                "/API/card",
                "/api//card",
                "/%61pi/card",
                "/api/../api/card",
                "/./api/card",
                "/api/card/",
                "/api;x/card",
                "/api/card;x",
                "/static/../api/card",
                "/static/%2e%2e/api/card",
                "/static/..%2fapi/card",
                "/static/%00",
                "/api%2fcard",
                "/static/..\\..\\x",
                "/static/.hidden",
                "/static/probe.js",
                Assets.PLACE + "../probe.js",
                Assets.PLACE + "css/../probe.js",
                Assets.PLACE + "%2e%2e/probe.js",
                Assets.PLACE,
                "/static/",
                "/static",
                "/api",
                "/api/",
                "/tab/",
                "/%74ab",
                "/index.jte",
                "/META-INF/MANIFEST.MF",
                "/static/../logback.xml")) {
            RawHttp.Answer answer = ask("", new String[] {}, "GET " + path + " HTTP/1.1");
            assertThat(answer.status()).as(path).isIn(400, 401, 403, 404);
            assertThat(answer.body()).as(path).doesNotContain("dtrt1alice").doesNotContain("asset-bytes");
        }
    }

    @Test
    void reading_has_no_side_effect_and_takes_no_body() throws IOException {
        String bearer = "Authorization: Bearer " + running.token.hex();
        for (String path : List.of("/", Assets.PLACE + "probe.js", "/api/card", "/api/friends", "/api/health")) {
            assertThat(ask("", new String[] {}, "GET " + path + " HTTP/1.1", bearer)
                            .status())
                    .isEqualTo(200);
            assertThat(ask("{}", new String[] {}, "GET " + path + " HTTP/1.1", bearer)
                            .status())
                    .isEqualTo(400);
        }
        assertThat(running.bridge.changes).isEmpty();
        assertThat(running.bridge.received).isEmpty();
    }
}
